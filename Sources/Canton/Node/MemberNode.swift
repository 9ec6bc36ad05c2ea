import Events
import KMS
import Kernel
import Keys
import Storage

/// What a node is given by the world it lives in.
public struct NodeEnvironment {
  /// The run's cryptography.
  public let crypto: CryptoEngine
  /// How long local work takes.
  public let timing: TimingProfile
  /// The client of the node's KMS; nil for a node without one.
  public let kms: (any KmsClient)?
  /// Physical resources of one incarnation.
  public let incarnation: Incarnation
  /// What the node persists; outlives incarnations.
  public let store: any NodeStore

  /// Makes an environment.
  public init(
    crypto: CryptoEngine, timing: TimingProfile, kms: (any KmsClient)?, incarnation: Incarnation, store: any NodeStore
  ) {
    self.crypto = crypto
    self.timing = timing
    self.kms = kms
    self.incarnation = incarnation
    self.store = store
  }
}

/// What participants, sequencers and mediators have in common: an identity, a vault, the node's own topology
/// manager with its Authorized store, and calls to sequencers. Model: canton.md 3 and 4.
public class MemberNode: Node {
  /// The node's name in the scenario.
  public let id: NodeID
  /// The node's configuration.
  public let configuration: NodeConfiguration
  /// The node's keys.
  public let vault: Vault
  /// Completed when the process is up: stores are read, keys are usable. Fails with the start-up error.
  public let started: Reply<Void>
  /// Completed when the node has an identity and its first topology transactions.
  public let initialized: Reply<MemberID>
  /// The node-local store of topology transactions that this node authorized or loaded.
  public internal(set) var authorized = TopologyState(kind: .authorized)
  /// The node's unique identifier, once it has one.
  public private(set) var uid: UniqueIdentifier?

  let context: NodeContext<any NodeStore>
  let crypto: CryptoEngine
  let timing: TimingProfile
  private var calls: [UInt64: (sequencer: NodeID, reply: Reply<SequencerAnswer.Response>)] = [:]
  private var nextCorrelation: UInt64 = 0
  private var names: RandomStream

