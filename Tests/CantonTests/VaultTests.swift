import Canton
import Events
import KMS
import Kernel
import Keys
import Storage
import Testing

/// Where private keys are and what they cost; canton.md 3.2, 3.4, 6 and 7.
@Suite("The vault")
struct VaultTests {
  private static func network() -> TestNetwork { TestNetwork(kms: TestNetwork.kms(), onKms: { $0 == "kms" }) }

  /// Starts a participant whose private keys are enveloped, with a wrapper key of its own or a given one.
  private func enveloped(_ network: TestNetwork, wrapper: String? = nil) async throws -> ParticipantNode {
    let node = network.start(try envelopedConfiguration(network, wrapper: wrapper), ParticipantNode.init)
    _ = try await node.initialized.value()
    return node
  }

  private func envelopedConfiguration(_ network: TestNetwork, wrapper: String? = nil) throws -> NodeConfiguration {
    var configuration = try network.configuration("node", .participant)
    configuration.privateKeyStore = .envelope(wrapperKeyID: wrapper)
    return configuration
  }

  /// Which of a node's private keys stand in its store, as raw scalar or as PKCS #8.
  private func keysAtRest(_ node: MemberNode, _ network: TestNetwork) throws -> Int {
    let store = try #require(network.stores[node.id.name])
    let files = try store.rawArtefacts()
    #expect(files.reduce(0) { $0 + $1.bytes.count } > 1000)
    return node.vault.heldPrivateKeys.count { key in
      // Where DER PKCS #8 has the secret: behind the header (Ed25519, P-256), in the last number (RSA).
      let secret: [UInt8]
      switch key.pkcs8.count {
      case 48: secret = Array(key.pkcs8[16..<48])
      case 150: secret = Array(key.pkcs8[36..<68])
      default: secret = key.pkcs8.suffix(32)
      }
      return files.contains { $0.bytes.firstRange(of: secret) != nil }
    }
  }

  // MARK: External

