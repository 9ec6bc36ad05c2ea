import Events
import Kernel
import Keys
import Testing

@testable import Scenarios

/// One run in which every kind of fault acts once, three seconds each, on participants whose keys are in a KMS.
private enum TroubledRun {
  static let length = Span.seconds(3)
  static let first = Instant.zero + .seconds(40)

  static let kinds: [(name: String, target: String, arguments: String)] =
    FaultCatalog.kmsErrors.map { ($0.definition.name, "kms.aws-main", #"{ "rate": 0.3 }"#) } + [
      ("latency", "kms.aws-main", #"{ "add": "700ms" }"#),
      ("latency-factor", "kms.aws-main", #"{ "factor": 10 }"#),
      ("quota-factor", "kms.aws-main", #"{ "factor": 0.001 }"#),
      ("partition", "link.participant1-sequencer1", "{}"),
      ("crash", "participant1", "{}"),
    ]

  /// When a fault acts. They lie apart, so that what one leaves behind is over when the next begins.
  static func window(_ kind: String) -> ClosedRange<Instant> {
    let position = kinds.firstIndex { $0.name == kind } ?? 0
    let start = first + .seconds(12) * Int64(position)
    return start...(start + length)
  }

  static let outcome = Result {
    let faults = kinds.map { kind in
      """
      { "id": "\(kind.name)", "target": "\(kind.target)", "inject": "\(kind.name)", "args": \(kind.arguments), \
      "at": "\(window(kind.name).lowerBound.nanoseconds)ns", "for": "\(length)" }
      """
    }
    let file = try ScenarioLoader.load(
      path: TestFolder.root + "scenarios/envelope-vs-external.json", vocabulary: .shipped,
      overrides: [
        "faults=[\(faults.joined(separator: ","))]", "steps.measure.args.for=3m", "steps.portfolio.args.count=60",
        "workload.load.rate=3",
      ])
    let cell = try #require(file.cell("keys=external,load=1-per-second"))
    let run = try ScenarioRun.perform(cell.scenario, hash: "", seed: 1, options: RunOptions(crypto: .symbolic))
    return (entries: run.history.entries, failedFlows: run.failedFlows)
  }

  static var calls: [KmsCallEvent] {
    get throws {
      try outcome.get().entries.compactMap { entry in
        guard case .kms(let call) = entry.event, call.sentAt >= first - .seconds(5) else { return nil }
        return call
      }
    }
  }
}

@Suite("Faults act on a running network, and only while they last")
struct FaultWindowTests {
  @Test(
    "calls end with the error of the fault, sent while it lasts and at no other time",
    arguments: zip(
      [
        "throttle", "internal", "unavailable", "key-unavailable", "access-denied", "disabled", "timeout",
        "connection-closed",
      ],
      [
        "ThrottlingException", "KMSInternalException", "ConnectTimeout", "KeyUnavailableException",
        "AccessDeniedException", "DisabledException", "ReadTimeout", "ConnectionClosed",
      ]))
  func kmsError(_ fault: String, _ error: String) throws {
    let hit = try TroubledRun.calls.filter { $0.outcome == error && $0.quota == nil }
    #expect(!hit.isEmpty)
    #expect(hit.allSatisfy { TroubledRun.window(fault).contains($0.sentAt) })
  }

  @Test("a later answer is later by the span, a slower one by the factor")
  func latency() throws {
    func latencies(_ kind: String) throws -> [Span] {
      try TroubledRun.calls.filter { TroubledRun.window(kind).contains($0.sentAt) && $0.outcome == "OK" }.map(\.latency)
    }
    let usual = try latencies("partition").min() ?? .zero
    #expect(try latencies("latency").allSatisfy { $0 >= .milliseconds(700) })
    #expect(try latencies("latency-factor").min() ?? .zero > usual * 5)
    #expect(usual > .zero && usual < .milliseconds(100))
  }

  @Test("a thousandth of the quotas throttles at a load that never does otherwise")
  func quota() throws {
    let throttled = try TroubledRun.calls.filter { $0.throttled && $0.quota != nil }
    #expect(!throttled.isEmpty)
    #expect(throttled.allSatisfy { TroubledRun.window("quota-factor").contains($0.sentAt) })
  }

  @Test("across a partition nothing is committed, after it commits go on")
  func partition() throws {
    let window = TroubledRun.window("partition")
    let commits = try TroubledRun.outcome.get().entries.compactMap { entry -> Instant? in
      guard case .ledger(.committed) = entry.event, entry.node == NodeID("participant1") else { return nil }
      return entry.instant
    }
    #expect(!commits.contains { $0 > window.lowerBound + .seconds(1) && $0 < window.upperBound })
    #expect(commits.contains { $0 > window.upperBound && $0 < window.upperBound + .seconds(9) })
  }

  @Test("a crashed node comes back when the fault ends, and no flow of the simulator fails over it")
  func crash() throws {
    let run = try TroubledRun.outcome.get()
    let window = TroubledRun.window("crash")
    let crashed = run.entries.compactMap { entry -> Instant? in
      if case .node(.crashed) = entry.event { entry.instant } else { nil }
    }
    #expect(crashed == [window.lowerBound])
    let signedAfter = try TroubledRun.calls.filter { $0.principal == "external-1" && $0.sentAt > window.lowerBound }
    #expect(signedAfter.first.map { $0.sentAt >= window.upperBound } == true)
    #expect(run.failedFlows.isEmpty)
  }
}
