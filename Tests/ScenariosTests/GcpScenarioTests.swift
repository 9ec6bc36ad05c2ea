import Events
import Kernel
import Keys
import Results
import Scenarios
import Testing

@Suite("scenarios with vendor gcp")
struct GcpScenarioTests {
  private func calls(_ outcome: RunOutcome) -> [KmsCallEvent] {
    outcome.history.entries.compactMap { if case .kms(let call) = $0.event { call } else { nil } }
  }

  @Test("a participant with keys at Google trades, every check holds, and its calls are counted as AWS's are")
  func passes() throws {
    let outcome = try GcpScenario.run(GcpScenario.text)
    #expect(outcome.result.exitCode == 0)
    #expect(outcome.result.commands.issued > 20)
    #expect(outcome.failedFlows == [] && outcome.unscopedDraws == 0)
    let calls = calls(outcome)
    #expect(calls.allSatisfy { $0.kms == "gcp-main" && $0.principal == "participant1" && $0.outcome == "OK" })
    // Namespace, signing and encryption key; the network's sequencer authentication has its own.
    #expect(calls.count { $0.operation == "CreateCryptoKey" } >= 3)
    #expect(
      calls.contains {
        $0.operation == "AsymmetricSign" && $0.keySpec == "EC_SIGN_P256_SHA256" && $0.quota == "hsm_usage"
      })
    #expect(calls.contains { $0.operation == "AsymmetricDecrypt" && $0.keySpec == "RSA_DECRYPT_OAEP_2048_SHA256" })
    let rows = outcome.result.kms.calls
    #expect(rows.contains { $0.operation == "AsymmetricSign" })
  }

  @Test("the node's audit log is the one of Canton's Google integration")
  func auditLog() throws {
    let log = try #require(try GcpScenario.run(GcpScenario.text).auditLogs.first)
    #expect(log.node == "participant1")
    #expect(
      log.lines.allSatisfy { $0.contains(" c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:") })
    #expect(log.lines.contains { $0.contains("MessageType=data, SigningAlgorithm=EC_SIGN_P256_SHA256).") })
  }

  @Test("a run that is asked for it leaves the entries of Cloud Audit Logs, one for each call that Google logs")
  func cloudAuditLogs() throws {
    let outcome = try GcpScenario.run(
      GcpScenario.changed(#""key-ring": "nodes","#, #""key-ring": "nodes", "cloud-audit-logs": true,"#))
    let log = try #require(outcome.serviceLogs.first)
    #expect(log.name == "cloud-audit-gcp-main.jsonl" && outcome.serviceLogs.count == 1)
    let lines = String(decoding: log.file, as: UTF8.self).split(separator: "\n")
    let signatures = calls(outcome).count { $0.operation == "AsymmetricSign" }
    #expect(lines.count { $0.contains(#""methodName":"AsymmetricSign""#) } == signatures && signatures > 20)
    #expect(lines.allSatisfy { $0.contains(#""serviceName":"cloudkms.googleapis.com""#) })
    #expect(try GcpScenario.run(GcpScenario.text).serviceLogs.isEmpty)
  }

  @Test("the bill counts what Google answered, and nothing for calls that got no answer")
  func bill() throws {
    let outcome = try GcpScenario.run(
      GcpScenario.changed(
        #""steps": ["#,
        #""faults": [{ "id": "f", "target": "kms.gcp-main", "inject": "unavailable", "at": "25s", "for": "3s" }], "steps": ["#
      ))
    let bill = try #require(outcome.bills.first)
    let calls = calls(outcome)
    let lost = calls.count { $0.outcome == "Unreachable" }
    #expect(lost > 0 && outcome.bills.count == 1)
    #expect(bill.requests.reduce(0) { $0 + $1.count } + bill.throttled == calls.count - lost)
    // A version in Cloud HSM costs 2.50 dollars a month with an elliptic curve, 1 dollar with RSA-2048.
    #expect(
      bill.keys.first { $0.kind == "EC_SIGN_P256_SHA256 HSM" }.map { $0.perMonth == UInt64($0.count) * 2_500_000 }
        == true)
    #expect(bill.keys.first { $0.kind == "RSA_DECRYPT_OAEP_2048_SHA256 HSM" }?.perMonth == 1_000_000)
  }

  @Test("real and symbolic cryptography, and two runs, give the same result")
  func deterministic() throws {
    let first = try GcpScenario.run(GcpScenario.text)
    #expect(try GcpScenario.run(GcpScenario.text).result.digest == first.result.digest)
    #expect(try GcpScenario.run(GcpScenario.text, crypto: .real).result.digest == first.result.digest)
    #expect(try GcpScenario.run(GcpScenario.text, seed: 2).result.digest != first.result.digest)
  }

  private static let ed25519 = #"""
    "provider": "kms", "signing": { "keys": { "default": "ec-curve-25519" }, "algorithms": { "default": "ed-25519" } },
    """#

  @Test("a node signs with Ed25519 at Google, where the one of AWS does not even start")
  func ed25519() throws {
    let outcome = try GcpScenario.run(GcpScenario.changed(#""provider": "kms","#, Self.ed25519))
    #expect(outcome.result.exitCode == 0)
    #expect(calls(outcome).contains { $0.operation == "AsymmetricSign" && $0.keySpec == "EC_SIGN_ED25519" })
    let aws = SmallRun.text(SmallRun.trading, steps: SmallRun.wait).replacing(
      #""provider": "kms","#, with: Self.ed25519)
    let failed = try SmallRun.run(aws)
    #expect(failed.result.exitCode != 0)
    #expect(failed.result.steps.first?.message?.contains("EC-Curve25519") == true)
  }

  @Test("a pair that is generated for longer than Canton's check waits leaves the node without keys")
  func slowGeneration() throws {
    let outcome = try GcpScenario.run(
      GcpScenario.changed(#""key-pair-generation": "1s""#, #""key-pair-generation": "5s""#))
    #expect(outcome.result.exitCode != 0)
    let patient = GcpScenario.changed(#""key-pair-generation": "1s""#, #""key-pair-generation": "5s""#).replacing(
      #""audit-logging": true"#, with: #""retries": { "create-key-check": { "max-retries": 200 } }"#)
    #expect(try GcpScenario.run(patient).result.exitCode == 0)
  }

  @Test("private keys in the store can be enveloped with a key of Google's that exists before")
  func envelope() throws {
    let text = GcpScenario.changed(#""provider": "kms","#, "")
      .replacing(
        #""key-ring-id": "nodes","#,
        with: #""key-ring-id": "nodes""# + " }, "
          + #""private-key-store": { "encryption": { "type": "kms", "wrapper-key-id": "wrapper" } } } },"#
      )
      .replacing(#""audit-logging": true } } },"#, with: "")
      .replacing(
        #""principals": { "participant1": "canton-external-keys" }"#,
        with:
          #""principals": { "participant1": "canton-envelope" }, "keys": { "wrapper": { "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION" } }"#
      )
      .replacing(#""no-private-key-outside-kms", "args": { "node": "participant1" }"#, with: #""topology-converges""#)
    let outcome = try GcpScenario.run(text)
    #expect(outcome.result.exitCode == 0)
    let calls = calls(outcome)
    #expect(Set(calls.map(\.operation)) == ["GetCryptoKeyVersion", "Encrypt"])
    #expect(calls.allSatisfy { $0.keyID == "wrapper" && $0.outcome == "OK" })
  }

  @Test("what a principal lacks is refused by Google's permission")
  func permissions() throws {
    let outcome = try GcpScenario.run(
      GcpScenario.changed(
        #""participant1": "canton-external-keys""#,
        #""participant1": { "preset": "canton-external-keys", "deny": ["cloudkms.cryptoKeys.create"] }"#))
    #expect(outcome.result.exitCode != 0)
    #expect(calls(outcome).map(\.outcome) == ["PERMISSION_DENIED"])
  }

  @Test("faults act on a Google KMS: refused calls are outlived, smaller quotas and slower answers are felt")
  func faults() throws {
    let faults = #"""
      "faults": [
        { "id": "refused", "target": "kms.gcp-main", "inject": "throttle", "args": { "rate": 0.5, "operations": ["AsymmetricSign"] }, "at": "21s", "for": "5s" },
        { "id": "broken", "target": "kms.gcp-main", "inject": "connection-closed", "args": { "rate": 0.1 }, "at": "27s", "for": "5s" },
        { "id": "less", "target": "kms.gcp-main", "inject": "quota-factor", "args": { "factor": 0.01 }, "at": "33s", "for": "5s" }
      ],
      "steps":
      """#
    let outcome = try GcpScenario.run(GcpScenario.changed(#""steps":"#, faults))
    #expect(outcome.result.exitCode == 0)
    let outcomes = Set(calls(outcome).map(\.outcome))
    #expect(outcomes.isSuperset(of: ["OK", "RESOURCE_EXHAUSTED", "ConnectionClosed"]))
  }

  @Test("a reference reads the ids of keys that exist before and how many keys there are")
  func references() throws {
    let step =
      #"{ "id": "load", "phase": "load", "at": "20s", "do": "sim.wait", "args": { "for": "1s" }, "expect": [{ "that": "kms.'gcp-main'.count > 3" }, { "that": "kms.'gcp-main'.keys.spare == 'spare'" }] }"#
    let text = GcpScenario.changed(
      #"{ "id": "load", "phase": "load", "at": "20s", "do": "sim.wait", "args": { "for": "20s" } }"#, step
    ).replacing(
      #""key-ring": "nodes","#,
      with: #""key-ring": "nodes", "keys": { "spare": { "algorithm": "EC_SIGN_P256_SHA256" } },"#)
    let outcome = try GcpScenario.run(text)
    #expect(outcome.result.expectations.map(\.holds) == [true, true] && outcome.result.exitCode == 0)
  }

  @Test(
    "mistakes in a Google KMS are named with their nearest word",
    arguments: [
      (
        #""location": "europe-west6""#, #""region": "europe-west6""#,
        "\"region\" belongs to vendor \"aws\"; Google's is \"location\""
      ),
      (#""key-ring": "nodes","#, "", "the key \"key-ring\" is missing"),
      (#""key-pair-generation": "1s""#, #""quotas": { "hsm_usag": 100 }"#, "unknown quota \"hsm_usag\""),
      (#""key-pair-generation": "1s""#, #""quotas": { "read_requests": 100 }"#, "unknown quota \"read_requests\""),
      (
        #""key-pair-generation": "1s""#, #""latency": { "AsymetricSign": "1ms" }"#, "did you mean \"AsymmetricSign\"?"
      ),
      (
        #""key-pair-generation": "1s""#, #""latency": { "AsymmetricSign:EC_SIGN_P256": "1ms" }"#,
        "unknown algorithm \"EC_SIGN_P256\""
      ),
      (
        #""key-pair-generation": "1s""#, #""keys": { "k": { "algorithm": "EC_SIGN_P256_SHA265" } }"#,
        "did you mean \"EC_SIGN_P256_SHA256\"?"
      ),
      (
        #""key-pair-generation": "1s""#, #""keys": { "k": { "algorithm": "PQ_SIGN_ML_DSA_65" } }"#,
        "is not modelled in HSM"
      ),
      (#""canton-external-keys""#, #""canton-external-key""#, "(did you mean \"canton-external-keys\"?)"),
      (#""canton-external-keys""#, #"{ "allow": ["cloudkms.cryptoKeyVersions.useToSing"] }"#, "useToSign"),
      (#""type": "gcp""#, #""type": "aws""#, "unknown key \"project-id\""),
      (#""key-ring-id": "nodes""#, #""key-ring-id": "others""#, "calls key ring others, and that of gcp-main is nodes"),
      (#""project-id": "canton-main", "#, "", "the key \"project-id\" is missing"),
      (
        #""sim.wait", "args": { "for": "20s" }"#, #""kms.enable_key", "args": { "kms": "gcp-main", "keyId": "x" }"#,
        "unknown KMS of vendor aws \"gcp-main\""
      ),
    ])
  func mistakes(_ piece: String, _ other: String, _ expected: String) {
    let messages = GcpScenario.messages(GcpScenario.changed(piece, other)).map(\.whole)
    #expect(messages.contains { $0.contains(expected) }, "\(messages)")
  }

  @Test("a client of one vendor cannot be bound to a KMS of the other")
  func otherVendor() {
    let text = GcpScenario.text.replacing(
      #""type": "gcp", "project-id": "canton-main", "location-id": "europe-west6", "key-ring-id": "nodes","#,
      with: #""type": "aws","#)
    #expect(
      GcpScenario.messages(text).map(\.error) == [
        #"canton.participants.participant1: participant1 has a KMS client of type "aws", and gcp-main is of another vendor"#
      ])
  }
}
