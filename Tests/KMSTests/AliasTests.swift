import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Aliases")
struct AliasTests {
  private func create(_ bench: Bench, _ name: String, _ keyID: String) throws {
    _ = try bench.call(CreateAliasRequest(aliasName: name, targetKeyID: keyID))
  }

  private func aliases(_ bench: Bench, of keyID: String? = nil) throws -> [KeyAlias] {
    let page = try bench.call(ListAliasesRequest(keyID: keyID))
    return page.items
  }

  @Test("an alias and its ARN name the key in cryptographic operations, DescribeKey and GetPublicKey")
  func resolution() throws {
    let bench = Bench()
    let key = try bench.key(.eccNistP256, .signVerify)
    try create(bench, "alias/canton", key.arn)
    for name in ["alias/canton", "arn:aws:kms:us-east-1:\(account):alias/canton"] {
      let described = try bench.call(DescribeKeyRequest(keyID: name))
      #expect(described == key)
      let publicKey = try bench.call(GetPublicKeyRequest(keyID: name))
      #expect(publicKey.keyARN == key.arn)
      let signed = try bench.call(SignRequest(keyID: name, message: multihash, signingAlgorithm: .ecdsaSha256))
      #expect(signed.keyARN == key.arn)
    }
  }

  @Test("an alias decrypts as its key, and another key's alias does not")
  func decryption() throws {
    let bench = Bench()
    try create(bench, "alias/one", try bench.symmetricKey())
    try create(bench, "alias/two", try bench.symmetricKey())
    let sealed = try bench.call(EncryptRequest(keyID: "alias/one", plaintext: SecretBytes(digest32)))
    let opened = try bench.call(DecryptRequest(keyID: "alias/one", ciphertextBlob: sealed.ciphertextBlob))
    #expect(opened.plaintext.bytes == digest32)
    let other = bench.refusal(DecryptRequest(keyID: "alias/two", ciphertextBlob: sealed.ciphertextBlob))
    #expect(other == AwsErrors.incorrectKey)
  }

  @Test("a request by alias counts against the quota of its key's spec")
  func quota() throws {
    let bench = Bench { $0.quotas = AwsQuota.documentedDefaults(region: region) }
    let id = try bench.service.pregenerate(name: "rsa", keySpec: .rsa2048, keyUsage: .signVerify).keyID
    try create(bench, "alias/rsa", id)
    let request = SignRequest(keyID: "alias/rsa", message: multihash, signingAlgorithm: .pkcs1Sha256)
    let answer = bench.service.perform(request, from: alice, at: bench.now)
    #expect(answer.quota == "cryptographic-operations-rsa")
    #expect(answer.keySpec == .rsa2048)
  }

  @Test("another account uses the alias by its ARN and not by its name")
  func crossAccount() throws {
    let bench = Bench()
    try create(bench, "alias/canton", try bench.signingKey())
    let arn = "arn:aws:kms:us-east-1:\(account):alias/canton"
    let byARN = SignRequest(keyID: arn, message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(bench.refusal(byARN, as: stranger) == nil)
    let byName = SignRequest(keyID: "alias/canton", message: multihash, signingAlgorithm: .ecdsaSha256)
    #expect(
      bench.refusal(byName, as: stranger)
        == AwsErrors.aliasNotFound("arn:aws:kms:us-east-1:111122223333:alias/canton"))
  }

