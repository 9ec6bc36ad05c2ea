import Kernel
import Testing

@testable import KMS

/// Services of one account in three Regions, and one of another account.
final class Regions {
  let directory = KmsDirectory()
  var now = Instant.zero

  init(seed: UInt64 = 1, _ change: (inout KmsInstanceConfiguration) -> Void = { _ in }) {
    let engine = makeEngine(seed: seed)
    for (account, region) in [
      (account, "us-east-1"), (account, "eu-west-1"), (account, "eu-central-2"), (otherAccount, "us-east-1"),
    ] {
      var configuration = KmsInstanceConfiguration(name: "aws-\(account)-\(region)", account: account, region: region)
      configuration.permissions = .administrators
      configuration.replicationTime = .constant(.seconds(3))
      change(&configuration)
      directory.add(KeyService(configuration: configuration, crypto: engine, seed: seed))
    }
  }

  func call<Request: KmsOperationRequest>(
    _ request: Request, in region: String = "us-east-1", as principal: KmsPrincipal = alice
  ) throws -> Request.Response {
    let service = try #require(directory.service(for: request, from: principal, in: region))
    let answer = try service.handle(request, from: principal, at: now).get()
    return answer
  }

  func refusal(
    _ request: some KmsOperationRequest, in region: String = "us-east-1", as principal: KmsPrincipal = alice
  ) throws -> KmsServiceError? {
    do {
      _ = try call(request, in: region, as: principal)
      return nil
    } catch let error as KmsServiceError {
      return error
    }
  }

  func key(
    _ spec: KmsKeySpec = .symmetricDefault, _ usage: KmsKeyUsage = .encryptDecrypt, origin: KeyOrigin = .awsKms
  ) throws -> String {
    let request = CreateKeyRequest(keySpec: spec, keyUsage: usage, origin: origin, isMultiRegion: true)
    let key = try call(request)
    return key.keyID
  }

  @discardableResult
  func replicate(_ id: String, to region: String = "eu-west-1") throws -> KeyMetadata {
    let answer = try call(ReplicateKeyRequest(keyID: id, replicaRegion: region))
    now = now + .seconds(3)
    return answer.replicaKeyMetadata
  }

  func describe(_ id: String, in region: String = "us-east-1") throws -> KeyMetadata {
    try call(DescribeKeyRequest(keyID: id), in: region)
  }
}

private func arn(_ id: String, _ region: String) -> String { "arn:aws:kms:\(region):\(account):key/\(id)" }

@Suite("Multi-Region keys")
struct MultiRegionTests {
  private let regions = Regions()