  @Test("initializing a participant costs 16 KMS calls, a mediator or sequencer 13")
  func initializationCalls() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      let nodes: [MemberNode] = [
        network.start(try network.configuration("participant", .participant), ParticipantNode.init),
        network.start(try network.configuration("mediator", .mediator), MediatorNode.init),
        network.start(try network.configuration("sequencer", .sequencer), SequencerNode.init),
      ]
      for node in nodes { _ = try await node.initialized.value() }
      // Per key: CreateKey, DescribeKey, GetPublicKey. Signatures: the root delegation's one, and for the key mapping
      // the namespace key and both listed signing keys.
      var expected: [String: Int] = [:]
      for (node, keys) in [("participant", 4), ("mediator", 3), ("sequencer", 3)] {
        for operation in ["CreateKey", "DescribeKey", "GetPublicKey"] { expected["\(node) \(operation)"] = keys }
        expected["\(node) Sign"] = 4
      }
      #expect(network.kmsCalls() == expected)
      #expect(expected.filter { $0.key.hasPrefix("participant") }.values.reduce(0, +) == 16)
      #expect(expected.filter { $0.key.hasPrefix("mediator") }.values.reduce(0, +) == 13)
      #expect(
        nodes[0].vault.listSecretKeys().allSatisfy { $0.kmsKeyID != nil } && nodes[0].vault.heldPrivateKeys.isEmpty)
    }
  }

  @Test(
    "a pregenerated key is registered with one GetPublicKey, again without another effect, and refused for Canton's reasons"
  )
  func register() throws {
    try Self.network().run { network in
      let service = try #require(network.endpoint?.service)
      let signing = try service.pregenerate(name: "signing", keySpec: .eccNistP256, keyUsage: .signVerify).keyID
      let encryption = try service.pregenerate(name: "encryption", keySpec: .rsa2048, keyUsage: .encryptDecrypt).keyID
      let rsaSigning = try service.pregenerate(name: "rsa-signing", keySpec: .rsa2048, keyUsage: .signVerify).keyID
      let ed25519 = try service.pregenerate(name: "ed25519", keySpec: .eccNistEdwards25519, keyUsage: .signVerify).keyID
      let node = network.start(try network.configuration("kms", .participant), ParticipantNode.init)
      _ = try await node.initialized.value()
      let place = network.place
      let key = try await node.vault.registerKmsSigningKey(signing, usages: .protocolOnly, name: "registered")
      #expect(network.kmsCalls(from: place) == ["kms GetPublicKey": 1])
      #expect(key.usage.contains(.proofOfOwnership) && key.usage.contains(.protocol))
      #expect(try await node.vault.registerKmsSigningKey(signing, usages: .protocolOnly, name: "registered") == key)
      #expect(node.vault.listSecretKeys().count { $0.kmsKeyID == signing } == 1)
      nonisolated(nonsending) func refusal(_ body: () async throws -> Void) async -> CantonError? {
        do {
          try await body()
          return nil
        } catch {
          return error as? CantonError
        }
      }
      let wrongUsage = await refusal {
        _ = try await node.vault.registerKmsSigningKey(encryption, usages: .protocolOnly, name: nil)
      }
      #expect(wrongUsage?.code == "REGISTER_KMS_KEY_INTERNAL_ERROR")
      #expect(wrongUsage?.message.contains("defined for ENCRYPT_DECRYPT and not for signing") == true)
      let notForEncryption = await refusal { _ = try await node.vault.registerKmsEncryptionKey(rsaSigning, name: nil) }
      #expect(notForEncryption?.message.contains("defined for SIGN_VERIFY and not for encryption") == true)
      let unknown = await refusal {
        _ = try await node.vault.registerKmsSigningKey(
          "00000000-0000-0000-0000-000000000000", usages: .protocolOnly, name: nil)
      }
      #expect(unknown?.code == "REGISTER_KMS_KEY_INTERNAL_ERROR")
      #expect(unknown?.message.contains("KmsGetPublicKeyError") == true)
      let unsupported = await refusal {
        _ = try await node.vault.registerKmsSigningKey(ed25519, usages: .protocolOnly, name: nil)
      }
      #expect(unsupported?.message.contains("Unsupported signing key type") == true)
      let tooLong = await refusal {
        _ = try await node.vault.registerKmsSigningKey(
          String(repeating: "k", count: 301), usages: .protocolOnly, name: nil)
      }
      #expect(tooLong?.code == "INVALID_KMS_KEY_ID")
      let noUsage = await refusal { _ = try await node.vault.registerKmsSigningKey(signing, usages: [], name: nil) }
      #expect(noUsage?.code == "PROTO_DESERIALIZATION_FAILURE")
      let software = network.start(try network.configuration("software", .participant), ParticipantNode.init)
      _ = try await software.initialized.value()
      let notExternal = await refusal {
        _ = try await software.vault.registerKmsSigningKey(signing, usages: .protocolOnly, name: nil)
      }
      #expect(notExternal?.message == "The private crypto API in use is not backed by a KMS")
    }
  }

  @Test("generating an Ed25519 key on AWS is refused without a call; P-256, P-384 and secp256k1 are made")
  func generate() throws {
    try Self.network().run { network in
      let node = network.start(try network.configuration("kms", .participant), ParticipantNode.init)
      _ = try await node.initialized.value()
      let place = network.place
      await #expect(throws: CantonError.self) {
        try await node.vault.generateSigningKey(name: "ed", usages: .protocolOnly, spec: .ecCurve25519)
      }
      #expect(network.kmsCalls(from: place).isEmpty)
      for spec in [SigningKeySpec.ecP256, .ecP384, .ecSecp256k1] {
        #expect(
          try await node.vault.generateSigningKey(name: spec.rawValue, usages: .protocolOnly, spec: spec).spec == spec)
      }
    }
  }

  @Test(
    "private keys of an external vault can neither be downloaded nor uploaded; deleting one schedules its deletion in the KMS"
  )
  func exportAndDeletion() throws {
    try Self.network().run { network in
      let node = network.start(try network.configuration("kms", .participant), ParticipantNode.init)
      let software = network.start(try network.configuration("software", .participant), ParticipantNode.init)
      _ = try await node.initialized.value()
      _ = try await software.initialized.value()
      let held = try #require(try node.ownerToKeyMapping().signingKeys.first)
      #expect(
        throws: CantonError(
          "FAILED_PRECONDITION", "The selected crypto provider does not support exporting of private keys.")
      ) {
        try node.vault.download(held.fingerprint)
      }
      let exported = try software.vault.download(
        try #require(try software.ownerToKeyMapping().signingKeys.first).fingerprint)
      await #expect(
        throws: CantonError(
          "FAILED_PRECONDITION", "The selected crypto provider does not support importing of private keys.")
      ) {
        try await node.vault.upload(exported, name: nil)
      }
      let id = try #require(node.vault.kmsKeyID(of: held.fingerprint))
      try await node.vault.delete(held.fingerprint)
      #expect(!node.vault.owns(held.fingerprint))
      #expect(network.endpoint?.service.metadata(of: id, at: network.simulation.now)?.keyState == .pendingDeletion)
    }
  }

  @Test("a downloaded key pair is the same key at the node that uploads it", arguments: [CryptoMode.real, .symbolic])
  func transport(mode: CryptoMode) throws {
    try TestNetwork(mode: mode).run { network in
      let source = network.start(try network.configuration("source", .participant), ParticipantNode.init)
      let target = network.start(try network.configuration("target", .participant), ParticipantNode.init)
      _ = try await source.initialized.value()
      _ = try await target.initialized.value()
      for (key, _, _) in source.vault.listSecretKeys() {
        let moved = try await target.vault.upload(try source.vault.download(key.key.fingerprint), name: key.name)
        #expect(moved == key.key)
        #expect(target.vault.owns(key.key.fingerprint))
      }
    }
  }

  // MARK: Enveloped

  @Test(
    "an enveloped store has no private key in clear, and using keys calls no KMS once they are read",
    arguments: [CryptoMode.real, .symbolic])
  func atRest(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode, kms: TestNetwork.kms(), onKms: { _ in false })
    try network.run { network in
      _ = try await network.bootstrap(participants: [])
      let node = try await network.join(try envelopedConfiguration(network))
      let peer = try await network.join(network.configuration("peer", .participant))
      #expect(try keysAtRest(node, network) == 0)
      #expect(try keysAtRest(peer, network) == 4)
      // Making the wrapper key, and one Encrypt per key written.
      #expect(network.kmsCalls() == ["node CreateKey": 1, "node DescribeKey": 1, "node Encrypt": 4])
      let place = network.place
      for _ in 0..<3 { #expect(try await node.ping(peer, within: .minutes(1)) > .zero) }
      _ = try await node.rotateKey(
        from: try #require(try node.ownerToKeyMapping().encryptionKeys.first).fingerprint,
        to: try await node.vault.generateEncryptionKey(name: "second").fingerprint)
      #expect(network.kmsCalls(from: place) == ["node Encrypt": 1])
      #expect(try keysAtRest(node, network) == 0)
    }
  }

  @Test("a start with the envelope configured encrypts rows that were in clear; later starts decrypt each row once")
  func migration() throws {
    try Self.network().run { network in
      let clear = network.start(try network.configuration("node", .participant), ParticipantNode.init)
      _ = try await clear.initialized.value()
      let keys = Set(clear.vault.heldPrivateKeys.map(\.fingerprint))
      #expect(try keysAtRest(clear, network) == 4)
      network.simulation.host(clear.id).stop()
      let wrapper = try #require(network.endpoint).service.pregenerate(
        name: "wrapper", keySpec: .symmetricDefault, keyUsage: .encryptDecrypt
      ).keyID
      var place = network.place
      let first = try await enveloped(network, wrapper: wrapper)
      #expect(network.kmsCalls(from: place) == ["node DescribeKey": 1, "node Encrypt": 4, "node Decrypt": 4])
      #expect(Set(first.vault.heldPrivateKeys.map(\.fingerprint)) == keys)
      #expect(try keysAtRest(first, network) == 0)
      network.simulation.host(first.id).stop()
      place = network.place
      // The id of the wrapper key comes from the store when the configuration names none.
      let second = try await enveloped(network)
      #expect(network.kmsCalls(from: place) == ["node DescribeKey": 1, "node Decrypt": 4])
      #expect(second.vault.wrapperKeyID == wrapper)
    }
  }

  @Test("a rotation of the wrapper key decrypts and encrypts every row once and keeps the keys")
  func wrapperRotation() throws {
    try Self.network().run { network in
      let node = try await enveloped(network)
      let old = try #require(node.vault.wrapperKeyID)
      let keys = Set(node.vault.heldPrivateKeys.map(\.fingerprint))
      let place = network.place
      let new = try await node.vault.rotateWrapperKey(to: nil)
      #expect(
        network.kmsCalls(from: place) == [
          "node CreateKey": 1, "node DescribeKey": 1, "node Decrypt": 4, "node Encrypt": 4,
        ])
      #expect(new != old && node.vault.wrapperKeyID == new)
      let store = try #require(network.stores["node"])
      #expect(try store.privateKeys().allSatisfy { $0.wrapperKeyId == new })
      network.crash("node")
      let again = try await enveloped(network)
      #expect(Set(again.vault.heldPrivateKeys.map(\.fingerprint)) == keys)
    }
  }

  @Test("a rotation of the wrapper key that fails in the middle changes nothing", arguments: ["Decrypt", "Encrypt"])
  func wrapperRotationFails(operation: String) throws {
    try Self.network().run { network in
      let node = try await enveloped(network)
      let old = try #require(node.vault.wrapperKeyID)
      let store = try #require(network.stores["node"])
      let rows = try store.privateKeys()
      let target = try #require(network.endpoint).service.pregenerate(
        name: "next", keySpec: .symmetricDefault, keyUsage: .encryptDecrypt
      ).keyID
      // The third of the four calls is denied.
      network.endpoint?.policy.add(
        CallRule(name: "two", outcome: .pass, operations: [operation], from: network.simulation.now, limit: 2))
      network.endpoint?.policy.add(
        CallRule(name: "denied", outcome: .fail(KmsFault.accessDenied.rawValue), operations: [operation], limit: 1))
      do {
        _ = try await node.vault.rotateWrapperKey(to: target)
        Issue.record("the rotation succeeded")
      } catch let error as CantonError {
        #expect(error.code == "WRAPPER_KEY_ROTATION_INTERNAL_ERROR")
      }
      #expect(node.vault.wrapperKeyID == old)
      #expect(try store.privateKeys() == rows)
      network.endpoint?.policy.removeAll()
      #expect(try await node.vault.rotateWrapperKey(to: target) == target)
    }
  }

  @Test("a rotation to a wrapper key that is missing, disabled or in use is refused by its own code")
  func wrapperRotationRefused() throws {
    try Self.network().run { network in
      let node = try await enveloped(network)
      let endpoint = try #require(network.endpoint)
      let disabled = try endpoint.service.pregenerate(
        name: "disabled", keySpec: .symmetricDefault, keyUsage: .encryptDecrypt
      ).keyID
      _ = try await endpoint.call(
        DisableKeyRequest(keyID: disabled),
        from: KmsPrincipal(name: "operator", account: endpoint.configuration.account),
        caller: NodeID("operator"), scope: network.simulation.root
      ).value()
      nonisolated(nonsending) func code(_ id: String) async -> String? {
        do {
          _ = try await node.vault.rotateWrapperKey(to: id)
          return nil
        } catch {
          return (error as? CantonError)?.code
        }
      }
      #expect(await code("00000000-0000-0000-0000-000000000000") == "WRAPPER_KEY_NOT_EXIST_ERROR")
      #expect(await code(disabled) == "WRAPPER_KEY_DISABLED_OR_DELETED_ERROR")
      #expect(await code(node.vault.wrapperKeyID ?? "") == "WRAPPER_KEY_ALREADY_IN_USE_ERROR")
      #expect(await code(String(repeating: "k", count: 301)) == "INVALID_KMS_KEY_ID")
      let software = network.start(try network.configuration("software", .participant), ParticipantNode.init)
      _ = try await software.initialized.value()
      await #expect(
        throws: CantonError(
          "NO_ENCRYPTED_PRIVATE_KEY_STORE_ERROR", "The node does not use an encrypted private key store")
      ) {
        try await software.vault.rotateWrapperKey(to: nil)
      }
    }
  }

  @Test("reverting decrypts every row; leaving the configuration out without that keeps the node from starting")
  func reverted() throws {
    try Self.network().run { network in
      let node = try await enveloped(network)
      let keys = Set(node.vault.heldPrivateKeys.map(\.fingerprint))
      network.simulation.host(node.id).stop()
      let plain = network.start(try network.configuration("node", .participant), ParticipantNode.init)
      do {
        _ = try await plain.initialized.value()
        Issue.record("the node started")
      } catch let error as CantonError {
        #expect(error.message.contains("could not parse stored key (it can either be corrupted or encrypted)"))
      }
      network.simulation.host(node.id).stop()
      var configuration = try network.configuration("node", .participant)
      configuration.privateKeyStore = .reverted
      let place = network.place
      let back = network.start(configuration, ParticipantNode.init)
      _ = try await back.initialized.value()
      #expect(network.kmsCalls(from: place) == ["node Decrypt": 4])
      #expect(Set(back.vault.heldPrivateKeys.map(\.fingerprint)) == keys)
      #expect(try keysAtRest(back, network) == 4)
      network.simulation.host(node.id).stop()
      let clear = network.start(try network.configuration("node", .participant), ParticipantNode.init)
      #expect(try await clear.initialized.value() == node.requireMember())
    }
  }

  @Test("a crash during initialization is made good by the next start")
  func interrupted() throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(100)))
    try network.run { network in
      let node = network.start(try network.configuration("kms", .participant), ParticipantNode.init)
      try await network.sleep(.milliseconds(750))
      #expect(node.member != nil && !node.initialized.isFulfilled)
      network.crash("kms")
      let again = try await network.startAgain("kms", ParticipantNode.init)
      #expect(try again.requireMember() == node.requireMember())
      #expect(try again.ownerToKeyMapping().keys.count == 3)
      #expect(again.vault.listSecretKeys().count == 4)
    }
  }
}
