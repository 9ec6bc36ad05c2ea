import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Canton's KMS client")
struct KmsClientTests {
  private func failure(_ world: World, _ body: @escaping () async throws -> Void) throws -> KmsError {
    try world.run {
      do {
        try await body()
        throw WrongAnswer()
      } catch let error as KmsError {
        return error
      }
    }
  }

  @Test("a new signing key takes CreateKey and DescribeKey, and is tagged and named by Canton")
  func generate() throws {
    let world = World(client: { $0.customTags = [KeyTag(key: "team", value: "ledger")] })
    let id = try world.run {
      try await world.client.generateSigningKeyPair(spec: .ecP256, name: "participant1-signing")
    }
    #expect(world.calls.map(\.operation) == ["CreateKey", "DescribeKey"])
    let service = world.endpoint.service
    #expect(service.metadata(of: id, at: .zero)?.description == "participant1-signing")
    #expect(service.tags(of: id).map(\.key) == ["team", "CreatedBy"])
  }

  @Test("every kind of key that Canton makes can be used by Canton", arguments: CryptoMode.allCases)
  func roundTrip(_ mode: CryptoMode) throws {
    let world = World(mode: mode)
    try world.run {
      let client = world.client
      let signing = try await client.generateSigningKeyPair(spec: .ecSecp256k1, name: "signing")
      let publicKey = try await client.publicSigningKey(signing, usage: .protocolOnly)
      let signature = try await client.sign(keyID: signing, message: multihash, algorithm: .ecDsaSha256)
      #expect(publicKey.spec == .ecSecp256k1 && publicKey.usage == .protocolOnly)
      try world.endpoint.service.crypto.verify(
        multihash,
        Signature(format: .der, bytes: signature, signedBy: publicKey.fingerprint, algorithm: .ecDsaSha256),
        with: publicKey)

      let encryption = try await client.generateEncryptionKeyPair(name: "encryption")
      let recipient = try await client.publicEncryptionKey(encryption)
      let encrypted = try world.endpoint.service.crypto.encrypt(digest32, for: recipient, algorithm: .rsaOaepSha256)
      #expect(try await client.decryptAsymmetric(keyID: encryption, ciphertext: encrypted.ciphertext) == digest32)

      let wrapper = try await client.generateSymmetricKey(name: "wrapper")
      let sealed = try await client.encryptSymmetric(keyID: wrapper, plaintext: digest32)
      #expect(try await client.decryptSymmetric(keyID: wrapper, ciphertext: sealed) == digest32)
    }
  }

  @Test("Canton makes no Ed25519 key at AWS and calls nothing")
  func ed25519() throws {
    let world = World()
    let error = try failure(world) { _ = try await world.client.generateSigningKeyPair(spec: .ecCurve25519, name: "x") }
    #expect(error.name == "KmsCreateKeyError")
    #expect(error.detail.reason == "Unsupported signing key type: EC-Curve25519")
    #expect(world.calls.isEmpty)
  }

  @Test("an Ed25519 key that AWS holds is not usable by Canton")
  func foreignEd25519() throws {
    let world = World()
    let id = try world.signingKey(.eccNistEdwards25519)
    let error = try failure(world) { _ = try await world.client.publicSigningKey(id, usage: .protocolOnly) }
    #expect(error.name == "KmsGetPublicKeyError")
    #expect(error.detail.reason == "Unsupported signing key type: ECC_NIST_EDWARDS25519")
    let sign = try failure(world) {
      _ = try await world.client.sign(keyID: id, message: multihash, algorithm: .ed25519)
    }
    #expect(sign.name == "KmsSignRequestError")
  }

  @Test("a key for another usage is named as such")
  func otherUsage() throws {
    let world = World()
    let signing = try world.signingKey()
    let encryption = try world.endpoint.service.pregenerate(name: "rsa", keySpec: .rsa2048, keyUsage: .encryptDecrypt)
      .keyID
    let first = try failure(world) { _ = try await world.client.publicEncryptionKey(signing) }
    #expect(first.detail.reason == "The selected key is defined for SIGN_VERIFY and not for encryption")
    let second = try failure(world) { _ = try await world.client.publicSigningKey(encryption, usage: .protocolOnly) }
    #expect(second.detail.reason == "The selected key is defined for ENCRYPT_DECRYPT and not for signing")
    #expect(world.calls.map(\.operation) == ["GetPublicKey", "GetPublicKey"])
  }

  @Test("a key that does not exist cannot be found, at the first try")
  func notFound() throws {
    let world = World()
    let id = "91c48ce4-ec80-44c1-a219-fdd07f12f002"
    let error = try failure(world) { try await world.client.keyExistsAndIsActive(id) }
    #expect(error.name == "KmsCannotFindKeyError")
    #expect(error.cause?.code == "NotFoundException")
    #expect(world.calls.count == 1)
  }

  @Test("a disabled key is reported as disabled")
  func disabled() throws {
    let world = World()
    let id = try world.signingKey()
    try world.run {
      _ = try await world.client.sdk.call(DisableKeyRequest(keyID: id))
    }
    let check = try failure(world) { try await world.client.keyExistsAndIsActive(id) }
    #expect(check.description == "KmsKeyDisabledError(keyId = \(id), reason = key is disabled)")
    let sign = try failure(world) {
      _ = try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
    }
    #expect(sign.cause?.code == "DisabledException")
    #expect(
      sign.detail.reason.hasPrefix(
        "DisabledException: arn:aws:kms:us-east-1:724647588434:key/\(id) is disabled. (Service: Kms, Status Code: 400, Request ID: "
      ))
  }

  @Test("Canton deletes a key with the least waiting period")
  func delete() throws {
    let world = World()
    let id = try world.signingKey()
    try world.run { try await world.client.deleteKey(keyID: id) }
    let metadata = world.endpoint.service.metadata(of: id, at: world.simulation.now)
    #expect(metadata?.keyState == .pendingDeletion)
    #expect(metadata?.deletionDate == world.simulation.now + .days(7))
  }

  @Test("bytes beyond Canton's bounds are not sent")
  func bounds() throws {
    let world = World()
    let id = try world.signingKey()
    let long = [UInt8](repeating: 0, count: 4097)
    #expect(throws: KmsInvariantViolation.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: long, algorithm: .ecDsaSha256) }
    }
    #expect(throws: KmsInvariantViolation.self) {
      _ = try world.run {
        try await world.client.decryptAsymmetric(keyID: id, ciphertext: [UInt8](repeating: 0, count: 257))
      }
    }
    #expect(world.calls.isEmpty)
  }

  @Test("a multi-Region client makes multi-Region keys")
  func multiRegion() throws {
    let world = World(client: { $0.multiRegionKey = true })
    let id = try world.run { try await world.client.generateSigningKeyPair(spec: .ecP256, name: "x") }
    #expect(id.hasPrefix("mrk-"))
  }
}
