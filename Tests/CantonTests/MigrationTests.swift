import Canton
import Events
import KMS
import Kernel
import Keys
import Testing

/// A participant moves its keys into a KMS and keeps its identity; canton.md 11.2 (b).
@Suite("Migration with the same identity")
struct MigrationTests {
  private struct World {
    let network: TestNetwork
    let old: ParticipantNode
    let peer: ParticipantNode
    let alice: PartyID
    let bob: PartyID
    let bank: PartyID
  }

  private func operatorPrincipal(_ endpoint: KmsEndpoint) -> KmsPrincipal {
    KmsPrincipal(name: "operator", account: endpoint.configuration.account)
  }

  /// A participant with keys that AWS can import, a peer with Canton's defaults, and three contracts between them.
  private func world(_ network: TestNetwork) async throws -> World {
    _ = try await network.bootstrap(participants: [])
    var crypto = CryptoConfiguration(provider: .jce)
    crypto.signingKeys.default = .ecP256
    crypto.signingAlgorithms.default = .ecDsaSha256
    crypto.encryptionKeys.default = .rsa2048
    crypto.encryptionAlgorithms.default = .rsaOaepSha256
    var configuration = try NodeConfiguration(name: "old", kind: .participant, crypto: crypto)
    configuration.enablesPreviewCommands = true
    configuration.enablesRepairCommands = true
    let old = try await network.join(configuration)
    let peer = try await network.join(network.configuration("peer", .participant))
    let (alice, bob) = (try await old.enableParty("Alice"), try await old.enableParty("Bob"))
    let bank = try await peer.enableParty("Bank")
    _ = try await peer.issue("issue", from: bank, to: [alice, bob, alice])
    try await network.sleep(.seconds(90))
    return World(network: network, old: old, peer: peer, alice: alice, bob: bob, bank: bank)
  }

