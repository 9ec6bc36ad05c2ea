import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Audit log")
struct AuditLogTests {
  /// The sample of Canton's documentation, *Configure AWS KMS*, Auditability.
  static let sample = [
    "2023-09-12 15:44:54,426 [env-execution-context-27] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Sending request [06cc259e220da647]: DecryptRequest(CiphertextBlob=** Ciphertext placeholder **, KeyId=91c48ce4-ec80-44c1-a219-fdd07f12f002, EncryptionAlgorithm=RSAES_OAEP_SHA_256) to https://kms.us-east-1.amazonaws.com/",
    "2023-09-12 15:44:54,538 [aws-java-sdk-NettyEventLoop-1-15] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Received response [06cc259e220da647]: [Aws-Id: 1836823c-bb8a-44bf-883d-f33d696bf84f] - DecryptResponse(Plaintext=** Redacted plaintext placeholder **, KeyId=arn:aws:kms:us-east-1:724647588434:key/91c48ce4-ec80-44c1-a219-fdd07f12f002, EncryptionAlgorithm=RSAES_OAEP_SHA_256)",
    "2023-09-12 15:44:54,441 [env-execution-context-138] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Sending request [e28450df3a98ea23]: SignRequest(KeyId=f23b5b37-b4e8-494d-b2bc-1fca12308c99, Message=** Sign message text placeholder **, MessageType=RAW, SigningAlgorithm=ECDSA_SHA_256) to https://kms.us-east-1.amazonaws.com/",
    "2023-09-12 15:44:54,554 [aws-java-sdk-NettyEventLoop-1-2] INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=participant1 tid:40d47592f1bd50f37e6804fbdff404dd - Received response [e28450df3a98ea23]: [Aws-Id: 7085bcf3-1a36-4048-a38b-014b441afa11] - SignResponse(KeyId=arn:aws:kms:us-east-1:724647588434:key/f23b5b37-b4e8-494d-b2bc-1fca12308c99, Signature=** Signature message text placeholder **, SigningAlgorithm=ECDSA_SHA_256)",
  ]

  private static let decryptKey = "91c48ce4-ec80-44c1-a219-fdd07f12f002"
  private static let signKey = "f23b5b37-b4e8-494d-b2bc-1fca12308c99"
  private static let prefix = "arn:aws:kms:us-east-1:724647588434:key/"

  private func line(_ milliseconds: Int64, _ thread: String, _ text: String) -> String {
    AuditLog.line(
      at: CivilTime(epochNanoseconds: 1_694_533_494_000_000_000 + milliseconds * 1_000_000), thread: thread,
      level: .info,
      loggerContext: "participant=participant1", traceID: "40d47592f1bd50f37e6804fbdff404dd", text: text)
  }

  @Test("the four documented lines come out byte for byte")
  func documented() {
    let url = makeConfiguration().endpointURL
    let decrypt = DecryptRequest(keyID: Self.decryptKey, ciphertextBlob: [1], encryptionAlgorithm: .rsaesOaepSha256)
    let decrypted = DecryptResponse(
      keyARN: Self.prefix + Self.decryptKey, plaintext: SecretBytes([1]), encryptionAlgorithm: .rsaesOaepSha256,
      keyMaterialID: nil)
    let sign = SignRequest(keyID: Self.signKey, message: multihash, signingAlgorithm: .ecdsaSha256)
    let signed = SignResponse(keyARN: Self.prefix + Self.signKey, signature: [1], signingAlgorithm: .ecdsaSha256)
    let lines = [
      line(426, "env-execution-context-27", AuditLog.sendingText("06cc259e220da647", decrypt, url)),
      line(
        538, "aws-java-sdk-NettyEventLoop-1-15",
        AuditLog.receivedText(
          "06cc259e220da647", decrypted, to: decrypt, requestID: "1836823c-bb8a-44bf-883d-f33d696bf84f")),
      line(441, "env-execution-context-138", AuditLog.sendingText("e28450df3a98ea23", sign, url)),
      line(
        554, "aws-java-sdk-NettyEventLoop-1-2",
        AuditLog.receivedText("e28450df3a98ea23", signed, to: sign, requestID: "7085bcf3-1a36-4048-a38b-014b441afa11")),
    ]
    #expect(lines == Self.sample)
  }

