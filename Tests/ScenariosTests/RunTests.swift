import Events
import Kernel
import Results
import Scenarios
import Testing

@Suite("Running a scenario")
struct RunTests {
  @Test("traffic through a participant with external keys is committed and every check holds")
  func passes() throws {
    let outcome = try SmallRun.run(SmallRun.text(SmallRun.trading, steps: SmallRun.wait))
    #expect(outcome.result.exitCode == 0)
    #expect(outcome.result.commands.issued > 20)
    #expect(outcome.failedFlows == [])
    #expect(outcome.unscopedDraws == 0)
  }

  @Test("a closed workload has at most one command of each client under way")
  func closedModel() throws {
    let closed =
      #""workload": [{ "id": "trading", "from": "20s", "model": "closed", "clients": 2, "think-time": "1s", "template": "iou-transfer", "parties": ["Alice", "Bob"] }],"#
    let outcome = try SmallRun.run(SmallRun.text(closed, steps: SmallRun.wait))
    var under = 0
    var most = 0
    for entry in outcome.history.entries {
      guard case .ledger(let event) = entry.event else { continue }
      if case .issued = event { under += 1 }
      if case .completed(let command, _, _, _, _) = event, command.userID == "workload" { under -= 1 }
      most = max(most, under)
    }
    #expect(most == 2)
    #expect(outcome.result.commands.issued > 20)
  }

  @Test("an expectation that does not hold fails the run with code 1")
  func failedExpectation() throws {
    let step =
      #"{ "id": "load", "do": "sim.wait", "args": { "for": "1s" }, "expect": [{ "that": "participant1.'active-contracts' == 21" }] }"#
    let outcome = try SmallRun.run(SmallRun.text(steps: step))
    #expect(outcome.result.exitCode == 1)
    #expect(outcome.result.expectations.map(\.holds) == [false])
  }

  @Test("a step that fails as expected does not fail the run; one that succeeds instead does")
  func expectedErrors() throws {
    let refused =
      #"{ "id": "export", "do": "participant1.keys.secret.download", "args": { "fingerprint": "${participant1.keys.signing}" }, "expect-error": "FAILED_PRECONDITION" }"#
    #expect(try SmallRun.run(SmallRun.text(steps: refused)).result.exitCode == 0)
    let fine = #"{ "id": "wait", "do": "sim.wait", "args": { "for": "1s" }, "expect-error": "FAILED_PRECONDITION" }"#
    #expect(try SmallRun.run(SmallRun.text(steps: fine)).result.exitCode == 1)
  }

  @Test("after a failed step no further step is begun, unless it says to go on")
  func abort() throws {
    let stop =
      #"{ "id": "stop", "do": "participant2.synchronizers.disconnect", "args": { "alias": "da" } }, { "id": "fails", "do": "participant2.synchronizers.reconnect", "args": { "alias": "da" }, "timeout": "1ms" }, { "id": "never", "do": "sim.wait", "args": { "for": "1s" } }"#
    let outcome = try SmallRun.run(SmallRun.text(steps: stop))
    #expect(!outcome.result.steps.contains { $0.id == "never" })
    let goesOn = stop.replacing(#""timeout": "1ms" "#, with: #""timeout": "1ms", "on-failure": "continue" "#)
    #expect(try SmallRun.run(SmallRun.text(steps: goesOn)).result.steps.contains { $0.id == "never" })
  }

  @Test("a bound that does not hold fails the run with code 3, a horizon that cuts it off with code 5")
  func thresholdsAndHorizon() throws {
    let bound = SmallRun.trading + #""thresholds": { "ledger.command.latency": ["p50 < 1 ms"] },"#
    #expect(try SmallRun.run(SmallRun.text(bound, steps: SmallRun.wait)).result.exitCode == 3)
    let short = SmallRun.text(SmallRun.trading, steps: SmallRun.wait).replacing(
      #""duration": "10m""#, with: #""duration": "30s""#)
    #expect(try SmallRun.run(short).result.exitCode == 5)
  }

  @Test("for-each performs the command once for each element and keeps the element beside the result")
  func forEach() throws {
    let steps =
      #"{ "id": "parties", "delay": "1s", "do": "participant1.parties.list" }, { "id": "acs", "for-each": "${steps.parties.result}", "do": "participant1.ledger_api.state.acs.of_party", "args": { "party": "${item.party}" }, "expect": [{ "that": "all(result, one, one.count == 10 and one.item.party != '')" }] }"#
    #expect(try SmallRun.run(SmallRun.text(steps: steps)).result.exitCode == 0)
  }

  @Test("a set-up that the KMS refuses is a failed step with the service's words")
  func refusedSetUp() throws {
    let text = SmallRun.text(steps: SmallRun.wait).replacing(
      #""participant1": "canton-external-keys""#, with: #""participant1": { "allow": ["kms:DescribeKey"] }"#)
    let outcome = try SmallRun.run(text)
    #expect(outcome.result.exitCode == 1)
    #expect(outcome.result.steps.first { $0.id == "set-up" }?.message?.contains("kms:CreateKey") == true)
  }
}
