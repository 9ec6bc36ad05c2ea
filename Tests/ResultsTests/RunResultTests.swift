import Events
import Kernel
import Results
import Testing

@Suite("run results")
struct RunResultTests {
  @Test("commands are counted by what became of them, transactions once")
  func commands() {
    var story = Story()
    for id in ["a", "b", "c"] { story.issue(id) }
    story.refuse("c")
    story.accept("a")
    story.accept("b")
    story.commit("a")
    story.tell(
      "p2", .ledger(.committed(updateID: "u-a", sequencedAt: .zero, command: nil, change: nil, created: 1, archived: 0))
    )
    let commands = story.result().commands
    #expect(commands.issued == 3)
    #expect(commands.accepted == 2)
    #expect(commands.refused.map(\.name) == ["UNAVAILABLE"])
    #expect(commands.completedTotal == 1)
    #expect(commands.committed == 1)
  }

  @Test("command latency counts successful completions, by node and workload and over all")
  func latency() {
    var story = Story()
    for (id, milliseconds) in [("a", Int64(10)), ("b", 30)] {
      story.issue(id)
      story.accept(id)
      story.commit(id, latency: .milliseconds(milliseconds))
    }
    story.tell(
      "p1",
      .ledger(
        .completed(command: command("c"), parties: [alice], code: "TIMEOUT", updateID: nil, latency: .seconds(60))))
    let result = story.result()
    #expect(result.overall(.commandLatency)?.maximum == 30_000_000)
    #expect(result.overall(.commandLatency)?.count == 2)
    let tagged = result.latency.filter { $0.metric == .commandLatency && !$0.tags.isEmpty }
    #expect(tagged.map(\.tags) == [[MetricTag("node", "p1"), MetricTag("workload", "load")]])
  }

  @Test("cached session keys are no decryptions")
  func cached() {
    var story = Story()
    for cached in [true, false, true] {
      story.tell(
        "p1",
        .crypto(
          .decrypted(
            key: sampleKey, sequencedAt: .zero, cached: cached, viaKms: false, latency: .milliseconds(2), failure: nil))
      )
    }
    #expect(story.result().overall(.decryptionLatency)?.count == 1)
  }

  @Test("KMS attempts, throttles, retries and calls per transaction are counted")
  func kms() {
    var story = Story()
    story.accept("a")
    story.call(outcome: "ThrottlingException", throttled: true)
    story.at(.seconds(1))
    story.call(attempt: 2)
    story.call("Decrypt", quota: "rsa")
    story.commit("a")
    let result = story.result()
    #expect(result.kms.total == 3)
    #expect(result.kms.throttled == 1)
    #expect(result.kms.retries == 1)
    #expect(result.kms.callsPerThousandTransactions(committed: result.commands.committed) == 3000)
    #expect(result.kms.calls.map(\.operation) == ["Decrypt", "Sign", "Sign"])
    #expect(result.kms.quotas.map(\.quota) == ["ecc", "rsa"])
    #expect(result.kms.firstThrottle?.sequence == 1)
  }

  @Test("the peak is the most requests in any second, wherever the second begins")
  func peak() {
    var story = Story()
    for (second, millisecond) in [(Int64(0), Int64(900)), (0, 950), (1, 100), (1, 899), (1, 900), (30, 0)] {
      story.at(.seconds(second) + .milliseconds(millisecond))
      story.call()
    }
    let quota = story.result().kms.quotas[0]
    #expect(quota.peakPerSecond == 4)
    #expect(quota.peakAt == .zero + .milliseconds(1_899))
    #expect(quota.load.count == 31)
    #expect(Array(quota.load.prefix(3)) == [2, 3, 0])
  }

  @Test("the load of a long run has at most 60 buckets, each with the greatest second in it")
  func buckets() {
    var story = Story()
    for second in stride(from: Int64(0), to: 3_600, by: 7) {
      story.at(.seconds(second))
      story.call()
      if second == 700 { story.call() }
    }
    let quota = story.result().kms.quotas[0]
    #expect(quota.bucket == .seconds(60))
    #expect(quota.load.count == 60)
    #expect(quota.load[11] == 2)
    #expect(quota.load[12] == 1)
  }

  @Test("phases span their steps in order, and an unfinished one lasts to the end")
  func phases() {
    var story = Story()
    story.at(.seconds(1))
    story.start("a", phase: "prepare")
    story.at(.seconds(2))
    story.end("a", phase: "prepare")
    story.start("b", phase: "prepare")
    story.at(.seconds(4))
    story.end("b", phase: "prepare")
    story.start("c", phase: "cut-over")
    story.at(.seconds(9))
    story.start("d", phase: nil)
    let phases = story.result().phases
    #expect(phases.map(\.name) == ["prepare", "cut-over"])
    #expect(phases[0].start == .zero + .seconds(1))
    #expect(phases[0].end == .zero + .seconds(4))
    #expect(phases[0].steps == ["a", "b"])
    #expect(phases[1].end == .zero + .seconds(9))
  }

  @Test("a step of a loop that runs several times keeps each run apart")
  func repeatedStep() {
    var story = Story()
    for second in 0..<Int64(3) {
      story.at(.seconds(second))
      story.start("export", phase: "export")
      story.at(.seconds(second) + .milliseconds(500))
      story.end("export", phase: "export")
    }
    #expect(story.result().steps.compactMap(\.end).map(\.nanoseconds) == [500_000_000, 1_500_000_000, 2_500_000_000])
  }

