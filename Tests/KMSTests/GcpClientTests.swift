import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: Canton's KMS client")
struct GcpClientTests {
  @Test("a new signing key is made in Cloud HSM under a random id and checked at version 1; its name is not kept")
  func generate() throws {
    let world = GcpWorld()
    let id = try world.run { try await world.client.generateSigningKeyPair(spec: .ecP256, name: "signing") }
    #expect(world.calls.map(\.operation) == ["CreateCryptoKey", "GetCryptoKeyVersion"])
    #expect(world.calls.map(\.keyID) == [nil, id])
    #expect(world.calls.map(\.keySpec) == ["EC_SIGN_P256_SHA256", "EC_SIGN_P256_SHA256"])
    #expect(id.count == 36 && id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    let shown = try world.endpoint.service.handle(
      GcpGetCryptoKey(name: world.client.key(id)), from: world.client.api.principal, at: .zero
    ).get()
    #expect(shown.versionTemplate.protectionLevel == .hsm && shown.labels.isEmpty)
    let other = try world.run { try await world.client.generateSigningKeyPair(spec: .ecP256, name: "signing") }
    #expect(other != id)
  }

  @Test("every kind of key that Canton makes can be used by Canton", arguments: CryptoMode.allCases)
  func roundTrip(_ mode: CryptoMode) throws {
    let world = GcpWorld(mode: mode)
    try world.run {
      let client = world.client
      for spec in SigningKeySpec.allCases {
        let id = try await client.generateSigningKeyPair(spec: spec, name: "signing")
        let publicKey = try await client.publicSigningKey(id, usage: .protocolOnly)
        let signature = try await world.sign(id, spec)
        let algorithm = SigningAlgorithmSpec.matching(spec)
        #expect(publicKey.spec == spec && publicKey.usage == .protocolOnly)
        try world.endpoint.service.crypto.verify(
          multihash,
          Signature(
            format: algorithm.signatureFormat, bytes: signature, signedBy: publicKey.fingerprint,
            algorithm: algorithm), with: publicKey)
      }
      let encryption = try await client.generateEncryptionKeyPair(name: "encryption")
      let recipient = try await client.publicEncryptionKey(encryption)
      let encrypted = try world.endpoint.service.crypto.encrypt(digest32, for: recipient, algorithm: .rsaOaepSha256)
      #expect(try await client.decryptAsymmetric(keyID: encryption, ciphertext: encrypted.ciphertext) == digest32)

      let wrapper = try await client.generateSymmetricKey(name: "wrapper")
      let sealed = try await client.encryptSymmetric(keyID: wrapper, plaintext: digest32)
      #expect(try await client.decryptSymmetric(keyID: wrapper, ciphertext: sealed) == digest32)
    }
  }

  @Test("a key that is generated for a second is waited for; one that takes longer than Canton's check is given up")
  func pending() throws {
    let quick = GcpWorld({ $0.service.delays.hsmPair = .constant(.seconds(1)) })
    let id = try quick.run { try await quick.client.generateSigningKeyPair(spec: .ecP256, name: "x") }
    #expect(!id.isEmpty && quick.elapsed >= .seconds(1) && quick.elapsed < .milliseconds(1_200))
    #expect(quick.calls.filter { $0.operation == "GetCryptoKeyVersion" }.count > 10)
    let slow = GcpWorld({ $0.service.delays.hsmPair = .constant(.seconds(5)) })
    let error = try slow.failure { _ = try await slow.client.generateSigningKeyPair(spec: .ecP256, name: "x") }
    #expect(error.name == "KmsKeyDisabledError" && error.detail.reason == "key is PENDING_GENERATION")
    #expect(slow.calls.filter { $0.operation == "GetCryptoKeyVersion" }.count == 21)
    #expect(slow.elapsed < .seconds(3))
    // Symmetric keys are there at once.
    _ = try slow.run { try await slow.client.generateSymmetricKey(name: "wrapper") }
  }

  @Test("a key that does not exist cannot be found, at the first try; a disabled one is named as such")
  func absent() throws {
    let world = GcpWorld()
    let missing = try world.failure { try await world.client.keyExistsAndIsActive("nothing") }
    #expect(missing.name == "KmsCannotFindKeyError" && missing.cause?.code == "NOT_FOUND")
    #expect(world.calls.count == 1)
    let id = try world.key()
    try world.run {
      _ = try await world.client.api.call(
        GcpUpdateCryptoKeyVersion(name: world.client.version(id), state: .disabled))
    }
    let disabled = try world.failure { try await world.client.keyExistsAndIsActive(id) }
    #expect(disabled.description == "KmsKeyDisabledError(keyId = \(id), reason = key is DISABLED)")
    let sign = try world.failure { _ = try await world.sign(id) }
    #expect(
      sign.detail.reason
        == "io.grpc.StatusRuntimeException: FAILED_PRECONDITION: \(world.client.version(id)) is not enabled, "
        + "current state is: DISABLED.")
  }

  @Test("a key for another purpose is named as such, and an algorithm that does not go with a key is not asked for")
  func otherPurpose() throws {
    let world = GcpWorld()
    let signing = try world.key()
    let encryption = try world.key(.rsaDecryptOaep2048Sha256, id: "encryption")
    let first = try world.failure { _ = try await world.client.publicEncryptionKey(signing) }
    #expect(first.detail.reason == "Unsupported encryption key type: EC_SIGN_P256_SHA256")
    let second = try world.failure {
      _ = try await world.client.publicSigningKey(encryption, usage: .protocolOnly)
    }
    #expect(second.detail.reason == "Unsupported signing key type: RSA_DECRYPT_OAEP_2048_SHA256")
    let calls = world.calls.count
    let third = try world.failure {
      _ = try await world.client.sign(
        keyID: signing, message: multihash, algorithm: .ecDsaSha256, keySpec: .ecCurve25519)
    }
    #expect(third.name == "KmsSignError" && world.calls.count == calls)
  }

  @Test("Canton deletes a key by destroying its version after the service's waiting period")
  func delete() throws {
    let world = GcpWorld()
    let id = try world.key()
    try world.run { try await world.client.deleteKey(keyID: id) }
    let version = try world.endpoint.service.handle(
      GcpGetCryptoKeyVersion(name: world.client.version(id)), from: world.client.api.principal,
      at: world.simulation.now
    ).get()
    #expect(version.state == .destroyScheduled && version.destroyTime == .zero + .days(30))
  }

  @Test("bytes beyond Canton's bounds are not sent")
  func bounds() throws {
    let world = GcpWorld()
    let id = try world.key()
    let long = [UInt8](repeating: 0, count: 4097)
    #expect(throws: KmsInvariantViolation.self) {
      _ = try world.run {
        try await world.client.sign(keyID: id, message: long, algorithm: .ecDsaSha256, keySpec: .ecP256)
      }
    }
    #expect(world.calls.isEmpty)
  }

  @Test("requests share one channel of a hundred streams, which the first of them sets up")
  func channel() throws {
    let world = GcpWorld({
      $0.connectionSetup = .constant(.milliseconds(10))
      $0.latency = GcpLatencyTable(fallback: .constant(.milliseconds(20)))
    })
    let id = try world.key()
    for _ in 0..<250 { world.simulation.root.spawn("sign") { _ = try await world.sign(id) } }
    try world.simulation.run()
    #expect(world.elapsed == .milliseconds(70))
    let waits = [Span.milliseconds(10), .milliseconds(30), .milliseconds(50)]
    #expect(waits.map { wait in world.calls.filter { $0.poolWait == wait }.count } == [100, 100, 50])
  }

  @Test("the same seed gives the same calls, another seed others")
  func deterministic() throws {
    func calls(_ seed: UInt64) throws -> [String] {
      let world = GcpWorld(seed: seed, { $0.latency.fallback = .uniform(from: .zero, to: .seconds(1)) })
      try world.run {
        let id = try await world.client.generateSigningKeyPair(spec: .ecP256, name: "x")
        _ = try await world.sign(id)
      }
      return world.calls.map { "\($0)" }
    }
    #expect(try calls(1) == calls(1))
    #expect(try calls(1) != calls(2))
  }
}