  init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    id = environment.incarnation.id
    self.configuration = configuration
    context = NodeContext(environment.incarnation, store: environment.store)
    crypto = environment.crypto
    timing = environment.timing
    names = environment.incarnation.stream("names")
    started = context.reply()
    initialized = context.reply()
    vault = Vault(
      context: context, crypto: crypto, timing: timing, configuration: configuration, kms: environment.kms)
  }

  /// The member that the node is, once it has an identity.
  public var member: MemberID? { uid.map { MemberID(kind: configuration.kind, uid: $0) } }

  /// The member that the node is.
  /// - Throws: `NODE_NOT_INITIALIZED` before the node has an identity.
  public func requireMember() throws(CantonError) -> MemberID {
    guard let member else { throw CantonError("NODE_NOT_INITIALIZED", "\(id) has no identity yet") }
    return member
  }

  // MARK: Lifecycle

  /// Reads the stores, then resumes with the stored identity or initializes the node.
  public func start() {
    context.record(Event.node(.started(incarnation: context.incarnation.number)))
    context.spawn("\(id.name)/start") { [self] in
      do {
        try await context.sleep(timing.nodeStart)
        try await vault.load()
        try loadAuthorized()
        started.succeed(())
        if let stored = try context.store.setting("node.uid") {
          guard let uid = UniqueIdentifier(String(decoding: stored, as: UTF8.self)) else {
            throw CantonError("STARTUP_ERROR", "the stored node id cannot be read")
          }
          self.uid = uid
          if configuration.identity == .auto { try await autoInitialize() }
          try await resume()
          becomeInitialized()
        } else if configuration.identity == .auto {
          try await autoInitialize()
          becomeInitialized()
        }
      } catch let error as NodeStopped {
        throw error
      } catch {
        context.record(Event.node(.startFailed(reason: "\(error)")))
        started.fail(error)
        initialized.fail(error)
      }
    }
  }

  /// Nothing is left to do at an orderly stop: every effect was persisted when it happened.
  public func stop() {
    context.record(Event.node(.stopped))
  }

  /// What a node does at a restart with a stored identity.
  func resume() async throws {}

  /// Tells waiters that a manually initialized node has its identity.
  public func confirmInitialized() { becomeInitialized() }

  func becomeInitialized() {
    guard let member else { return }
    context.record(Event.node(.initialized(member: member)))
    initialized.succeed(member)
  }

  /// Takes answers to calls; nodes override it for everything else and call it for answers.
  public func receive(_ envelope: Envelope) {
    if let answer = envelope.message as? SequencerAnswer {
      calls.removeValue(forKey: answer.correlation)?.reply.succeed(answer.response)
    }
  }

  // MARK: Calls

  /// Calls a sequencer and waits for its answer.
  /// - Throws: `SYNCHRONIZER_IS_NOT_AVAILABLE` when none comes in time (indefinite); the sequencer's refusal.
  func call(
    _ sequencer: NodeID, _ request: SequencerCall.Request, token: [UInt8]? = nil
  ) async throws -> SequencerAnswer.Response {
    nextCorrelation += 1
    let correlation = nextCorrelation
    let reply: Reply<SequencerAnswer.Response> = context.reply()
    calls[correlation] = (sequencer, reply)
    context.send(SequencerCall(correlation: correlation, token: token, request: request), to: sequencer)
    do {
      let response = try await reply.value(within: configuration.sequencerClient.networkTimeout)
      if case .refused(let error) = response { throw error }
      return response
    } catch let error as DeadlineExceeded {
      calls[correlation] = nil
      throw CantonError(
        "SYNCHRONIZER_IS_NOT_AVAILABLE", "no answer from \(sequencer) within \(error.after)", isDefinite: false)
    }
  }

  /// The connection to a sequencer broke: what was asked of it stays without an answer.
  func abandonCalls(to sequencer: NodeID) {
    for correlation in calls.keys.sorted() where calls[correlation]?.sequencer == sequencer {
      calls.removeValue(forKey: correlation)?.reply.fail(
        CantonError("SYNCHRONIZER_IS_NOT_AVAILABLE", "the connection to \(sequencer) broke", isDefinite: false))
    }
  }

  /// A fresh name of this node, for messages and keys; from the node's own stream.
  func freshName(_ prefix: String) -> String { "\(prefix)-\(names.hex(8))" }

  func randomBytes(_ count: Int) -> [UInt8] { names.bytes(count) }

  // MARK: Identity

  /// `topology.init_id_from_uid`: gives the node its identity by hand.
  /// - Throws: `ID_ALREADY_INITIALIZED` (definite).
  public func initializeID(_ uid: UniqueIdentifier) throws {
    guard self.uid == nil else { throw CantonError("ID_ALREADY_INITIALIZED", "the node id is already set") }
    try context.store.set("node.uid", Array(uid.description.utf8))
    self.uid = uid
  }

  /// Auto-init in Canton's order; canton.md 3.2. What an interrupted start has made already is kept.
  private func autoInitialize() async throws {
    if let member, authorized.latestOwnerToKey(of: member) != nil { return }
    let name = configuration.name
    let namespaceKey = try await signingKey("\(name)-namespace", usages: .namespaceOnly)
    if uid == nil { try initializeID(UniqueIdentifier(identifier: name, namespace: namespaceKey.fingerprint)) }
    guard configuration.generatesTopologyTransactionsAndKeys, let member else { return }
    try await authorizeOnce(.namespaceDelegation(try NamespaceDelegation.root(namespaceKey)))
    if configuration.generatesIntermediateKey {
      let intermediate = try await signingKey("\(name)-intermediate-namespace", usages: .namespaceOnly)
      try await authorizeOnce(
        .namespaceDelegation(
          try NamespaceDelegation(
            namespace: namespaceKey.fingerprint, target: intermediate,
            restriction: .canSignAllButNamespaceDelegations)))
    }
    var keys: [PublicKey] = [
      .signing(try await signingKey("\(name)-sequencer-auth", usages: .sequencerAuthenticationOnly)),
      .signing(try await signingKey("\(name)-signing", usages: .protocolOnly)),
    ]
    if configuration.kind == .participant {
      if let known = vault.key(named: "\(name)-encryption") {
        keys.append(known)
      } else {
        keys.append(.encryption(try await vault.generateEncryptionKey(name: "\(name)-encryption")))
      }
    }
    try await authorizeOnce(.ownerToKey(try OwnerToKeyMapping(member: member, keys: keys)))
  }

  /// The key with this name, generated if there is none.
  private func signingKey(_ name: String, usages: SigningKeyUsages) async throws -> SigningPublicKey {
    guard let known = vault.key(named: name)?.signing else {
      return try await vault.generateSigningKey(name: name, usages: usages)
    }
    guard vault.owns(known.fingerprint) else {
      throw CantonError("STARTUP_ERROR", "Broken private key store: Could not find signing key \(known.fingerprint)")
    }
    return known
  }

  private func authorizeOnce(_ mapping: TopologyMapping) async throws {
    if authorized.latest(mapping) == nil { try await authorize(mapping) }
  }

  // MARK: Topology manager

  /// Authorizes a change of a mapping in the node's Authorized store and hands it to the connected synchronizers.
  ///
  /// - Parameters:
  ///   - serial: nil chooses the next one.
  ///   - signedBy: nil lets the manager choose the most specific keys that the vault holds.
  /// - Throws: the topology manager's codes (definite), or `SIGNING_ERROR`.
  @discardableResult
  public func authorize(
    _ mapping: TopologyMapping, operation: TopologyChangeOp = .addReplace, serial: Int? = nil,
    signedBy: [Fingerprint]? = nil, mustFullyAuthorize: Bool = true, force: Set<ForceFlag> = []
  ) async throws -> SignedTopologyTransaction {
    let plan: TopologyPlan
    do {
      plan = try manager().plan(
        mapping, operation: operation, serial: serial, signedBy: signedBy, ownedKeys: { [vault] in vault.owns($0) },
        mustFullyAuthorize: mustFullyAuthorize, force: force, against: authorized)
    } catch let error as TopologyError {
      throw CantonError(error.code, error.message)
    }
    let signed = try await sign(plan)
    try accept([signed])
    authorizedChanged()
    return signed
  }

  private func manager() throws(CantonError) -> TopologyManager {
    guard let uid else { throw CantonError("NODE_NOT_INITIALIZED", "\(id) has no identity yet") }
    return TopologyManager(node: uid)
  }

  /// Signs a plan with each key it names; one signature each, never a session key.
  func sign(_ plan: TopologyPlan) async throws -> SignedTopologyTransaction {
    var signatures: [Signature] = []
    for signer in plan.signers {
      let (fingerprint, usage) = (signer.key, signer.usage)
      guard let key = vault.publicKey(fingerprint)?.key.signing, vault.owns(fingerprint) else {
        throw CantonError(
          "TOPOLOGY_SECRET_KEY_NOT_IN_STORE", "Secret key with fingerprint \(fingerprint) could not be found")
      }
      let began = context.now
      signatures.append(try await vault.sign(plan.transaction.hash, with: key, usage: usage))
      context.record(
        Event.crypto(
          .signed(
            what: "topology-transaction", key: fingerprint, usage: usage, snapshot: nil,
            viaKms: vault.isExternal(fingerprint), latency: context.now - began)))
    }
    return plan.signed(signatures)
  }

  /// Adds signed transactions to the Authorized store (`topology.transactions.load`, or the node's own).
  func accept(_ transactions: [SignedTopologyTransaction]) throws {
    let now = context.now
    let outcomes = authorized.process(transactions, sequencedAt: now, effectiveAt: now, crypto: crypto)
    for (transaction, outcome) in zip(transactions, outcomes) {
      switch outcome {
      case .rejected(let error): throw CantonError(error.code, error.message)
      case .alreadyExists: continue
      case .accepted, .proposalStored: break
      }
      let position = try context.store.nextTopologyPosition(store: "Authorized")
      try context.store.append(
        transaction.row(store: "Authorized", position: position, sequenced: now, effective: now))
      context.record(
        Event.topology(
          .authorized(
            code: transaction.transaction.mapping.code, subject: transaction.transaction.mapping.subject,
            serial: transaction.transaction.serial, hash: Hexadecimal.encode(transaction.transaction.hash),
            signedBy: transaction.signatures.map(\.signedBy))))
    }
  }

  /// Loads transactions that other nodes authorized (`topology.transactions.load`).
  /// - Throws: `TOPOLOGY_DANGEROUS_COMMAND_REQUIRES_FORCE_ALIEN_MEMBER` without the flag for foreign members.
  public func load(_ transactions: [SignedTopologyTransaction], force: Set<ForceFlag>) throws {
    try checkAlien(transactions, force: force)
    try accept(transactions)
    authorizedChanged()
  }

  private func checkAlien(_ transactions: [SignedTopologyTransaction], force: Set<ForceFlag>) throws(CantonError) {
    guard !force.contains(.alienMember), let own = uid?.namespace else { return }
    guard let alien = transactions.first(where: { $0.mapping.namespace != own }) else { return }
    throw CantonError(
      "TOPOLOGY_DANGEROUS_COMMAND_REQUIRES_FORCE_ALIEN_MEMBER",
      "The transaction for \(alien.mapping.subject) does not belong to this node; it needs ForceFlag.AlienMember")
  }

  /// Called when the Authorized store has something new; nodes with connections wake their outboxes.
  func authorizedChanged() {}

  /// What the node knows of the synchronizers that it is connected to.
  var synchronizerStates: [SynchronizerState] { [] }

  /// Whether everything that the node authorized is sequenced and effective on every connected synchronizer.
  var isSynchronized: Bool { true }

  private func loadAuthorized() throws {
    for row in try context.store.topologyTransactions(store: "Authorized") {
      authorized.restore(try row.topology)
    }
  }
}

extension SignedTopologyTransaction {
  func row(store: String, position: Int64, sequenced: Instant, effective: Instant) -> StoredTopologyTransaction {
    StoredTopologyTransaction(
      store: store, position: position, sequenced: sequenced, effective: effective, code: mapping.code,
      uniqueKey: mapping.uniqueKey, serial: Int64(transaction.serial),
      operation: UInt8(transaction.operation.protoValue),
      isProposal: isProposal, rejection: nil, bytes: protobuf)
  }
}

extension StoredTopologyTransaction {
  /// The row as the topology state holds it.
  var topology: StoredTopology {
    get throws {
      StoredTopology(
        transaction: try SignedTopologyTransaction(protobuf: bytes), sequencedAt: sequenced, effectiveAt: effective)
    }
  }
}