  /// Imports a downloaded key pair into the KMS; returns the KMS key's id.
  private func importKey(_ pair: [UInt8], into endpoint: KmsEndpoint, _ network: TestNetwork) async throws -> String {
    let contents = try KeyPairFile.decode(pair)
    let spec: (KmsKeySpec, KmsKeyUsage)
    switch contents.spec {
    case .signing(let key, _): spec = (AwsSchemes.importSpec(key), .signVerify)
    case .encryption(let key): spec = (try #require(AwsSchemes.importSpec(key)), .encryptDecrypt)
    }
    nonisolated(nonsending) func call<Request: KmsOperationRequest>(_ request: Request) async throws -> Request.Response
    {
      try await endpoint.call(
        request, from: operatorPrincipal(endpoint), caller: NodeID("operator"), scope: network.simulation.root
      ).value()
    }
    let key = try await call(
      CreateKeyRequest(keySpec: spec.0, keyUsage: spec.1, origin: .external))
    let parameters = try await call(
      GetParametersForImportRequest(keyID: key.keyID))
    let wrapped = try ImportWrapping.wrap(
      contents.pkcs8, for: parameters, algorithm: .rsaAesKeyWrapSha256, crypto: network.crypto)
    _ = try await call(
      ImportKeyMaterialRequest(
        keyID: key.keyID, importToken: parameters.importToken, encryptedKeyMaterial: wrapped,
        expirationModel: .doesNotExpire))
    return key.keyID
  }

  /// A node with provider `kms` that has the old node's keys, identity and topology.
  private func successor(of old: ParticipantNode, _ network: TestNetwork) async throws -> ParticipantNode {
    let endpoint = try #require(network.endpoint)
    var configuration = try network.configuration("new", .participant)
    configuration.identity = .manual
    configuration.generatesTopologyTransactionsAndKeys = false
    let new = network.start(configuration, ParticipantNode.init)
    try await new.started.value()
    for (key, _, _) in old.vault.listSecretKeys() {
      let id = try await importKey(try old.vault.download(key.key.fingerprint), into: endpoint, network)
      switch key.key {
      case .signing(let signing):
        let registered = try await new.vault.registerKmsSigningKey(id, usages: signing.usage, name: key.name)
        #expect(registered == signing)
      case .encryption(let encryption):
        #expect(try await new.vault.registerKmsEncryptionKey(id, name: key.name) == encryption)
      }
    }
    try new.initializeID(try old.requireMember().uid)
    new.confirmInitialized()
    try new.load(old.authorized.accepted.map(\.transaction), force: [])
    return new
  }

  @Test(
    "keeps contracts, parties and commitments; a contract from before is transferred with keys of the KMS",
    arguments: [CryptoMode.real, .symbolic])
  func migration(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode, kms: TestNetwork.kms(), onKms: { $0 == "new" })
    try network.run { network in
      let world = try await world(network)
      let (old, peer) = (world.old, world.peer)
      let before = try old.activeContracts(of: world.alice) + old.activeContracts(of: world.bob)
      #expect(before.count == 3)
      old.setDraining(true)
      try old.disconnect("da")
      let export = try await old.exportAcs(parties: [], ledgerOffset: old.currentLedgerEnd, renames: [:], file: "acs")
      let new = try await successor(of: old, network)
      network.simulation.host(old.id).stop()
      let topology = network.place
      try await new.connect(to: NodeID("sequencer1"), alias: "da", startAfter: export.sequencingTime)
      try new.disconnect("da")
      let imported = try await new.importAcs(export.bytes, synchronizer: "da", mode: .validation, file: "acs")
      #expect(imported.imported == 3 && imported.dropped == 0)
      try await new.reconnect("da")
      try await new.synchronize()
      // The synchronizer has all of it already: nothing is broadcast.
      #expect(
        network.events(of: "sequencer1", from: topology).allSatisfy {
          if case .topology = $0.event { false } else { true }
        })
      #expect(new.hostedParties() == [world.alice, world.bob].sorted())
      #expect(try new.activeContracts(of: world.alice) + new.activeContracts(of: world.bob) == before)

      let place = network.place
      let moved = try await new.submit("move", as: world.alice, .transferIou(before[0].id, newOwner: world.bob)).value()
      #expect(moved.code == "OK")
      let used = network.events(of: "new", from: place).compactMap { entry -> (key: Fingerprint, viaKms: Bool)? in
        switch entry.event {
        case .crypto(.signed(_, let key, _, _, let viaKms, _)): (key, viaKms)
        case .crypto(.decrypted(let key, _, false, let viaKms, _, _)): (key, viaKms)
        default: nil
        }
      }
      #expect(used.count >= 6 && used.allSatisfy { $0.viaKms && old.vault.owns($0.key) })
      #expect(try await peer.issue("again", from: world.bank, to: [world.alice]).count == 1)
      // The next reconciliation: both sides commit to the same contracts.
      try await network.sleep(.seconds(61))
      #expect(try await peer.ping(new, within: .minutes(1)) > .zero)
      try await network.sleep(.seconds(5))
      let compared = network.events(from: place).compactMap { entry -> (node: String, matches: Bool)? in
        guard case .contracts(.commitmentCompared(_, _, let matches, _)) = entry.event else { return nil }
        return (entry.node.name, matches)
      }
      #expect(Set(compared.map(\.node)) == ["new", "peer"] && compared.allSatisfy(\.matches))
      #expect(new.vault.heldPrivateKeys.isEmpty && new.vault.listSecretKeys().allSatisfy { $0.kmsKeyID != nil })
    }
  }

  @Test("a contract that was not imported cannot be transferred, by nobody")
  func withoutImport() throws {
    let network = TestNetwork(kms: TestNetwork.kms(), onKms: { $0 == "new" })
    try network.run { network in
      let world = try await world(network)
      let iou = try #require(try world.old.activeContracts(of: world.alice).first)
      try world.old.disconnect("da")
      let time = world.old.currentLedgerEndTime
      let new = try await successor(of: world.old, network)
      network.simulation.host(world.old.id).stop()
      try await new.connect(to: NodeID("sequencer1"), alias: "da", startAfter: time)
      #expect(
        try await new.submit("move", as: world.alice, .transferIou(iou.id, newOwner: world.bob)).value().code
          == "CONTRACT_NOT_FOUND")
      #expect(try world.peer.activeContracts(of: world.bank).count == 3)
    }
  }

  @Test("two nodes with one identity both receive and answer every request, and the recording shows both connected")
  func twoNodesOneIdentity() throws {
    let network = TestNetwork(kms: TestNetwork.kms(), onKms: { $0 == "new" })
    try network.run { network in
      let world = try await world(network)
      let new = try await successor(of: world.old, network)
      try await new.connect(to: NodeID("sequencer1"), alias: "da", startAfter: world.old.currentLedgerEndTime)
      let member = try world.old.requireMember()
      let connected = network.events().compactMap { entry -> String? in
        guard case .node(.connected(member, _)) = entry.event else { return nil }
        return entry.node.name
      }
      #expect(connected == ["old", "new"])
      let place = network.place
      #expect(try await world.peer.issue("more", from: world.bank, to: [world.bob]).count == 1)
      #expect(try await world.peer.ping(world.old, within: .minutes(1)) > .zero)
      try await network.sleep(.seconds(2))
      for name in ["old", "new"] {
        let responses = network.events(of: name, from: place).count { entry in
          if case .crypto(.signed("confirmation-responses", _, _, _, _, _)) = entry.event { true } else { false }
        }
        #expect(responses == 1, "\(name)")
      }
      // Each event is signed for both, and both commit.
      let commits = ["old", "new"].map { name in
        network.events(of: name, from: place).count { if case .ledger(.committed) = $0.event { true } else { false } }
      }
      #expect(commits == [2, 2])
      // From here their ledgers differ: the new one never saw the contracts from before.
      #expect(try world.old.activeContractCount() == 4)
      #expect(try new.activeContractCount() == 1)
    }
  }
}
