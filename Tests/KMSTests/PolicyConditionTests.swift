import Kernel
import Testing

@testable import KMS

@Suite("Conditions of policies")
struct PolicyConditionTests {
  /// Whether a P-256 key whose policy has one statement with this condition lets somebody sign.
  private func signs(
    _ condition: String, as principal: KmsPrincipal = alice, type: KmsMessageType = .raw
  ) throws -> Bool {
    let bench = Bench.administered()
    let tagged = CreateKeyRequest(
      keySpec: .eccNistP256, keyUsage: .signVerify, tags: [.init(key: "Team", value: "Canton")],
      policy: policy(statement(principal: "*", condition: condition)), bypassPolicyLockoutSafetyCheck: true)
    let key = try bench.call(tagged)
    return bench.signing(key.arn, as: principal, type: type) == nil
  }

  @Test(
    "a condition that holds lets the statement count",
    arguments: [
      #"{"StringEquals": {"kms:KeySpec": "ECC_NIST_P256"}}"#,
      #"{"StringEquals": {"kms:KeySpec": ["RSA_2048", "ECC_NIST_P256"], "kms:KeyUsage": "SIGN_VERIFY"}}"#,
      #"{"StringEquals": {"KMS:keyspec": "ECC_NIST_P256"}}"#,
      #"{"StringEquals": {"kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "RAW"}}"#,
      #"{"StringLike": {"kms:SigningAlgorithm": "ECDSA_*"}}"#,
      #"{"StringNotLike": {"kms:SigningAlgorithm": "RSA*"}}"#,
      #"{"StringEqualsIgnoreCase": {"aws:ResourceTag/Team": "canton"}}"#,
      #"{"StringEquals": {"kms:CallerAccount": "724647588434"}}"#,
      #"{"Bool": {"kms:MultiRegion": "false"}}"#, #"{"Bool": {"aws:SecureTransport": true}}"#,
      #"{"Null": {"kms:ViaService": "true", "kms:KeySpec": "false"}}"#,
      #"{"StringEqualsIfExists": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}"#,
      #"{"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}"#,
      #"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/participant?"}}"#,
      #"{"StringEquals": {"kms:CallerAccount": "${aws:PrincipalAccount}"}}"#,
      #"{"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:01Z"}}"#,
      #"{"DateGreaterThanEquals": {"aws:CurrentTime": "2026-01-01"}}"#,
      #"{"NumericEquals": {"aws:EpochTime": 1767225600}}"#,
      #"{"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["a"]}}"#,
      #"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#,
    ])
  func holds(_ condition: String) throws {
    #expect(try signs(condition))
  }

  @Test(
    "a condition that does not hold leaves the statement out",
    arguments: [
      #"{"StringEquals": {"kms:KeySpec": "ecc_nist_p256"}}"#,
      #"{"StringEquals": {"kms:KeySpec": "ECC_NIST_P256", "kms:KeyUsage": "ENCRYPT_DECRYPT"}}"#,
      #"{"StringEquals": {"kms:KeySpec": "ECC_NIST_P256"}, "Bool": {"kms:MultiRegion": "true"}}"#,
      #"{"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}"#,
      #"{"StringEquals": {"kms:SigningAlgorithm": "ECDSA_*"}}"#,
      #"{"StringNotEquals": {"kms:SigningAlgorithm": ["ECDSA_SHA_384", "ECDSA_SHA_256"]}}"#,
      #"{"StringEquals": {"kms:EncryptionContext:App": "canton"}}"#,
      #"{"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": ["a"]}}"#,
      #"{"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}"#,
      #"{"StringEquals": {"kms:CallerAccount": "${aws:username}"}}"#,
      #"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, #"{"Null": {"kms:KeySpec": "true"}}"#,
    ])
  func fails(_ condition: String) throws {
    #expect(try !signs(condition))
  }

  @Test("a policy can demand that messages come hashed")
  func messageType() throws {
    let condition = #"{"StringEquals": {"kms:MessageType": "DIGEST"}}"#
    #expect(try signs(condition, type: .digest))
    #expect(try !signs(condition))
  }

  @Test("a policy can demand an encryption context, whose keys it names in any case and whose values it takes exactly")
  func encryptionContext() throws {
    let bench = Bench.administered()
    let condition = #"{"StringEquals": {"kms:EncryptionContext:app": "canton"}}"#
    let key = try bench.call(
      CreateKeyRequest(
        policy: policy(statement(principal: "*", condition: condition)), bypassPolicyLockoutSafetyCheck: true))
    func encrypts(_ context: [String: String]) -> Bool {
      let request = EncryptRequest(keyID: key.keyID, plaintext: SecretBytes(digest32), encryptionContext: context)
      return bench.refusal(request) == nil
    }
    #expect(encrypts(["App": "canton", "other": "x"]))
    #expect(!encrypts(["App": "Canton"]))
    #expect(!encrypts([:]))
    try bench.attach(
      policy(statement("Deny", condition: #"{"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": "other"}}"#)),
      to: alice)
    #expect(!encrypts(["App": "canton", "other": "x"]))
    #expect(encrypts(["App": "canton"]))
  }

  @Test("CreateKey can be held to kinds of keys and to tags")
  func createKey() throws {
    let bench = Bench()
    let condition =
      #"{"StringEquals": {"kms:KeySpec": "ECC_NIST_P256"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["CreatedBy"]}}"#
    try bench.attach(policy(statement(condition: condition)), to: alice)
    func refusal(_ spec: KmsKeySpec, tag: String) -> KmsServiceError? {
      bench.refusal(
        CreateKeyRequest(keySpec: spec, keyUsage: .signVerify, tags: [KeyTag(key: tag, value: "Canton")]))
    }
    let refused = denial(alice, "kms:CreateKey", "*", noIdentityPolicy("kms:CreateKey"))
    #expect(refusal(.eccNistP256, tag: "CreatedBy") == nil)
    #expect(refusal(.eccNistP384, tag: "CreatedBy") == refused)
    #expect(refusal(.eccNistP256, tag: "Team") == refused)
  }

  @Test(
    "wildcards stand for any characters and for one",
    arguments: [
      ("*", "", true), ("kms:*", "kms:", true), ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-b-b", false),
      ("a?c", "abc", true), ("a?c", "ac", false), ("**", "x", true), ("", "x", false), ("*x", "xxy", false),
    ])
  func patterns(_ pattern: String, _ text: String, _ matches: Bool) {
    #expect(PolicyPattern(pattern).matches(text) == matches)
  }

  @Test("a policy's dates are Gregorian")
  func dates() {
    #expect(PolicyDate.seconds("1970-01-01") == 0)
    #expect(PolicyDate.seconds("2024-02-29T23:59:59Z") == 1_709_251_199)
    #expect(PolicyDate.seconds("2026-01-01T00:00:00Z") == 1_767_225_600)
    for text in ["2026", "2026-13-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-x-01-01", "x"] {
      #expect(text == "2026" ? PolicyDate.seconds(text) == 2026 : PolicyDate.seconds(text) == nil)
    }
  }
}
