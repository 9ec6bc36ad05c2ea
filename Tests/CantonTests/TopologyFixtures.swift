import Canton
import Events
import Kernel
import Keys

/// A node with real keys that signs topology transactions by itself.
struct TopologyTestNode {
  let uid: UniqueIdentifier
  let namespaceKey: PrivateKey
  let authenticationKey: PrivateKey
  let protocolKey: PrivateKey
  let encryptionKey: PrivateKey
  let crypto: CryptoEngine

  init(_ name: String, _ crypto: CryptoEngine, spec: SigningKeySpec = .ecP256) throws {
    self.crypto = crypto
    func key(_ usage: SigningKeyUsages, _ suffix: String) throws -> PrivateKey {
      try crypto.generateSigningKey(spec: spec, usage: usage, node: name, name: "\(name)-\(suffix)")
    }
    namespaceKey = try key(.namespaceOnly, "namespace")
    authenticationKey = try key(.sequencerAuthenticationOnly, "sequencer-auth")
    protocolKey = try key(.protocolOnly, "signing")
    encryptionKey = try crypto.generateEncryptionKey(spec: .ecP256, node: name, name: "\(name)-encryption")
    uid = UniqueIdentifier(identifier: name, namespace: namespaceKey.fingerprint)
  }

  var namespace: Fingerprint { uid.namespace }
  var participant: MemberID { MemberID(kind: .participant, uid: uid) }
  func member(_ kind: MemberKind) -> MemberID { MemberID(kind: kind, uid: uid) }
  func party(_ name: String) -> PartyID { PartyID(UniqueIdentifier(identifier: name, namespace: namespace)) }

  func rootDelegation() throws -> SignedTopologyTransaction {
    let root = try NamespaceDelegation.root(try namespaceKey.signing)
    return try sign(.namespaceDelegation(root), with: [namespaceKey])
  }

  func keys(_ kind: MemberKind) throws -> OwnerToKeyMapping {
    let signing = [authenticationKey.publicKey, protocolKey.publicKey]
    let encryption = kind == .participant ? [encryptionKey.publicKey] : []
    return try OwnerToKeyMapping(member: member(kind), keys: signing + encryption)
  }

  func ownKeys(_ kind: MemberKind) throws -> SignedTopologyTransaction {
    try sign(.ownerToKey(try keys(kind)), with: [namespaceKey, authenticationKey, protocolKey])
  }

  func sign(
    _ mapping: TopologyMapping, serial: Int = 1, operation: TopologyChangeOp = .addReplace, with keys: [PrivateKey],
    isProposal: Bool = false
  ) throws -> SignedTopologyTransaction {
    let transaction = TopologyTransaction(operation: operation, serial: serial, mapping: mapping)
    return SignedTopologyTransaction(
      transaction: transaction, signatures: try keys.map { try signature(of: transaction, $0) }, isProposal: isProposal)
  }

  func signature(of transaction: TopologyTransaction, _ key: PrivateKey) throws -> Signature {
    try crypto.sign(transaction.hash, with: key, algorithm: .matching(try key.signing.spec))
  }

  func newKey(_ name: String, usage: SigningKeyUsages, spec: SigningKeySpec = .ecP256) throws -> PrivateKey {
    try crypto.generateSigningKey(spec: spec, usage: usage, node: uid.identifier, name: name)
  }
}

struct NotASigningKey: Error {}

extension PrivateKey {
  var signing: SigningPublicKey {
    get throws {
      guard let key = publicKey.signing else { throw NotASigningKey() }
      return key
    }
  }
}

/// A synchronizer with one sequencer and one mediator, and participants p1 and p2 that have joined.
struct TopologyTestNetwork {
  let crypto: CryptoEngine
  let sequencer: TopologyTestNode
  let mediator: TopologyTestNode
  let p1: TopologyTestNode
  let p2: TopologyTestNode
  let synchronizer: SynchronizerID
  let parameters: StaticSynchronizerParameters
  var state: TopologyState
  var now: Instant

