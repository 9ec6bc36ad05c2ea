import Events
import Kernel
import Keys
import Results

let namespace = "1220" + String(repeating: "a0", count: 32)

func keyFingerprint(_ hex: String) -> Fingerprint {
  guard let fingerprint = Fingerprint(hex: hex) else { preconditionFailure("not a fingerprint: \(hex)") }
  return fingerprint
}

/// A run in which everything that a report shows occurs: phases, a failed step, a fault, downtime, throttling, an
/// export and import, expectations, thresholds met and missed, and checks of all three outcomes.
func eventfulRun(
  seed: UInt64 = 7, cell: [AxisValue] = [AxisValue(axis: "mode", value: "external")], signing: Span = .milliseconds(12)
) throws -> RunResult {
  let key = keyFingerprint(namespace)
  let parties = [PartyID(UniqueIdentifier(identifier: "Alice", namespace: key))]
  var entries: [TimedEvent] = []
  func tell(_ second: Int64, _ node: String, _ event: Event) {
    let entry = TimedEvent(
      sequence: entries.count, instant: .zero + .seconds(second), node: NodeID(node), event: event)
    entries.append(entry)
  }
  func command(_ id: String) -> CommandKey { CommandKey(userID: "app", commandID: id, submissionID: "s") }
  func commit(_ second: Int64, _ id: String, _ node: String) {
    tell(second, "operator", .ledger(.issued(command: command(id), workload: "transfers", parties: parties)))
    tell(second, node, .ledger(.accepted(command: command(id), parties: parties)))
    tell(
      second + 1, node,
      .ledger(
        .committed(updateID: id, sequencedAt: .zero, command: command(id), change: id, created: 1, archived: 1)))
    tell(
      second + 1, node,
      .ledger(.completed(command: command(id), parties: parties, code: "OK", updateID: id, latency: .milliseconds(812)))
    )
  }
  tell(
    1, "operator", .step(.started(step: "rsaKey", command: "p1.keys.secret.generate_encryption_key", phase: "prepare")))
  tell(2, "operator", .step(.ended(step: "rsaKey", phase: "prepare", outcome: .ok, expected: false, message: nil)))
  commit(3, "a", "p1")
  tell(10, "operator", .step(.started(step: "acsOut", command: "p1.repair.export_acs", phase: "downtime")))
  tell(10, "operator", .fault(.began(fault: "slow-kms", target: "kms.aws", kind: "latency-factor")))
  tell(12, "operator", .ledger(.refused(command: command("b"), parties: parties, code: "UNAVAILABLE")))
  tell(20, "p1", .contracts(.exported(file: "acs.gz", contracts: 48_112, bytes: 9_000_000, offset: 77)))
  tell(30, "operator", .step(.ended(step: "acsOut", phase: "downtime", outcome: .ok, expected: false, message: nil)))
  tell(60, "pNew", .contracts(.imported(file: "acs.gz", persisted: 48_112, skipped: 0, dropped: 0)))
  tell(61, "operator", .fault(.ended(fault: "slow-kms")))
  for attempt in 1...3 {
    let throttled = attempt < 3
    tell(
      61, "pNew",
      .kms(
        KmsCallEvent(
          kms: "aws", operation: "Sign", keyID: "k", keySpec: "ECC_NIST_P256", principal: "pNew", attempt: attempt,
          outcome: throttled ? "ThrottlingException" : "OK", throttled: throttled,
          quota: "cryptographic-operations-ecc",
          sentAt: .zero + .seconds(60), latency: .milliseconds(9), poolWait: .zero)))
  }
  tell(
    61, "pNew",
    .crypto(
      .signed(what: "submission-request", key: key, usage: .protocolOnly, snapshot: nil, viaKms: true, latency: signing)
    ))
  commit(70, "c", "pNew")
  tell(80, "operator", .step(.started(step: "ping", command: "pNew.health.ping", phase: "verify")))
  tell(
    90, "operator",
    .step(.ended(step: "ping", phase: "verify", outcome: .failed(code: "TIMEOUT"), expected: false, message: "no pong"))
  )
  tell(
    90, "operator", .step(.expectation(step: "acsIn", expression: "result.dropped == 0", holds: true, detail: "0 == 0"))
  )
  tell(91, "operator", .step(.expectation(step: nil, expression: "a == b", holds: false, detail: "1 != 2")))
  let red = Verdict(
    name: "acs-preserved",
    outcome: .violated(evidence: [
      Evidence(
        instant: .zero + .seconds(60), sequence: 12, text: "contract 00ab was exported and is not active at pNew")
    ]),
    scope: "p1 at offset 77 with pNew", violations: 3)
  let green = Verdict(
    name: "no-plaintext-key-at-rest", outcome: .holds, scope: "4 artefacts",
    measured: [MeasuredFact(name: "bytes scanned", value: 1_234_567)])
  let grey = Verdict(
    name: "no-lost-commands", outcome: .unknown(reason: "the horizon cut the run off"), scope: "2 commands")
  return RunResult.build(
    from: History(entries: entries, digest: 0x1234_ABCD, end: .zero + .seconds(100)),
    header: RunHeader(
      scenario: "kms-migration", about: "Rehearses a migration.", scenarioHash: "5eed", seed: seed, cell: cell,
      stop: .quiet),
    checks: [green, grey, red],
    thresholds: [
      try Threshold(metric: "daml.signing.latency{node:pNew}", expression: "p99 < 50ms"),
      try Threshold(
        metric: "keyshift.kms.throttled", expression: "count == 0", severity: .warn, label: "quota is enough"),
      try Threshold(metric: "migration.downtime", expression: "max < 10s"),
      try Threshold(metric: "keyshift.kms.calls", expression: "rate < 1 /s", duringPhase: "cut-over"),
    ])
}