  @Test("a topology transaction that several nodes accept is one change")
  func topology() {
    var story = Story()
    let synchronizer = SynchronizerID(UniqueIdentifier(identifier: "da", namespace: sampleKey))
    for node in ["p1", "p2"] {
      for (code, hash) in [("otk", "01"), ("nsd", "02"), ("otk", "03")] {
        let record = TopologyRecord(
          synchronizer: synchronizer, code: code, subject: "x", serial: 1, isRemoval: false, hash: hash,
          sequencedAt: .zero, effectiveAt: .zero)
        story.tell(node, .topology(.accepted(record)))
      }
    }
    #expect(story.result().topologyChanges.map(\.name) == ["nsd", "otk"])
    #expect(story.result().topologyChanges.map(\.count) == [1, 2])
  }

  @Test("the same history gives the same result in every process: nothing is ordered by hash")
  func stable() {
    var story = Story()
    for index in 0..<50 {
      story.call("Op\(index % 7)", outcome: index % 3 == 0 ? "OK" : "Error\(index % 5)", quota: "q\(index % 4)")
      story.refuse("r\(index)")
    }
    let result = story.result()
    let order = result.kms.calls.map { "\($0.operation) \($0.outcome)" }
    #expect(order == order.sorted())
    #expect(result.kms.quotas.map(\.quota) == ["q0", "q1", "q2", "q3"])
  }
}

@Suite("exit classes")
struct ExitClassTests {
  private func verdict(_ outcome: VerdictOutcome, _ severity: Severity = .error) -> Verdict {
    Verdict(name: "c", outcome: outcome, scope: "all", severity: severity)
  }

  private let red = VerdictOutcome.violated(evidence: [Evidence(instant: .zero, sequence: 0, text: "x")])

  @Test("the code follows the order 70, 2, 1, 5, 3, 4")
  func precedence() {
    var classes = ExitClass.allCases
    var codes: [Int] = []
    while !classes.isEmpty {
      let code = ExitClass.exitCode(of: classes)
      codes.append(code)
      classes.removeAll { $0.code == code }
    }
    #expect(codes == [70, 2, 1, 5, 3, 4])
    #expect(ExitClass.exitCode(of: []) == 0)
    #expect(ExitClass.exitCode(of: [.threshold, .baseline], failOn: [.baseline]) == 4)
  }

  @Test("a clean run exits with 0")
  func clean() { #expect(Story().result(checks: [verdict(.holds)]).exitCode == 0) }

  @Test("a violated check is correctness, an unknown one is unknown, both apply together")
  func checks() {
    let result = Story().result(checks: [verdict(red), verdict(.unknown(reason: "r"))])
    #expect(result.exitClasses == [.correctness, .unknown])
    #expect(result.exitCode == 1)
  }

  @Test("severity warn never changes the code, of a check, an expectation or a threshold")
  func warn() throws {
    var story = Story()
    story.tell("operator", .step(.expectation(step: nil, expression: "x", holds: false, detail: "", warnOnly: true)))
    let threshold = try Threshold(metric: "keyshift.kms.calls", expression: "count > 0", severity: .warn)
    let result = story.result(
      checks: [verdict(red, .warn), verdict(.unknown(reason: "r"), .warn)], thresholds: [threshold])
    #expect(!result.thresholds[0].passed)
    #expect(result.exitCode == 0)
  }

  @Test("a failed expectation and a failed step are correctness; an expected error is neither")
  func steps() {
    var story = Story()
    story.start("a", phase: nil)
    story.end("a", phase: nil, .failed(code: "X"), expected: true)
    #expect(story.result().exitCode == 0)
    story.tell("operator", .step(.expectation(step: "a", expression: "x", holds: false, detail: "")))
    #expect(story.result().exitClasses == [.correctness])
    var other = Story()
    other.start("a", phase: nil)
    other.end("a", phase: nil, .failed(code: "X"))
    #expect(other.result().exitClasses == [.correctness])
  }

  @Test("an indefinite step, a step that did not end, a cut-off run, a stall and an event limit are unknown")
  func unknown() {
    var indefinite = Story()
    indefinite.start("a", phase: nil)
    #expect(indefinite.result().exitClasses == [.unknown])
    indefinite.end("a", phase: nil, .unknown(code: "TIMEOUT"))
    #expect(indefinite.result().exitClasses == [.unknown])
    #expect(Story().result(stop: .horizon).exitCode == 0)
    #expect(Story().result(stop: .horizon, cutOff: true).exitCode == 5)
    #expect(Story().result(stop: .stalled(["flow"])).exitCode == 5)
    #expect(Story().result(stop: .eventLimit).exitCode == 5)
  }

  @Test("a failed threshold is class threshold while correctness held")
  func threshold() throws {
    let threshold = try Threshold(metric: "keyshift.kms.calls", expression: "count > 0")
    #expect(Story().result(thresholds: [threshold]).exitCode == 3)
  }

  @Test("the worst verdict wins: violated before unknown before holds")
  func worst() {
    let all = [verdict(.holds), verdict(.unknown(reason: "r")), verdict(red)]
    #expect(Verdict.worst(all)?.outcome.name == "violated")
    #expect(Verdict.worst(Array(all.prefix(2)))?.outcome.name == "unknown")
    #expect(Verdict.worst([]) == nil)
    #expect(Verdict.worstFirst(all).map(\.outcome.name) == ["violated", "unknown", "holds"])
  }
}

@Suite("JSON trees")
struct JSONTreeTests {
  @Test("canonical text has one value per line, sorted names and two spaces of indentation")
  func canonical() {
    let tree = JSONTree.members([
      "b": .array([.integer(1), .null]), "a": .members(["é\"\n\u{1}": .bool(true)]), "c": .array([]),
    ])
    #expect(
      tree.sorted().text == """
        {
          "a": {
            "é\\"\\n\\u0001": true
          },
          "b": [
            1,
            null
          ],
          "c": []
        }

        """)
  }
}