  @Test("a replica has the primary's id and is Creating for as long as replication takes")
  func replicate() throws {
    let id = try regions.key()
    #expect(id.hasPrefix("mrk-"))
    let made = try regions.call(
      ReplicateKeyRequest(
        keyID: id, replicaRegion: "eu-west-1", description: "copy", tags: [KeyTag(key: "Team", value: "x")]))
    let metadata = made.replicaKeyMetadata
    #expect(metadata.keyID == id)
    #expect(metadata.arn == arn(id, "eu-west-1"))
    #expect(metadata.keyState == .creating)
    #expect(metadata.description == "copy")
    #expect(made.replicaPolicy == PolicyDocument.defaultKeyPolicy(account: account).text)
    #expect(made.replicaTags == [KeyTag(key: "Team", value: "x")])
    regions.now = .zero + .seconds(3) - .nanoseconds(1)
    let early = EncryptRequest(keyID: id, plaintext: SecretBytes(digest32))
    #expect(
      try regions.refusal(early, in: "eu-west-1")
        == KmsServiceError(code: "KMSInvalidStateException", message: "\(arn(id, "eu-west-1")) is creating."))
    regions.now = .zero + .seconds(3)
    #expect(try regions.describe(id, in: "eu-west-1").keyState == .enabled)
  }

  @Test("every copy says which is the primary and where the replicas are")
  func configuration() throws {
    let id = try regions.key()
    let alone = try #require(regions.describe(id).multiRegionConfiguration)
    #expect(alone.keyType == .primary)
    #expect(alone.primaryKey == .init(arn: arn(id, "us-east-1"), region: "us-east-1"))
    #expect(alone.replicaKeys.isEmpty)
    try regions.replicate(id)
    try regions.replicate(id, to: "eu-central-2")
    for region in ["us-east-1", "eu-west-1", "eu-central-2"] {
      let found = try #require(regions.describe(id, in: region).multiRegionConfiguration)
      #expect(found.keyType == (region == "us-east-1" ? .primary : .replica))
      #expect(found.primaryKey == alone.primaryKey)
      #expect(found.replicaKeys.map(\.region) == ["eu-west-1", "eu-central-2"])
    }
    let single = try regions.call(CreateKeyRequest())
    #expect(!single.isMultiRegion)
    #expect(single.multiRegionConfiguration == nil)
  }

  @Test("what one copy encrypts or signs, another decrypts or verifies")
  func sharedMaterial() throws {
    let id = try regions.key()
    try regions.replicate(id)
    let sealed = try regions.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    let opened = try regions.call(DecryptRequest(keyID: id, ciphertextBlob: sealed.ciphertextBlob), in: "eu-west-1")
    #expect(opened.plaintext.bytes == digest32)
    #expect(opened.keyARN == arn(id, "eu-west-1"))
    let signer = try regions.key(.eccNistP256, .signVerify)
    try regions.replicate(signer)
    let signed = try regions.call(
      SignRequest(keyID: signer, message: digest32, signingAlgorithm: .ecdsaSha256), in: "eu-west-1")
    let check = VerifyRequest(
      keyID: signer, message: digest32, signature: signed.signature, signingAlgorithm: .ecdsaSha256)
    #expect(try regions.refusal(check) == nil)
  }

  @Test("a rotation of the primary is a rotation of every copy")
  func rotation() throws {
    let id = try regions.key()
    try regions.replicate(id)
    let old = try regions.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    _ = try regions.call(EnableKeyRotationRequest(keyID: id, rotationPeriodInDays: 90))
    regions.now = regions.now + .days(91)
    let primary = try regions.describe(id)
    #expect(try regions.describe(id, in: "eu-west-1").currentKeyMaterialID == primary.currentKeyMaterialID)
    let new = try regions.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)), in: "eu-west-1")
    for blob in [old.ciphertextBlob, new.ciphertextBlob] {
      for region in ["us-east-1", "eu-west-1"] {
        #expect(try regions.refusal(DecryptRequest(keyID: id, ciphertextBlob: blob), in: region) == nil)
      }
    }
    let refused = KmsServiceError(
      code: "UnsupportedOperationException",
      message: "\(arn(id, "eu-west-1")) is not a multi-region primary key.")
    #expect(try regions.refusal(EnableKeyRotationRequest(keyID: id), in: "eu-west-1") == refused)
    #expect(try regions.refusal(RotateKeyOnDemandRequest(keyID: id), in: "eu-west-1") == refused)
  }

  @Test("state, policy, tags and grants are each copy's own")
  func ownProperties() throws {
    let id = try regions.key(.eccNistP256, .signVerify)
    try regions.replicate(id)
    _ = try regions.call(DisableKeyRequest(keyID: id))
    let text = policy(delegation)
    _ = try regions.call(PutKeyPolicyRequest(keyID: id, policy: text))
    _ = try regions.call(
      CreateGrantRequest(keyID: id, granteePrincipal: user.policyARN, operations: [.sign]), in: "eu-west-1")
    #expect(try regions.describe(id, in: "eu-west-1").keyState == .enabled)
    #expect(try regions.call(GetKeyPolicyRequest(keyID: id), in: "eu-west-1").policy != text)
    #expect(try regions.call(ListGrantsRequest(keyID: id)).grants.isEmpty)
  }

  @Test("a new primary takes the place of the old one, both are Updating meanwhile and stay usable")
  func updatePrimary() throws {
    let id = try regions.key()
    try regions.replicate(id)
    let sealed = try regions.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    _ = try regions.call(UpdatePrimaryRegionRequest(keyID: id, primaryRegion: "eu-west-1"))
    for region in ["us-east-1", "eu-west-1"] {
      let metadata = try regions.describe(id, in: region)
      #expect(metadata.keyState == .updating)
      #expect(metadata.multiRegionConfiguration?.primaryKey.region == "eu-west-1")
      #expect(metadata.multiRegionConfiguration?.replicaKeys.map(\.region) == ["us-east-1"])
      #expect(
        try regions.refusal(DecryptRequest(keyID: id, ciphertextBlob: sealed.ciphertextBlob), in: region) == nil)
      #expect(
        try regions.refusal(DisableKeyRequest(keyID: id), in: region)
          == KmsServiceError(code: "KMSInvalidStateException", message: "\(arn(id, region)) is updating."))
    }
    regions.now = regions.now + .seconds(3)
    #expect(try regions.describe(id).keyState == .enabled)
    _ = try regions.call(RotateKeyOnDemandRequest(keyID: id), in: "eu-west-1")
    regions.now = regions.now + .seconds(1)
    #expect(
      try regions.describe(id).currentKeyMaterialID
        == regions.describe(id, in: "eu-west-1").currentKeyMaterialID)
    #expect(try regions.refusal(DecryptRequest(keyID: id, ciphertextBlob: sealed.ciphertextBlob)) == nil)
  }

  @Test("a primary with replicas waits for the last of them to be gone before its own waiting period begins")
  func pendingReplicaDeletion() throws {
    let id = try regions.key()
    try regions.replicate(id)
    let scheduled = try regions.call(ScheduleKeyDeletionRequest(keyID: id, pendingWindowInDays: 7))
    #expect(scheduled.keyState == .pendingReplicaDeletion)
    #expect(scheduled.deletionDate == nil)
    regions.now = regions.now + .days(100)
    let waiting = try regions.describe(id)
    #expect(waiting.keyState == .pendingReplicaDeletion)
    #expect(waiting.pendingDeletionWindowInDays == 7)
    let end = try #require(
      regions.call(ScheduleKeyDeletionRequest(keyID: id, pendingWindowInDays: 10), in: "eu-west-1").deletionDate)
    regions.now = end - .nanoseconds(1)
    #expect(try regions.describe(id).keyState == .pendingReplicaDeletion)
    regions.now = end
    let pending = try regions.describe(id)
    #expect(pending.keyState == .pendingDeletion)
    #expect(pending.deletionDate == end + .days(7))
    #expect(pending.multiRegionConfiguration?.replicaKeys.isEmpty == true)
    #expect(pending.pendingDeletionWindowInDays == nil)
    regions.now = end + .days(7)
    #expect(try regions.refusal(DescribeKeyRequest(keyID: id))?.code == "NotFoundException")
  }

  @Test("a deletion that waits for replicas can be cancelled")
  func cancel() throws {
    let id = try regions.key()
    try regions.replicate(id)
    _ = try regions.call(ScheduleKeyDeletionRequest(keyID: id))
    _ = try regions.call(CancelKeyDeletionRequest(keyID: id))
    #expect(try regions.describe(id).keyState == .disabled)
  }

  @Test("a replica of an imported key waits for its own import of the same material")
  func imported() throws {
    let id = try regions.key(origin: .external)
    let service = try #require(regions.directory.service(at: .init(account: account, region: "us-east-1")))
    func imports(_ material: [UInt8], in region: String) throws -> KmsServiceError? {
      let parameters = try regions.call(
        GetParametersForImportRequest(keyID: id, wrappingAlgorithm: .rsaesOaepSha256), in: region)
      let wrapped = try ImportWrapping.wrap(
        material, for: parameters, algorithm: .rsaesOaepSha256, crypto: service.crypto)
      return try regions.refusal(
        ImportKeyMaterialRequest(
          keyID: id, importToken: parameters.importToken, encryptedKeyMaterial: wrapped,
          expirationModel: .doesNotExpire), in: region)
    }
    #expect(try imports(digest32, in: "us-east-1") == nil)
    try regions.replicate(id)
    #expect(try regions.describe(id, in: "eu-west-1").keyState == .pendingImport)
    let other = [UInt8](repeating: 8, count: 32)
    #expect(try imports(other, in: "eu-west-1")?.code == "IncorrectKeyMaterialException")
    #expect(try imports(digest32, in: "eu-west-1") == nil)
    let sealed = try regions.call(EncryptRequest(keyID: id, plaintext: SecretBytes(digest32)))
    #expect(
      try regions.refusal(DecryptRequest(keyID: id, ciphertextBlob: sealed.ciphertextBlob), in: "eu-west-1") == nil)
  }

  @Test("what cannot be replicated is refused with code and text")
  func refusals() throws {
    let single = try regions.call(CreateKeyRequest())
    #expect(
      try regions.refusal(ReplicateKeyRequest(keyID: single.keyID, replicaRegion: "eu-west-1"))
        == AwsErrors.unsupported("\(single.arn) is not a multi-region primary key."))
    let id = try regions.key()
    try regions.replicate(id)
    let again = ReplicateKeyRequest(keyID: id, replicaRegion: "eu-west-1")
    #expect(try regions.refusal(again)?.code == "AlreadyExistsException")
    #expect(
      try regions.refusal(ReplicateKeyRequest(keyID: id, replicaRegion: "eu-central-2"), in: "eu-west-1")
        == AwsErrors.unsupported("\(arn(id, "eu-west-1")) is not a multi-region primary key."))
    for region in ["cn-north-1", "mars-1"] {
      #expect(
        try regions.refusal(ReplicateKeyRequest(keyID: id, replicaRegion: region))?.code
          == "UnsupportedOperationException")
    }
    #expect(
      try regions.refusal(UpdatePrimaryRegionRequest(keyID: id, primaryRegion: "eu-central-2"))
        == AwsErrors.notFound("Key '\(arn(id, "eu-central-2"))' does not exist"))
    #expect(
      try regions.refusal(UpdatePrimaryRegionRequest(keyID: id, primaryRegion: "us-east-1"))?.code
        == "ValidationException")
    _ = try regions.call(DisableKeyRequest(keyID: id))
    #expect(
      try regions.refusal(ReplicateKeyRequest(keyID: id, replicaRegion: "eu-central-2"))?.code == "DisabledException")
  }

  @Test("replication needs permission in both Regions")
  func permissions() throws {
    let id = try regions.key()
    let there = try #require(regions.directory.service(at: .init(account: account, region: "eu-west-1")))
    there.permissions.set([.describeKey], for: alice.name)
    #expect(
      try regions.refusal(ReplicateKeyRequest(keyID: id, replicaRegion: "eu-west-1"))
        == denial(alice, "kms:CreateKey", "*", noIdentityPolicy("kms:CreateKey")))
    #expect(try regions.describe(id).multiRegionConfiguration?.replicaKeys.isEmpty == true)
  }

  @Test("a request goes to the account that its key's ARN names")
  func routing() throws {
    let text = policy(delegation, statement(principal: "arn:aws:iam::\(otherAccount):root"))
    let key = try regions.call(CreateKeyRequest(policy: text))
    #expect(try regions.refusal(DescribeKeyRequest(keyID: key.arn), as: outsider) == nil)
    #expect(
      try regions.refusal(DescribeKeyRequest(keyID: key.keyID), as: outsider)
        == AwsErrors.notFound("Key 'arn:aws:kms:us-east-1:\(otherAccount):key/\(key.keyID)' does not exist"))
  }

  @Test("a service alone makes multi-Region keys and has nowhere to replicate them to")
  func alone() throws {
    let bench = Bench()
    let key = try bench.call(CreateKeyRequest(isMultiRegion: true))
    #expect(key.multiRegionConfiguration?.keyType == .primary)
    let refused = bench.refusal(ReplicateKeyRequest(keyID: key.keyID, replicaRegion: "eu-west-1"))
    #expect(refused == AwsErrors.unsupported("Keys cannot be replicated to Region eu-west-1."))
    let scheduled = try bench.call(ScheduleKeyDeletionRequest(keyID: key.keyID))
    #expect(scheduled.keyState == .pendingDeletion)
  }
}