  @Test("a list is sorted by name, gives each alias with its key and dates, and takes a key")
  func listing() throws {
    let bench = Bench()
    let first = try bench.signingKey()
    let second = try bench.signingKey()
    try create(bench, "alias/b", first)
    bench.now = bench.now + .seconds(1)
    try create(bench, "alias/a", second)
    let all = try aliases(bench)
    #expect(all.map(\.aliasName) == ["alias/a", "alias/b"])
    #expect(
      all[1]
        == KeyAlias(
          aliasName: "alias/b", aliasARN: "arn:aws:kms:us-east-1:\(account):alias/b", targetKeyID: first,
          creationDate: .zero, lastUpdatedDate: .zero))
    #expect(try aliases(bench, of: second).map(\.aliasName) == ["alias/a"])
    let foreign = try bench.service.handle(ListAliasesRequest(), from: stranger, at: bench.now).get()
    #expect(foreign.items.isEmpty && !foreign.isTruncated)
  }

  @Test("an update moves the alias to a key of the same type and says when")
  func update() throws {
    let bench = Bench()
    let first = try bench.signingKey()
    let second = try bench.signingKey(.eccNistP384)
    try create(bench, "alias/canton", first)
    bench.now = bench.now + .seconds(9)
    _ = try bench.call(UpdateAliasRequest(aliasName: "alias/canton", targetKeyID: second))
    let alias = try #require(try aliases(bench).first)
    #expect(alias.targetKeyID == second)
    #expect(alias.creationDate == .zero && alias.lastUpdatedDate == bench.now)
  }

  @Test("an update leads away from a key that is pending deletion")
  func updateFromPendingDeletion() throws {
    let bench = Bench()
    let first = try bench.signingKey()
    try create(bench, "alias/canton", first)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: first))
    let second = try bench.signingKey()
    #expect(bench.refusal(UpdateAliasRequest(aliasName: "alias/canton", targetKeyID: second)) == nil)
  }

  @Test("a deleted alias is free again, and its key stays")
  func delete() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    try create(bench, "alias/canton", id)
    _ = try bench.call(DeleteAliasRequest(aliasName: "alias/canton"))
    #expect(try aliases(bench).isEmpty)
    #expect(bench.state(id) == .enabled)
    #expect(bench.refusal(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: id)) == nil)
  }

  @Test("an alias is gone with its key and not before")
  func goneWithKey() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    try create(bench, "alias/canton", id)
    _ = try bench.call(ScheduleKeyDeletionRequest(keyID: id, pendingWindowInDays: 7))
    #expect(try aliases(bench).count == 1)
    bench.now = bench.now + .days(7)
    #expect(try aliases(bench).isEmpty)
    #expect(
      bench.refusal(DescribeKeyRequest(keyID: "alias/canton"))
        == AwsErrors.aliasNotFound("arn:aws:kms:us-east-1:\(account):alias/canton"))
    #expect(
      bench.refusal(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: try bench.signingKey())) == nil)
  }

  @Test("pages of aliases neither repeat nor leave out when aliases go in between")
  func pages() throws {
    let bench = Bench()
    let id = try bench.signingKey()
    for index in 10..<40 { try create(bench, "alias/\(index)", id) }
    let first = try bench.call(ListAliasesRequest(paging: KmsPaging(limit: 12)))
    #expect(first.isTruncated && first.items.count == 12)
    _ = try bench.call(DeleteAliasRequest(aliasName: "alias/10"))
    _ = try bench.call(DeleteAliasRequest(aliasName: "alias/21"))
    let second = try bench.call(ListAliasesRequest(paging: KmsPaging(limit: 12, marker: first.nextMarker)))
    let third = try bench.call(ListAliasesRequest(paging: KmsPaging(limit: 12, marker: second.nextMarker)))
    #expect(!third.isTruncated)
    let names = (first.items + second.items + third.items).map(\.aliasName)
    #expect(names == (10..<40).map { "alias/\($0)" })
  }
}

private func newAlias(
  _ name: String, _ bench: Bench
) throws -> any KmsOperationRequest {
  CreateAliasRequest(aliasName: name, targetKeyID: try bench.signingKey())
}

private func pattern(_ name: String) -> String {
  "1 validation error detected: Value '\(name)' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
}

private let prefixText =
  "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
private let aliasARN = "arn:aws:kms:us-east-1:724647588434:alias/canton"

