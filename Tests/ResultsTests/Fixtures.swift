import Events
import Kernel
import Keys
import Results

/// A history told event by event.
struct Story {
  private(set) var entries: [TimedEvent] = []
  private var now = Instant.zero

  mutating func at(_ span: Span) { now = .zero + span }

  mutating func tell(_ node: String, _ event: Event) {
    entries.append(TimedEvent(sequence: entries.count, instant: now, node: NodeID(node), event: event))
  }

  mutating func issue(_ id: String) {
    tell("operator", .ledger(.issued(command: command(id), workload: "load", parties: [alice])))
  }
  mutating func accept(_ id: String, at node: String = "p1") {
    tell(node, .ledger(.accepted(command: command(id), parties: [alice])))
  }
  mutating func refuse(_ id: String) {
    tell("operator", .ledger(.refused(command: command(id), parties: [alice], code: "UNAVAILABLE")))
  }
  mutating func commit(_ id: String, latency: Span = .milliseconds(10), at node: String = "p1") {
    tell(
      node,
      .ledger(
        .committed(updateID: "u-\(id)", sequencedAt: now, command: command(id), change: id, created: 1, archived: 0)))
    tell(
      node,
      .ledger(.completed(command: command(id), parties: [alice], code: "OK", updateID: "u-\(id)", latency: latency)))
  }
  mutating func call(
    _ operation: String = "Sign", outcome: String = "OK", attempt: Int = 1, throttled: Bool = false,
    quota: String? = "ecc", latency: Span = .milliseconds(5)
  ) {
    tell(
      "p1",
      .kms(
        KmsCallEvent(
          kms: "aws", operation: operation, keyID: nil, keySpec: nil, principal: "p1", attempt: attempt,
          outcome: outcome, throttled: throttled, quota: quota, sentAt: now, latency: latency, poolWait: .zero)))
  }
  mutating func start(_ step: String, phase: String?) {
    tell("operator", .step(.started(step: step, command: "p1.\(step)", phase: phase)))
  }
  mutating func end(_ step: String, phase: String?, _ outcome: Outcome = .ok, expected: Bool = false) {
    tell("operator", .step(.ended(step: step, phase: phase, outcome: outcome, expected: expected, message: nil)))
  }
  mutating func sign(_ latency: Span, usages: SigningKeyUsages = .protocolOnly, node: String = "p1") {
    tell(
      node,
      .crypto(
        .signed(
          what: "submission-request", key: sampleKey, usage: usages, snapshot: nil, viaKms: true, latency: latency)))
  }

  func history(cutOff: Bool = false) -> History { History(entries: entries, digest: 0xAB, end: now, cutOff: cutOff) }

  func result(
    stop: RunStop = .quiet, checks: [Verdict] = [], thresholds: [Threshold] = [], cutOff: Bool = false
  ) -> RunResult {
    RunResult.build(
      from: history(cutOff: cutOff),
      header: RunHeader(scenario: "demo", about: "A demo.", scenarioHash: "00", seed: 7, cell: [], stop: stop),
      checks: checks, thresholds: thresholds)
  }
}

let namespace = "1220" + String(repeating: "a0", count: 32)
let sampleKey = keyFingerprint(namespace)
let alice = PartyID(UniqueIdentifier(identifier: "Alice", namespace: sampleKey))

func keyFingerprint(_ hex: String) -> Fingerprint {
  guard let fingerprint = Fingerprint(hex: hex) else { preconditionFailure("not a fingerprint: \(hex)") }
  return fingerprint
}

func command(_ id: String) -> CommandKey { CommandKey(userID: "app", commandID: id, submissionID: "s") }
