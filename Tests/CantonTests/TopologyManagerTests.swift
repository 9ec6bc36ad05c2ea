import Canton
import Events
import Kernel
import Keys
import Testing

/// How a node's manager chooses serial and keys, and what it refuses before anything is signed.
@Suite struct TopologyManagerTests {
  private func owned(_ keys: PrivateKey...) -> (Fingerprint) -> Bool {
    let held = keys.map(\.fingerprint)
    return { held.contains($0) }
  }

  private func all(_ node: TopologyTestNode) -> (Fingerprint) -> Bool {
    owned(node.namespaceKey, node.authenticationKey, node.protocolKey, node.encryptionKey)
  }

  @Test("a node that sets itself up signs once for its namespace and three times for its keys")
  func initialization() throws {
    let crypto = CryptoEngine(mode: .real, seed: 3, rsaKeys: RSAKeyPool(directory: nil))
    let node = try TopologyTestNode("participant1", crypto)
    let manager = TopologyManager(node: node.uid)
    var state = TopologyState(kind: .authorized)
    let root = try manager.plan(
      try node.rootDelegation().mapping, ownedKeys: all(node), against: state)
    #expect(root.signers == [TopologyPlan.Signer(key: node.namespace, usage: .namespace)])
    let signed = root.signed([try node.signature(of: root.transaction, node.namespaceKey)])
    _ = state.process([signed], sequencedAt: .zero, effectiveAt: .zero, crypto: crypto)
    let keys = try manager.plan(.ownerToKey(try node.keys(.participant)), ownedKeys: all(node), against: state)
    #expect(keys.transaction.serial == 1)
    #expect(
      keys.signers == [
        TopologyPlan.Signer(key: node.namespace, usage: .namespace),
        TopologyPlan.Signer(key: node.authenticationKey.fingerprint, usage: .proofOfOwnership),
        TopologyPlan.Signer(key: node.protocolKey.fingerprint, usage: .proofOfOwnership),
      ])
  }

  @Test("a rotation takes the next serial twice; the first step is signed by namespace and new key, the second by one")
  func rotation() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let manager = TopologyManager(node: node.uid)
    let new = try node.newKey("rotated", usage: .protocolOnly)
    let held = owned(node.namespaceKey, node.protocolKey, new)
    let both = try node.keys(.participant).adding(new.publicKey)
    let first = try manager.plan(.ownerToKey(both), ownedKeys: held, against: network.state)
    #expect(first.transaction.serial == 2)
    #expect(first.signers.map(\.key) == [node.namespace, new.fingerprint])
    _ = try network.accept([
      first.signed(try [node.namespaceKey, new].map { try node.signature(of: first.transaction, $0) })
    ])
    let second = try manager.plan(
      .ownerToKey(try both.removing(node.protocolKey.fingerprint)), ownedKeys: held, against: network.state)
    #expect(second.transaction.serial == 3)
    #expect(second.signers.map(\.key) == [node.namespace])
  }

  @Test("the key with the longest chain of delegations that the node holds signs, and the root key stays unused")
  func mostSpecificKey() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let manager = TopologyManager(node: node.uid)
    let (middle, last) = (
      try node.newKey("middle", usage: .namespaceOnly), try node.newKey("last", usage: .namespaceOnly)
    )
    for (key, signer, restriction) in [
      (middle, node.namespaceKey, DelegationRestriction.canSignAllMappings),
      (last, middle, .canSignAllButNamespaceDelegations),
    ] {
      let delegation = try NamespaceDelegation(
        namespace: node.namespace, target: try key.signing, restriction: restriction)
      _ = try network.accept([try node.sign(.namespaceDelegation(delegation), with: [signer])])
    }
    let party = try network.hosting(node.party("alice"), at: [node])
    func signers(_ held: @escaping (Fingerprint) -> Bool, _ mapping: TopologyMapping) throws -> [Fingerprint] {
      try manager.plan(mapping, ownedKeys: held, against: network.state).signers.map(\.key)
    }
    #expect(try signers(owned(node.namespaceKey, middle, last), party) == [last.fingerprint])
    #expect(try signers(owned(node.namespaceKey, middle), party) == [middle.fingerprint])
    #expect(try signers(owned(node.namespaceKey), party) == [node.namespace])
    let another = try node.newKey("another", usage: .namespaceOnly)
    let delegation = TopologyMapping.namespaceDelegation(
      try NamespaceDelegation(namespace: node.namespace, target: try another.signing, restriction: .canSignAllMappings))
    #expect(try signers(owned(node.namespaceKey, middle, last), delegation) == [middle.fingerprint])
    let changed = TopologyMapping.namespaceDelegation(
      try NamespaceDelegation(
        namespace: node.namespace, target: try middle.signing, restriction: .canSignAllButNamespaceDelegations))
    #expect(try signers(owned(node.namespaceKey, middle, last), changed) == [node.namespace])
  }

  @Test("without a usable key, with a named key that authorizes nothing and with one that is not held it is refused")
  func keyRefusals() throws {
    let network = try TopologyTestNetwork()
    let (node, manager) = (network.p1, TopologyManager(node: network.p1.uid))
    let party = try network.hosting(node.party("alice"), at: [node])
    func code(
      _ held: @escaping (Fingerprint) -> Bool, signedBy: [Fingerprint]? = nil, force: Set<ForceFlag> = []
    ) -> String? {
      refusalCode {
        _ = try manager.plan(party, signedBy: signedBy, ownedKeys: held, force: force, against: network.state)
      }
    }
    let none = "TOPOLOGY_NO_APPROPRIATE_SIGNING_KEY_IN_STORE"
    #expect(code(owned()) == none)
    #expect(code(all(node), signedBy: [node.protocolKey.fingerprint]) == none)
    #expect(code(owned(node.protocolKey), signedBy: [node.namespace]) == none)
    #expect(
      code(owned(), signedBy: [node.namespace], force: [.allowUnvalidatedSigningKeys])
        == "TOPOLOGY_SECRET_KEY_NOT_IN_STORE")
    #expect(code(all(node), signedBy: [node.namespace]) == nil)
    let root = try NamespaceDelegation.root(try node.newKey("fresh", usage: .namespaceOnly).signing)
    #expect(
      refusalCode { _ = try manager.plan(.namespaceDelegation(root), ownedKeys: owned(), against: network.state) }
        == "TOPOLOGY_SECRET_KEY_NOT_IN_STORE")
  }

  @Test("the manager refuses wrong serials and what exists already")
  func serials() throws {
    let network = try TopologyTestNetwork()
    let (node, manager) = (network.p1, TopologyManager(node: network.p1.uid))
    func code(_ mapping: TopologyMapping, serial: Int?) -> String? {
      refusalCode { _ = try manager.plan(mapping, serial: serial, ownedKeys: all(node), against: network.state) }
    }
    let party = try network.hosting(node.party("alice"), at: [node])
    #expect(code(party, serial: 2) == "TOPOLOGY_SERIAL_MISMATCH")
    #expect(code(party, serial: 1) == nil)
    let keys = try node.keys(.participant)
    #expect(code(.ownerToKey(keys), serial: nil) == "TOPOLOGY_MAPPING_ALREADY_EXISTS")
    #expect(code(.ownerToKey(keys), serial: 2) == "TOPOLOGY_MAPPING_ALREADY_EXISTS")
    let fewer = try keys.removing(node.authenticationKey.fingerprint)
    #expect(code(.ownerToKey(fewer), serial: 1) == "TOPOLOGY_SERIAL_MISMATCH")
    #expect(code(.ownerToKey(fewer), serial: 2) == nil)
  }

  @Test("a change that needs others is refused unless it may be a proposal, which they complete")
  func proposals() throws {
    var network = try TopologyTestNetwork()
    let party = network.p1.party("alice")
    let mapping = try network.hosting(party, at: [network.p1, network.p2])
    let (first, second) = (TopologyManager(node: network.p1.uid), TopologyManager(node: network.p2.uid))
    let state = network.state
    #expect(
      refusalCode { _ = try first.plan(mapping, ownedKeys: all(network.p1), against: state) }
        == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    let plan = try first.plan(
      mapping, ownedKeys: all(network.p1), mustFullyAuthorize: false, against: network.state)
    _ = network.process([
      plan.signed([try network.p1.signature(of: plan.transaction, network.p1.namespaceKey)])
    ])
    let answer = try second.planAcceptance(
      of: plan.transaction.hash, ownedKeys: all(network.p2), mustFullyAuthorize: true, against: network.state)
    #expect(answer.signers.map(\.key) == [network.p2.namespace])
    #expect(answer.existing.map(\.signedBy) == [network.p1.namespace])
    _ = try network.accept([
      answer.signed([try network.p2.signature(of: answer.transaction, network.p2.namespaceKey)])
    ])
    #expect(network.state.currentSnapshot.hosts(of: party).count == 2)
    let unknown = refusalCode {
      _ = try second.planAcceptance(of: [1, 2], ownedKeys: all(network.p2), against: network.state)
    }
    #expect(unknown == "TOPOLOGY_TRANSACTION_NOT_FOUND")
  }

  @Test("keys and packages of another node's member need ForceFlag.AlienMember, a namespace delegation does not")
  func alienMember() throws {
    let network = try TopologyTestNetwork()
    let manager = TopologyManager(node: network.p2.uid)
    let keys = try network.p1.ownKeys(.participant).transaction
    let packages = TopologyTransaction(
      operation: .addReplace, serial: 1,
      mapping: .vettedPackages(VettedPackages(participant: network.p1.participant, packages: ["iou"])))
    for transaction in [keys, packages] {
      func code(_ force: Set<ForceFlag>) -> String? {
        refusalCode { try manager.checkNotDangerous(transaction, force: force, against: network.state) }
      }
      #expect(code([]) == "TOPOLOGY_DANGEROUS_COMMAND_REQUIRES_FORCE_ALIEN_MEMBER")
      #expect(code([.alienMember]) == nil)
    }
    let root = try network.p1.rootDelegation().transaction
    #expect(refusalCode { try manager.checkNotDangerous(root, force: [], against: network.state) } == nil)
  }

  @Test("unreachable thresholds, parties with contracts and unsafe parameters need their force flags")
  func dangers() throws {
    var network = try TopologyTestNetwork()
    let (node, party) = (network.p1, network.p1.party("alice"))
    _ = try network.accept([try node.sign(network.hosting(party, at: [node]), with: [node.namespaceKey])])
    let (manager, state) = (TopologyManager(node: node.uid), network.state)
    func code(
      _ mapping: TopologyMapping, _ operation: TopologyChangeOp = .addReplace, by: TopologyTestNode? = nil,
      force: Set<ForceFlag> = [], contracts: Bool = false
    ) -> String? {
      refusalCode {
        _ = try manager.plan(
          mapping, operation: operation, ownedKeys: all(by ?? node), force: force, against: state,
          hasActiveContracts: { _ in contracts })
      }
    }
    let threshold = try network.hosting(party, threshold: 2, at: [node])
    #expect(code(threshold) == "TOPOLOGY_CONFIRMING_THRESHOLD_CANNOT_BE_REACHED")
    #expect(code(threshold, force: [.allowConfirmingThresholdCanBeMet]) == nil)
    let hosting = try network.hosting(party, at: [node])
    #expect(code(hosting, .remove, contracts: true) == "TOPOLOGY_DISABLE_PARTY_WITH_ACTIVE_CONTRACTS")
    #expect(code(hosting, .remove, force: [.disablePartyWithActiveContracts], contracts: true) == nil)
    #expect(code(hosting, .remove) == nil)
    func parameters(_ change: (inout DynamicSynchronizerParameters) -> Void) -> TopologyMapping {
      var parameters = DynamicSynchronizerParameters()
      change(&parameters)
      return .synchronizerParameters(
        SynchronizerParametersState(synchronizer: network.synchronizer, parameters: parameters))
    }
    let short = parameters { $0.confirmationResponseTimeout = .milliseconds(999) }
    #expect(code(short, by: network.sequencer) == "TOPOLOGY_VALUE_OUT_OF_BOUNDS")
    #expect(code(short, by: network.sequencer, force: [.allowOutOfBoundsValue]) == nil)
    let tolerant = parameters { $0.preparationTimeRecordTimeTolerance = .hours(25) }
    #expect(code(tolerant, by: network.sequencer) == "TOPOLOGY_INCREASE_OF_PREPARATION_TIME_TOLERANCE")
    #expect(code(tolerant, by: network.sequencer, force: [.preparationTimeRecordTimeToleranceIncrease]) == nil)
  }
}
