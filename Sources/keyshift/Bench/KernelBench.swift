import ArgumentParser
import Kernel

/// `keyshift bench kernel`: the workloads of the discrete-event kernel benchmark on the production event queue.
struct KernelBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Measures the event kernel; without --workload a table of all workloads, hashes checked.")

  @Option(help: "One workload: hold, phold, mm1, resource, cancel, flow or message.")
  var workload: String?
  @Option(help: "Entities (flows, nodes).")
  var n = 1_000
  @Option(help: "Events, customers, cycles or activities (waits, deliveries).")
  var events = 1_000_000
  @Option(help: "Events of each process at the start of phold.")
  var m = 1
  @Option(help: "Virtual end of phold in seconds.")
  var end = "10"
  @Option(help: "Seed of the streams.")
  var seed: UInt64 = 1
  @Option(help: "1 hashes the trace, 0 does not.")
  var hash = 1

  func run() throws {
    guard let workload else { return try KernelTable().run() }
    switch workload {
    case "flow":
      let outcome = try FlowBench.run(flows: n, waits: events)
      report(workload, events / n * n, outcome.nanoseconds, outcome.digest, "")
    case "message":
      let outcome = try MessageBench.run(nodes: max(1, n / 10), deliveries: events)
      report(workload, outcome.delivered, outcome.nanoseconds, "0", "")
    default:
      guard let reference = ReferenceWorkload(rawValue: workload) else {
        throw ValidationError("unknown workload '\(workload)'")
      }
      guard let end = Span(end + "s") else { throw ValidationError("--end '\(end)' is not a number of seconds") }
      let parameters = ReferenceWorkload.Parameters(
        n: n, events: events, m: m, end: .zero + end, seed: seed, isHashed: hash == 1)
      let outcome = reference.run(parameters, clock: Stopwatch.nanoseconds)
      report(workload, outcome.events, outcome.elapsed, hexadecimal(outcome.hash), extra(reference, outcome))
    }
  }

  private func report(_ workload: String, _ events: Int, _ elapsed: Int64, _ hash: String, _ extra: String) {
    let perEvent = decimal(elapsed * 10 / Int64(max(1, events)), 1)
    let perSecond = Int64(events) * 1_000_000_000 / max(1, elapsed)
    print(
      "RESULT workload=\(workload) engine=keyshift n=\(n) events=\(events) sec=\(decimal(elapsed / 1_000, 6))",
      "ns_per_event=\(perEvent) events_per_s=\(perSecond) rss_mb=\(decimal(Int64(Stopwatch.peakMemory() * 10 / 1_024), 1))",
      "hash=\(hash) \(extra)")
  }

  private func extra(_ workload: ReferenceWorkload, _ outcome: ReferenceWorkload.Outcome) -> String {
    let mean = outcome.waited.total / Int64(max(1, outcome.waited.count))
    let meanWait = decimal((mean + 500_000) / 1_000_000, 3)
    switch workload {
    case .hold: return ""
    case .phold: return "m=\(m)"
    case .mm1: return "mean_wait=\(meanWait)"
    case .resource: return "mean_wait=\(meanWait) util=\(decimal(Int64(outcome.utilisation / 100), 4))"
    case .cancel: return "fired=\(outcome.timeoutsFired)"
    }
  }
}

/// 16 hexadecimal digits.
func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