  init(
    mode: CryptoMode = .real, parameters: StaticSynchronizerParameters = StaticSynchronizerParameters(),
    joined: Bool = true
  ) throws {
    crypto = CryptoEngine(mode: mode, seed: 7, rsaKeys: RSAKeyPool(directory: nil))
    sequencer = try TopologyTestNode("sequencer1", crypto, spec: .ecCurve25519)
    mediator = try TopologyTestNode("mediator1", crypto)
    p1 = try TopologyTestNode("participant1", crypto)
    p2 = try TopologyTestNode("participant2", crypto, spec: .ecCurve25519)
    synchronizer = SynchronizerID(UniqueIdentifier(identifier: "da", namespace: sequencer.namespace))
    self.parameters = parameters
    now = Instant(nanoseconds: 1_000_000_000)
    state = try TopologyState.genesis(
      of: synchronizer, parameters: parameters,
      transactions: try Self.genesis(synchronizer, sequencer, mediator), at: .zero, crypto: crypto)
    if joined {
      for node in [p1, p2] {
        _ = try accept([node.rootDelegation(), node.ownKeys(.participant), certificate(node)])
      }
    }
  }

  static func genesis(
    _ synchronizer: SynchronizerID, _ sequencer: TopologyTestNode, _ mediator: TopologyTestNode
  ) throws
    -> [SignedTopologyTransaction]
  {
    let owner = [sequencer.namespaceKey]
    let parameters = SynchronizerParametersState(
      synchronizer: synchronizer, parameters: DynamicSynchronizerParameters())
    let sequencers = try SequencerSynchronizerState(
      synchronizer: synchronizer, active: [sequencer.member(.sequencer)])
    let mediators = try MediatorSynchronizerState(synchronizer: synchronizer, active: [mediator.member(.mediator)])
    return [
      try sequencer.rootDelegation(), try sequencer.ownKeys(.sequencer),
      try mediator.rootDelegation(), try mediator.ownKeys(.mediator),
      try sequencer.sign(.synchronizerParameters(parameters), with: owner),
      try sequencer.sign(.sequencerState(sequencers), with: owner),
      try sequencer.sign(.mediatorState(mediators), with: owner),
    ]
  }

  func certificate(_ node: TopologyTestNode) throws -> SignedTopologyTransaction {
    let mapping = SynchronizerTrustCertificate(participant: node.participant, synchronizer: synchronizer)
    return try node.sign(.trustCertificate(mapping), with: [node.namespaceKey])
  }

  func hosting(
    _ party: PartyID, threshold: Int = 1, at nodes: [TopologyTestNode],
    _ permission: ParticipantPermission = .submission
  ) throws
    -> TopologyMapping
  {
    .partyToParticipant(
      try PartyToParticipant(
        party: party, threshold: threshold,
        participants: nodes.map { HostingParticipant(participant: $0.participant, permission: permission) }))
  }

  /// Sequences one message a second after the last one.
  mutating func process(_ transactions: [SignedTopologyTransaction]) -> [TopologyOutcome] {
    now += .seconds(1)
    return state.process(
      transactions, sequencedAt: now, effectiveAt: now + parameters.topologyChangeDelay, crypto: crypto)
  }

  mutating func accept(_ transactions: [SignedTopologyTransaction]) throws -> [StoredTopology] {
    try process(transactions).map { outcome in
      switch outcome {
      case .accepted(let row): return row
      case .rejected(let error): throw error
      case .proposalStored, .alreadyExists: throw NotAccepted()
      }
    }
  }

  /// The code with which one transaction is refused; nil when it is not.
  mutating func refusal(_ transaction: SignedTopologyTransaction) -> String? {
    if case .rejected(let error)? = process([transaction]).first { return error.code }
    return nil
  }
}

struct NotAccepted: Error {}

/// Runs a command and gives the code of the error that it throws.
func refusalCode(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as TopologyError {
    return error.code
  } catch {
    return "\(error)"
  }
}