extension RefusalTests {
  static let aliasing = [
    Refusal("alias without prefix", "ValidationException", prefixText) { try newAlias("canton", $0) },
    Refusal("delete an alias without prefix", "ValidationException", prefixText) { _ in
      DeleteAliasRequest(aliasName: "canton")
    },
    Refusal(
      "alias of nothing but its prefix", "InvalidAliasNameException",
      "The request was rejected because the specified alias name is not valid."
    ) { try newAlias("alias/", $0) },
    Refusal("alias with a dot", "ValidationException", pattern("alias/a.b")) { try newAlias("alias/a.b", $0) },
    Refusal("alias with a letter beyond ASCII", "ValidationException", pattern("alias/é")) {
      try newAlias("alias/é", $0)
    },
    Refusal("alias with a colon", "ValidationException", "alias/a:b contains invalid characters for an alias") {
      try newAlias("alias/a:b", $0)
    },
    Refusal("reserved alias", "NotAuthorizedException", "") { try newAlias("alias/aws/ebs", $0) },
    Refusal("delete a reserved alias", "NotAuthorizedException", "") { _ in
      DeleteAliasRequest(aliasName: "alias/aws/ebs")
    },
    Refusal("an alias of an alias", "ValidationException", "Aliases must refer to keys. Not aliases") {
      _ = try $0.call(CreateAliasRequest(aliasName: "alias/a", targetKeyID: try $0.signingKey()))
      return CreateAliasRequest(aliasName: "alias/b", targetKeyID: "alias/a")
    },
    Refusal("an alias twice", "AlreadyExistsException", "An alias with the name \(aliasARN) already exists") {
      _ = try $0.call(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.signingKey()))
      return try newAlias("alias/canton", $0)
    },
    Refusal(
      "a 51st alias", "LimitExceededException",
      "Aliases per key quota for this account in this region is 50, current usage is 50."
    ) {
      let id = try $0.signingKey()
      for index in 0..<50 { _ = try $0.call(CreateAliasRequest(aliasName: "alias/\(index)", targetKeyID: id)) }
      return CreateAliasRequest(aliasName: "alias/canton", targetKeyID: id)
    },
    Refusal(
      "a 51st alias by update", "LimitExceededException",
      "Aliases per key quota for this account in this region is 50, current usage is 50."
    ) {
      let id = try $0.signingKey()
      for index in 0..<50 { _ = try $0.call(CreateAliasRequest(aliasName: "alias/\(index)", targetKeyID: id)) }
      _ = try $0.call(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.signingKey()))
      return UpdateAliasRequest(aliasName: "alias/canton", targetKeyID: id)
    },
    Refusal("update an unknown alias", "NotFoundException", "Alias \(aliasARN) is not found.") {
      UpdateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.signingKey())
    },
    Refusal("delete an unknown alias", "NotFoundException", "Alias \(aliasARN) is not found.") { _ in
      DeleteAliasRequest(aliasName: "alias/canton")
    },
    Refusal(
      "update an alias to a key of another type", "ValidationException",
      "The current and new KMS key must be the same type (both symmetric or both asymmetric or both HMAC), and they must have the same key usage."
    ) {
      _ = try $0.call(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.symmetricKey()))
      return UpdateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.rsaKey())
    },
    Refusal("alias of a key pending deletion", "KMSInvalidStateException", "<arn> is pending deletion.") {
      let id = try $0.signingKey()
      _ = try $0.call(ScheduleKeyDeletionRequest(keyID: id))
      return CreateAliasRequest(aliasName: "alias/canton", targetKeyID: id)
    },
    Refusal(
      "empty target", "ValidationException",
      "1 validation error detected: Value '' at 'targetKeyId' failed to satisfy constraint: Member must have length greater than or equal to 1"
    ) { _ in CreateAliasRequest(aliasName: "alias/canton", targetKeyID: "") },
    Refusal(
      "management by alias", "InvalidArnException", "Key Aliases are not supported for this operation."
    ) {
      _ = try $0.call(CreateAliasRequest(aliasName: "alias/canton", targetKeyID: try $0.signingKey()))
      return DisableKeyRequest(keyID: "alias/canton")
    },
    Refusal(
      "management by alias ARN", "InvalidArnException", "Key Aliases are not supported for this operation."
    ) { _ in ScheduleKeyDeletionRequest(keyID: aliasARN) },
    Refusal(
      "aliases of an alias", "InvalidArnException", "Key Aliases are not supported for this operation."
    ) { _ in ListAliasesRequest(keyID: "alias/canton") },
  ]
}
