import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: Canton's audit log")
struct GcpAuditLogTests {
  /// The sample of Canton's documentation, *Configure GCP KMS*, Auditability.
  static let sample = [
    "2023-09-12 15:44:54,426 [env-execution-context-27] INFO  c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Sending request [67d92ffb-438b-4dd5-8175-7a54ced7ac3a]: DecryptRequest(CiphertextBlob=** Ciphertext placeholder **, KeyId=canton-kms-test-key, EncryptionAlgorithm=RSAES_OAEP_SHA_256).",
    "2023-09-12 15:44:54,538 [env-execution-context-32] INFO  c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Received response DecryptResponse(Plaintext=** Redacted plaintext placeholder **, KeyId=canton-kms-test-key, EncryptionAlgorithm=RSAES_OAEP_SHA_256). Original request [67d92ffb-438b-4dd5-8175-7a54ced7ac3a]",
    "2023-09-12 15:44:54,441 [env-execution-context-138] INFO  c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Sending request [b3aa6202-1734-4751-8ae0-55b7d15c2abb]: SignRequest(KeyId=canton-kms-test-key, Message=** Sign message text placeholder **, MessageType=RAW, SigningAlgorithm=ECDSA_SHA_256).",
    "2023-09-12 15:44:54,554 [env-execution-context-145] INFO  c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Received response SignResponse(KeyId=canton-kms-test-key, Signature=** Signature message text placeholder **, SigningAlgorithm=ECDSA_SHA_256). Original request [b3aa6202-1734-4751-8ae0-55b7d15c2abb]",
  ]

  @Test("the four documented lines come out byte for byte")
  func documented() {
    func line(_ milliseconds: Int64, _ thread: Int, _ text: String) -> String {
      GcpAuditLog.line(
        at: CivilTime(epochNanoseconds: 1_694_533_494_000_000_000 + milliseconds * 1_000_000),
        thread: "env-execution-context-\(thread)", level: .info, loggerContext: "participant=participant1",
        traceID: "40d47592f1bd50f37e6804fbdff404dd", text: text)
    }
    let (first, second) = ("67d92ffb-438b-4dd5-8175-7a54ced7ac3a", "b3aa6202-1734-4751-8ae0-55b7d15c2abb")
    let decrypt = GcpAuditText.decrypt(id: "canton-kms-test-key", algorithm: "RSAES_OAEP_SHA_256")
    let sign = GcpAuditText.sign(id: "canton-kms-test-key", messageType: "RAW", algorithm: "ECDSA_SHA_256")
    let lines = [
      line(426, 27, GcpAuditLog.sendingText(first, decrypt.request)),
      line(538, 32, GcpAuditLog.receivedText(first, decrypt.response(nil))),
      line(441, 138, GcpAuditLog.sendingText(second, sign.request)),
      line(554, 145, GcpAuditLog.receivedText(second, sign.response(nil))),
    ]
    #expect(lines == Self.sample)
  }

