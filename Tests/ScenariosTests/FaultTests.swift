import Events
import Kernel
import Results
import Scenarios
import Testing

@Suite("Faults")
struct FaultTests {
  private func run(_ fault: String) throws -> RunOutcome {
    try SmallRun.run(SmallRun.text(SmallRun.trading + #""faults": ["# + fault + "],", steps: SmallRun.wait))
  }

  private func kinds(_ outcome: RunOutcome) -> [String] {
    outcome.history.entries.compactMap { entry in
      if case .fault = entry.event { entry.event.kind } else { nil }
    }
  }

  @Test("a throttled KMS costs retries; calls that outlive the SDK's attempts fail, and no command is lost")
  func throttle() throws {
    let outcome = try run(
      #"{ "id": "f", "target": "kms.aws-main", "inject": "throttle", "args": { "rate": 0.3 }, "at": "22s", "for": "10s" }"#
    )
    #expect(kinds(outcome) == ["fault.began", "fault.ended"])
    #expect(outcome.result.kms.throttled > 0)
    #expect(outcome.result.checks.first { $0.name == "no-lost-commands" }?.outcome == .holds)
  }

  @Test("a slower KMS makes commands slower")
  func latencyFactor() throws {
    let calm = try SmallRun.run(SmallRun.text(SmallRun.trading, steps: SmallRun.wait))
    let slow = try run(
      #"{ "id": "f", "target": "kms.aws-main", "inject": "latency-factor", "args": { "factor": 8 }, "during-phase": "load" }"#
    )
    let calmest = try #require(calm.result.overall(.commandLatency))
    let slowest = try #require(slow.result.overall(.commandLatency))
    #expect(slowest.p90 > calmest.p90)
  }

  @Test("an unavailable KMS only delays: signing is tried again for ever")
  func unavailable() throws {
    let outcome = try run(
      #"{ "id": "f", "target": "kms.aws-main", "inject": "unavailable", "at": "25s", "for": "5s" }"#)
    #expect(outcome.result.checks.first { $0.name == "no-lost-commands" }?.outcome == .holds)
    #expect(outcome.result.commands.completed.contains { $0.name == "OK" && $0.count > 20 })
  }

  @Test("a crashed participant is started again and goes on; its commands end in one completion each")
  func crash() throws {
    let outcome = try run(#"{ "id": "f", "target": "participant1", "inject": "crash", "at": "30s", "for": "5s" }"#)
    #expect(outcome.failedFlows == [])
    #expect(outcome.history.entries.filter { $0.event.kind == "node.crashed" }.count == 1)
    #expect(
      outcome.history.entries.filter { $0.event.kind == "node.started" && $0.node.name == "participant1" }.count == 2)
    #expect(outcome.result.checks.first { $0.name == "no-lost-commands" }?.outcome == .holds)
  }
}
