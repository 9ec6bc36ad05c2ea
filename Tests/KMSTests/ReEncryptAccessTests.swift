import Kernel
import Testing

@testable import KMS

@Suite("Permissions of ReEncrypt and of the other cryptographic operations")
struct ReEncryptAccessTests {
  private let second = KmsPrincipal(name: "second", account: account)

  /// Two symmetric keys, and a blob of the first under a context.
  private func keys(_ bench: Bench) throws -> (from: KeyMetadata, to: KeyMetadata, request: ReEncryptRequest) {
    let from = try bench.key(.symmetricDefault, .encryptDecrypt)
    let to = try bench.key(.symmetricDefault, .encryptDecrypt)
    bench.now = bench.now + .seconds(5)
    let encrypt = EncryptRequest(keyID: from.keyID, plaintext: SecretBytes([1]), encryptionContext: ["old": "1"])
    let request = ReEncryptRequest(
      ciphertextBlob: try bench.call(encrypt).ciphertextBlob, sourceKeyID: from.keyID,
      sourceEncryptionContext: ["old": "1"], destinationKeyID: to.keyID, destinationEncryptionContext: ["new": "2"])
    return (from, to, request)
  }

  @Test("re-encryption needs kms:ReEncryptFrom on the one key and kms:ReEncryptTo on the other")
  func bothActions() throws {
    let bench = Bench.administered()
    let keys = try keys(bench)
    try bench.attach(policy(statement(action: "kms:ReEncryptFrom", resource: keys.from.arn)), to: user)
    #expect(
      bench.refusal(keys.request, as: user)
        == denial(user, "kms:ReEncryptTo", keys.to.arn, noIdentityPolicy("kms:ReEncryptTo")))
    try bench.attach(
      policy(
        statement(action: "kms:ReEncryptFrom", resource: keys.from.arn),
        statement(action: "kms:ReEncryptTo", resource: keys.to.arn)), to: user)
    #expect(bench.refusal(keys.request, as: user) == nil)
    try bench.attach(policy(statement(action: "kms:ReEncryptTo")), to: second)
    #expect(
      bench.refusal(keys.request, as: second)
        == denial(second, "kms:ReEncryptFrom", keys.from.arn, noIdentityPolicy("kms:ReEncryptFrom")))
  }

  @Test("a condition on the context sees the old context on the one key and the new one on the other")
  func contexts() throws {
    let bench = Bench.administered()
    let keys = try keys(bench)
    func only(_ action: String, _ name: String, _ value: String) -> String {
      statement(action: action, condition: #"{"StringEquals": {"kms:EncryptionContext:\#(name)": "\#(value)"}}"#)
    }
    try bench.attach(
      policy(only("kms:ReEncryptFrom", "old", "1"), only("kms:ReEncryptTo", "new", "2")), to: user)
    #expect(bench.refusal(keys.request, as: user) == nil)
    try bench.attach(
      policy(only("kms:ReEncryptFrom", "new", "2"), only("kms:ReEncryptTo", "new", "2")), to: second)
    #expect(bench.refusal(keys.request, as: second)?.code == "AccessDeniedException")
  }

  @Test("a grant for each half lets a caller re-encrypt, its token at once")
  func grants() throws {
    let bench = Bench.administered { $0.visibilityDelay = .constant(.seconds(5)) }
    let keys = try keys(bench)
    try bench.attach(policy(statement(action: "kms:DescribeKey")), to: user)
    let first = try bench.call(
      CreateGrantRequest(keyID: keys.from.keyID, granteePrincipal: user.arn, operations: [.reEncryptFrom]))
    let second = try bench.call(
      CreateGrantRequest(keyID: keys.to.keyID, granteePrincipal: user.arn, operations: [.reEncryptTo]))
    #expect(bench.refusal(keys.request, as: user)?.code == "AccessDeniedException")
    var request = keys.request
    request.grantTokens = [first.grantToken, second.grantToken]
    #expect(bench.refusal(request, as: user) == nil)
    bench.now = bench.now + .seconds(5)
    #expect(bench.refusal(keys.request, as: user) == nil)
  }

  @Test("conditions see MAC algorithm, agreement algorithm and pair spec")
  func conditions() throws {
    let bench = Bench.administered()
    let mac = try bench.key(.hmac256, .generateVerifyMac)
    let symmetric = try bench.symmetricKey()
    func allow(_ action: String, _ key: String, _ value: String) throws {
      let condition = #"{"StringEquals": {"\#(key)": "\#(value)"}}"#
      try bench.attach(policy(statement(action: action, condition: condition)), to: user)
    }
    let generate = GenerateMacRequest(keyID: mac.keyID, message: [1], macAlgorithm: .hmacSha256)
    try allow("kms:GenerateMac", "kms:MacAlgorithm", "HMAC_SHA_512")
    #expect(bench.refusal(generate, as: user)?.code == "AccessDeniedException")
    try allow("kms:GenerateMac", "kms:MacAlgorithm", "HMAC_SHA_256")
    #expect(bench.refusal(generate, as: user) == nil)
    let pair = GenerateDataKeyPairRequest(keyID: symmetric, keyPairSpec: .eccNistP384)
    try allow("kms:GenerateDataKeyPair", "kms:DataKeyPairSpec", "RSA_2048")
    #expect(bench.refusal(pair, as: user)?.code == "AccessDeniedException")
    try allow("kms:GenerateDataKeyPair", "kms:DataKeyPairSpec", "ECC_NIST_P384")
    #expect(bench.refusal(pair, as: user) == nil)
    let agreement = try bench.key(.eccNistP256, .keyAgreement)
    let peer = try bench.call(GetPublicKeyRequest(keyID: agreement.keyID)).publicKey
    let derive = DeriveSharedSecretRequest(keyID: agreement.keyID, publicKey: peer)
    try allow("kms:DeriveSharedSecret", "kms:KeyAgreementAlgorithm", "DH")
    #expect(bench.refusal(derive, as: user)?.code == "AccessDeniedException")
    try allow("kms:DeriveSharedSecret", "kms:KeyAgreementAlgorithm", "ECDH")
    #expect(bench.refusal(derive, as: user) == nil)
  }

  @Test("a dry run of a grant's making, revoking or retiring says that it would succeed, and changes nothing")
  func dryGrants() throws {
    let bench = Bench.administered()
    let key = try bench.symmetricKey()
    var create = CreateGrantRequest(keyID: key, granteePrincipal: user.arn, operations: [.decrypt])
    create.isDryRun = true
    #expect(bench.refusal(create) == AwsErrors.dryRun)
    #expect(try bench.call(ListGrantsRequest(keyID: key)).grants.isEmpty)
    create.isDryRun = false
    let grant = try bench.call(create)
    var revoke = RevokeGrantRequest(keyID: key, grantID: grant.grantID)
    revoke.isDryRun = true
    #expect(bench.refusal(revoke) == AwsErrors.dryRun)
    var retire = RetireGrantRequest(grantToken: grant.grantToken)
    retire.isDryRun = true
    #expect(bench.refusal(retire) == AwsErrors.dryRun)
    #expect(try bench.call(ListGrantsRequest(keyID: key)).grants.count == 1)
  }
}