  /// Replaces what is drawn.
  private func shape(_ line: String) -> String {
    var text = line
    text.replace(#/tid:[0-9a-f]{32}/#) { _ in "tid:<trace>" }
    text.replace(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#) { _ in "<uuid>" }
    text.replace(#/env-execution-context-[0-9]+/#) { _ in "env-execution-context-<n>" }
    return text
  }

  @Test("each operation of Canton has its body with Google's names, and content is replaced")
  func bodies() throws {
    let world = GcpWorld({ $0.latency.fallback = .constant(.milliseconds(113)) }) {
      $0.auditLogging = true
      $0.loggerContext = "participant=participant1"
    }
    try world.run {
      let client = world.client
      let id = try await client.generateSigningKeyPair(spec: .ecP256, name: "signing")
      _ = try await client.publicSigningKey(id, usage: .protocolOnly)
      _ = try await world.sign(id)
      try await client.deleteKey(keyID: id)
      let wrapper = try await client.generateSymmetricKey(name: "wrapper")
      let sealed = try await client.encryptSymmetric(keyID: wrapper, plaintext: digest32)
      _ = try await client.decryptSymmetric(keyID: wrapper, ciphertext: sealed)
    }
    let context = "INFO  c.d.c.c.k.g.a.GcpRequestResponseLogger:participant=participant1 tid:<trace> -"
    #expect(
      world.client.auditLines.prefix(2).map(shape) == [
        "2026-01-01 00:00:00,000 [env-execution-context-<n>] \(context) Sending request [<uuid>]: CreateKeyRequest(KeyPurpose=ASYMMETRIC_SIGN, KeyScheme=EC_SIGN_P256_SHA256).",
        "2026-01-01 00:00:00,113 [env-execution-context-<n>] \(context) Received response CreateKeyResponse(KeyId=<uuid>, KeyPurpose=ASYMMETRIC_SIGN, KeyScheme=EC_SIGN_P256_SHA256). Original request [<uuid>]",
      ])
    let texts = world.client.auditLines.map { shape(String($0.split(separator: " - ", maxSplits: 1)[1])) }
    let symmetric = "KeyId=<uuid>, EncryptionAlgorithm=GOOGLE_SYMMETRIC_ENCRYPTION"
    let expected: [(String, String)] = [
      (
        "RetrieveMetadataRequest(KeyId=<uuid>)",
        "RetrieveMetadataResponse(KeyId=<uuid>, Metadata=Metadata[KeyScheme: EC_SIGN_P256_SHA256, State: ENABLED, ** Rest of metadata placeholder **])"
      ),
      (
        "GetPublicKeyRequest(KeyId=<uuid>)",
        "GetPublicKeyResponse(KeyId=<uuid>, PublicKey=** Public key text placeholder **, KeyScheme=EC_SIGN_P256_SHA256)"
      ),
      (
        "SignRequest(KeyId=<uuid>, Message=** Sign message text placeholder **, MessageType=data, SigningAlgorithm=EC_SIGN_P256_SHA256)",
        "SignResponse(KeyId=<uuid>, Signature=** Signature message text placeholder **, SigningAlgorithm=EC_SIGN_P256_SHA256)"
      ),
      ("DeleteKeyRequest(KeyId=<uuid>)", "DeleteKeyResponse(KeyId=<uuid>)"),
      (
        "EncryptRequest(Plaintext=** Redacted plaintext placeholder **, \(symmetric))",
        "EncryptResponse(CiphertextBlob=** Ciphertext placeholder **, \(symmetric))"
      ),
      (
        "DecryptRequest(CiphertextBlob=** Ciphertext placeholder **, \(symmetric))",
        "DecryptResponse(Plaintext=** Redacted plaintext placeholder **, \(symmetric))"
      ),
    ]
    for (request, response) in expected {
      #expect(texts.contains("Sending request [<uuid>]: \(request)."), "\(request)")
      #expect(texts.contains("Received response \(response). Original request [<uuid>]"), "\(response)")
    }
  }

  @Test("a refused operation leaves a warning with Canton's error; retries of gax leave nothing")
  func failure() throws {
    let world = GcpWorld(client: { $0.auditLogging = true })
    let id = try world.key()
    world.endpoint.policy.add(CallRule(name: "down", outcome: .fail("key-unavailable"), limit: 2))
    _ = try world.run { try await world.sign(id) }
    #expect(world.client.auditLines.count == 2)
    world.endpoint.policy.add(CallRule(name: "denied", outcome: .fail("access-denied")))
    _ = try world.failure { _ = try await world.sign(id) }
    let last = try #require(world.client.auditLines.last)
    #expect(
      shape(last).contains(
        "] WARN  c.d.c.c.k.g.a.GcpRequestResponseLogger: tid:<trace> - Request <uuid> failed with: KmsSignError(keyId = \(id), reason = io.grpc.StatusRuntimeException: PERMISSION_DENIED: Permission 'cloudkms.cryptoKeyVersions.useToSign' denied on resource "
      ))
  }

  @Test("without audit logging nothing is written")
  func off() throws {
    let world = GcpWorld()
    let id = try world.key()
    _ = try world.run { try await world.sign(id) }
    #expect(world.client.auditLines.isEmpty)
  }
}
