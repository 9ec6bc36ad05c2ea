import ArgumentParser
import Kernel

/// The table printed by `keyshift bench kernel` without a workload: medians of five, trace hashes checked.
struct KernelTable {
  /// A workload with its size; `hash` where the C++ reference has published one.
  private struct Row {
    let workload: ReferenceWorkload
    let parameters: ReferenceWorkload.Parameters
    var hash: UInt64?
  }

  /// Seed 1, reference streams, glibc's logarithm.
  private let checked: [Row] = [
    Row(workload: .hold, parameters: .init(n: 10_000, events: 1_000_000), hash: 0x3832_0dbd_6f80_cd95),
    Row(
      workload: .phold, parameters: .init(n: 1_000, events: 0, end: .zero + .seconds(100)),
      hash: 0xea43_cb6f_c046_6eb6),
    Row(workload: .mm1, parameters: .init(n: 0, events: 300_000), hash: 0x1676_e4fa_5e67_b551),
    Row(workload: .resource, parameters: .init(n: 1_000, events: 300_000), hash: 0xc28b_63da_cf51_fcf6),
    Row(workload: .cancel, parameters: .init(n: 1_000, events: 300_000), hash: 0x69bf_9f92_88b1_5f46),
  ]

  private let measured: [Row] = [
    Row(workload: .hold, parameters: .init(n: 1_000, events: 1_000_000)),
    Row(workload: .hold, parameters: .init(n: 100_000, events: 1_000_000)),
    Row(workload: .phold, parameters: .init(n: 10_000, events: 0, end: .zero + .seconds(100))),
    Row(workload: .phold, parameters: .init(n: 100_000, events: 0, end: .zero + .seconds(10))),
    Row(workload: .cancel, parameters: .init(n: 100_000, events: 1_000_000)),
  ]

  private static let repetitions = 5

  func run() throws {
    var wrong = 0
    print("workload        n    events  ns/event  hash")
    for row in checked + measured {
      var times: [Int64] = []
      var last: ReferenceWorkload.Outcome?
      for _ in 0..<KernelTable.repetitions {
        let outcome = row.workload.run(row.parameters, clock: Stopwatch.nanoseconds)
        times.append(outcome.elapsed * 10 / Int64(max(1, outcome.events)))
        last = outcome
      }
      guard let last else { continue }
      var verdict = hexadecimal(last.hash)
      if let expected = row.hash {
        let isRight = expected == last.hash
        if !isRight { wrong += 1 }
        verdict += isRight ? " equals the reference" : " DIFFERS from the reference \(hexadecimal(expected))"
      }
      line(row.workload.rawValue, row.parameters.n, last.events, times, verdict)
    }
    try measure("flow", 1_000, 200_000) { try FlowBench.run(flows: $0, waits: $1).nanoseconds }
    try measure("message", 100, 500_000) { try MessageBench.run(nodes: $0, deliveries: $1).nanoseconds }
    if wrong > 0 {
      print("\(wrong) trace hashes differ from the reference: the order of delivery or the draws are wrong")
      throw ExitCode(70)
    }
  }

  private func measure(_ name: String, _ n: Int, _ events: Int, _ body: (Int, Int) throws -> Int64) throws {
    var times: [Int64] = []
    for _ in 0..<KernelTable.repetitions { times.append(try body(n, events) * 10 / Int64(events)) }
    line(name, n, events, times, "")
  }

  private func line(_ name: String, _ n: Int, _ events: Int, _ tenths: [Int64], _ verdict: String) {
    let median = decimal(tenths.sorted()[tenths.count / 2], 1)
    print("\(left(name, 10))\(right("\(n)", 7))\(right("\(events)", 10))\(right(median, 10))  \(verdict)")
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