  /// Replaces what is drawn or depends on the instant, so that the rest can be compared whole.
  private func shape(_ line: String) -> String {
    var text = line
    for (pattern, name) in [
      (#/tid:[0-9a-f]{32}/#, "tid:<trace>"), (#/\[[0-9a-f]{16}\]/#, "[<span>]"),
      (#/\[Aws-Id: [0-9a-f-]{36}\]/#, "[Aws-Id: <uuid>]"),
      (#/env-execution-context-[0-9]+/#, "env-execution-context-<n>"),
      (#/NettyEventLoop-1-[0-9]+/#, "NettyEventLoop-1-<n>"),
    ] {
      text.replace(pattern) { _ in name }
    }
    return text
  }

  @Test("a run's log pairs requests and responses by span id and uses the virtual clock")
  func run() throws {
    let world = World {
      $0.latency = LatencyTable(fallback: .constant(.milliseconds(113)))
    } client: {
      $0.auditLogging = true
      $0.loggerContext = "participant=participant1"
    }
    let id = try world.signingKey()
    _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    let lines = world.client.auditLog.lines
    let context = "INFO  c.d.c.c.k.a.a.AwsRequestResponseLogger:participant=participant1 tid:<trace> -"
    #expect(
      lines.map(shape) == [
        "2026-01-01 00:00:00,000 [env-execution-context-<n>] \(context) Sending request [<span>]: SignRequest(KeyId=\(id), Message=** Sign message text placeholder **, MessageType=RAW, SigningAlgorithm=ECDSA_SHA_256) to https://kms.us-east-1.amazonaws.com/",
        "2026-01-01 00:00:00,113 [aws-java-sdk-NettyEventLoop-1-<n>] \(context) Received response [<span>]: [Aws-Id: <uuid>] - SignResponse(KeyId=arn:aws:kms:us-east-1:724647588434:key/\(id), Signature=** Signature message text placeholder **, SigningAlgorithm=ECDSA_SHA_256)",
      ])
    let spans = lines.compactMap { $0.firstMatch(of: #/\[([0-9a-f]{16})\]/#)?.1 }
    #expect(spans.count == 2 && spans[0] == spans[1])
  }

  @Test("each operation of Canton has its documented body, and content is replaced")
  func bodies() throws {
    let bench = Bench()
    let p256 = CreateKeyRequest(keySpec: .eccNistP256, keyUsage: .signVerify)
    let key = try bench.call(p256)
    func expect<Request: KmsOperationRequest>(_ request: Request, _ sent: String, _ received: String) throws {
      #expect(request.auditText == sent)
      #expect(Request.auditText(of: try bench.call(request)) == received)
    }
    #expect(p256.auditText == "CreateKeyRequest(KeyPurpose=SIGN_VERIFY, KeyScheme=ECC_NIST_P256)")
    #expect(
      CreateKeyRequest.auditText(of: key)
        == "CreateKeyResponse(KeyId=\(key.keyID), KeyPurpose=SIGN_VERIFY, KeyScheme=ECC_NIST_P256)")
    try expect(
      GetPublicKeyRequest(keyID: key.keyID), "GetPublicKeyRequest(KeyId=\(key.keyID))",
      "GetPublicKeyResponse(KeyId=\(key.arn), PublicKey=** Public key text placeholder **, KeyScheme=ECC_NIST_P256)")
    try expect(
      DescribeKeyRequest(keyID: key.keyID), "RetrieveMetadataRequest(KeyId=\(key.keyID))",
      "RetrieveMetadataResponse(KeyId=\(key.keyID), Metadata=Metadata[KeyScheme: ECC_NIST_P256, State: Enabled, ** Rest of metadata placeholder **])"
    )
    try expect(
      ScheduleKeyDeletionRequest(keyID: key.keyID), "DeleteKeyRequest(KeyId=\(key.keyID))",
      "DeleteKeyResponse(KeyId=\(key.arn))")
    let wrapper = try bench.key(.symmetricDefault, .encryptDecrypt)
    try expect(
      EncryptRequest(keyID: wrapper.keyID, plaintext: SecretBytes(digest32)),
      "EncryptRequest(Plaintext=** Redacted plaintext placeholder **, KeyId=\(wrapper.keyID), EncryptionAlgorithm=SYMMETRIC_DEFAULT)",
      "EncryptResponse(CiphertextBlob=** Ciphertext placeholder **, KeyId=\(wrapper.arn), EncryptionAlgorithm=SYMMETRIC_DEFAULT)"
    )
  }

  @Test("a failed call leaves one request line for each attempt and a warning with the exception")
  func failure() throws {
    let world = World(client: { $0.auditLogging = true })
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "throttle", outcome: .fail("throttle")))
    #expect(throws: KmsError.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    let lines = world.client.auditLog.lines
    #expect(lines.count == 6)
    #expect(lines.prefix(4).allSatisfy { $0.contains("Sending request [") })
    #expect(shape(lines[4]).contains("] WARN  c.d.c.c.k.a.a.AwsRequestResponseLogger:"))
    #expect(shape(lines[4]).hasSuffix("- Request [<span>] failed."))
    #expect(
      lines[5].hasPrefix(
        "software.amazon.awssdk.services.kms.model.KmsException: You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls. (Service: Kms, Status Code: 400, Request ID: "
      ))
  }

  @Test("without audit logging nothing is written")
  func off() throws {
    let world = World()
    let id = try world.signingKey()
    _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    #expect(world.client.auditLog.lines.isEmpty)
  }
}
