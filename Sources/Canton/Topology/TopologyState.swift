import Events
import Kernel
import Keys

/// What became of one transaction.
public enum TopologyOutcome: Sendable {
  /// It is fully authorized and in the state.
  case accepted(StoredTopology)
  /// Its signatures are good but do not suffice yet; they are kept until others complete them.
  case proposalStored(StoredTopology)
  /// The very transaction is in the state, or the proposal in the store, with these signatures: nothing happened.
  case alreadyExists(StoredTopology)
  /// It was refused.
  case rejected(TopologyError)
}

/// The topology that one store of a node holds: the fold of the transactions in the order in which they were sequenced.
///
/// Pure: the same transactions in the same order give the same state at every node. Each transaction is checked against
/// everything accepted before it, effective or not, as Canton does. Nothing is accepted without its signatures being
/// verified. Model: `TopologyStateProcessor`, `TopologyTransactionAuthorizationValidator` and
/// `RequiredTopologyMappingChecks` of Canton 3.5.
public struct TopologyState: Sendable {
  /// Which store it is.
  public enum Kind: Hashable, Sendable {
    /// The node's own store. It takes keys of any spec, and mappings for synchronizers that it knows nothing about.
    case authorized
    /// The store of a synchronizer that the node is connected to.
    case synchronizer(SynchronizerID, StaticSynchronizerParameters)
  }

  /// Which store it is.
  public let kind: Kind
  private(set) var index: TopologyIndex
  private var log = TopologyLog()
  /// Transactions that still lack signatures, in the order in which they came.
  public private(set) var proposals: [StoredTopology] = []
  /// A hash over hash and times of each accepted transaction, in order: equal at two nodes exactly if they accepted the
  /// same transactions at the same times in the same order.
  public private(set) var convergenceHash: [UInt8]

  /// An empty store.
  public init(kind: Kind) {
    self.kind = kind
    index = TopologyIndex(synchronizer: kind.synchronizerID)
    convergenceHash = CryptoEngine.sha256([])
  }

  /// A synchronizer's first state: these transactions in this order, all sequenced and effective at `instant`; they
  /// count for messages sequenced strictly later. Throws the first refusal; a proposal is one.
  public static func genesis(
    of synchronizer: SynchronizerID, parameters: StaticSynchronizerParameters,
    transactions: [SignedTopologyTransaction], at instant: Instant, crypto: CryptoEngine
  ) throws(TopologyError) -> TopologyState {
    var state = TopologyState(kind: .synchronizer(synchronizer, parameters))
    for transaction in transactions {
      let outcomes = state.process(
        [transaction.asProposal(false)], sequencedAt: instant, effectiveAt: instant, crypto: crypto)
      if case .rejected(let error)? = outcomes.first { throw error }
    }
    return state
  }

  /// Takes in what one sequenced message (or one command on the own store) brought, in order, and tells for each
  /// transaction what became of it. Effective times must not go back from call to call.
  public mutating func process(
    _ transactions: [SignedTopologyTransaction], sequencedAt: Instant, effectiveAt: Instant, crypto: CryptoEngine
  ) -> [TopologyOutcome] {
    transactions.map { process($0, sequencedAt: sequencedAt, effectiveAt: effectiveAt, crypto: crypto) }
  }

  private mutating func process(
    _ received: SignedTopologyTransaction, sequencedAt: Instant, effectiveAt: Instant, crypto: CryptoEngine
  ) -> TopologyOutcome {
    let inStore = log.head(received.mapping.uniqueKey)
    let pending = proposals.firstIndex { $0.transaction.hash == received.hash }
    if let known = pending.map({ proposals[$0] }), received.isProposal, known.covers(received) {
      return .alreadyExists(known)
    }
    var merged = received
    if let pending { merged = merged.adding(proposals[pending].transaction.signatures) }
    if let inStore, inStore.transaction.hash == received.hash {
      if inStore.covers(received) { return .alreadyExists(inStore) }
      merged = inStore.transaction.adding(merged.signatures)
    }
    do throws(TopologyError) {
      try checkSynchronizer(merged)
      try checkMapping(merged, inStore: inStore)
      if inStore?.transaction.hash != merged.hash { try checkSerial(merged, inStore: inStore) }
      let verified = try verify(merged, inStore: inStore, crypto: crypto)
      guard verified.missing.isEmpty || received.isProposal else {
        throw TopologyError.missingAuthorizations(verified.missing)
      }
      let row = StoredTopology(
        transaction: verified.transaction.asProposal(!verified.missing.isEmpty), sequencedAt: sequencedAt,
        effectiveAt: effectiveAt)
      if row.transaction.isProposal {
        if let pending { proposals[pending] = row } else { proposals.append(row) }
        return .proposalStored(row)
      }
      accept(row)
      return .accepted(row)
    } catch {
      return .rejected(error)
    }
  }

  /// Puts back what a store kept: accepted transactions in their order, or proposals. Nothing is checked again.
  public mutating func restore(_ row: StoredTopology) {
    if row.transaction.isProposal {
      proposals.append(row)
    } else {
      accept(
        StoredTopology(transaction: row.transaction, sequencedAt: row.sequencedAt, effectiveAt: row.effectiveAt))
    }
  }

  private mutating func accept(_ row: StoredTopology) {
    index.append(row)
    log.append(row)
    let key = row.mapping.uniqueKey
    proposals.removeAll { $0.serial <= row.serial && $0.mapping.uniqueKey == key }
    var writer = ByteWriter()
    writer.bytes(convergenceHash)
    writer.bytes(row.transaction.hash)
    writer.i64(row.sequencedAt.nanoseconds)
    writer.i64(row.effectiveAt.nanoseconds)
    convergenceHash = CryptoEngine.sha256(writer.output)
  }
}

extension StoredTopology {
  /// Whether every signer of the other signed this one too.
  fileprivate func covers(_ other: SignedTopologyTransaction) -> Bool {
    other.signers.allSatisfy(transaction.signers.contains)
  }
}

extension TopologyState.Kind {
  /// The synchronizer; nil for the node's own store.
  public var synchronizerID: SynchronizerID? {
    guard case .synchronizer(let synchronizer, _) = self else { return nil }
    return synchronizer
  }

  /// The synchronizer's static parameters; nil for the node's own store.
  public var staticParameters: StaticSynchronizerParameters? {
    guard case .synchronizer(_, let parameters) = self else { return nil }
    return parameters
  }
}

/// Queries.
extension TopologyState {
  /// The topology for messages sequenced at `instant`: what became effective strictly before.
  public func snapshot(at instant: Instant) -> TopologySnapshot { TopologySnapshot(index: index, asOf: instant) }

  /// Everything accepted, effective or not.
  public var currentSnapshot: TopologySnapshot { TopologySnapshot(index: index, asOf: nil) }

  /// All accepted transactions in order.
  public var accepted: [StoredTopology] { log.rows }

  /// When the last accepted transaction becomes effective; nil in an empty store.
  public var lastEffectiveAt: Instant? { log.rows.last?.effectiveAt }

  /// Every member that ever had keys here, sorted, whether or not it takes part now.
  var knownMembers: [MemberID] { index.ownerToKey.keys.sorted() }

  /// All accepted transactions with a unique key, in order.
  public func history(of uniqueKey: [UInt8]) -> [StoredTopology] { log.history(uniqueKey) }

  /// The last accepted transaction with the unique key of this mapping, a removal too.
  public func latest(_ mapping: TopologyMapping) -> StoredTopology? { log.head(mapping.uniqueKey) }

  /// The last accepted keys of a member.
  public func latestOwnerToKey(of member: MemberID) -> StoredTopology? {
    log.head(TopologyMapping.ownerToKeyUniqueKey(member))
  }

  /// The mappings in force, in the order of their acceptance; all codes without `code`, all signers without
  /// `authorizedBy`. Canton's `topology.transactions.list` and its filters.
  public func list(code: TopologyMappingCode? = nil, authorizedBy key: Fingerprint? = nil) -> [StoredTopology] {
    log.rows.filter { row in
      row.validUntil == nil && !row.isRemoval && (code == nil || row.mapping.kind == code)
        && (key.map(row.transaction.signers.contains) ?? true)
    }
  }

  /// The transaction with this hash that is in force, or else the proposal.
  public func find(hash: [UInt8]) -> StoredTopology? {
    log.rows.last { $0.validUntil == nil && $0.transaction.hash == hash }
      ?? proposals.last { $0.transaction.hash == hash }
  }

  /// What the node's own store has to send to a synchronizer whose store is `target`: its transactions in order,
  /// without those for other synchronizers, those that `target` holds with the same signers, and those that it has gone
  /// past.
  ///
  /// A synchronizer that sees the node for the first time gets every serial, not only the last: each signing key proved
  /// its ownership in the transaction that first listed it. (That Canton's outbox does the same is our reading of its
  /// watermark.)
  public func transactionsToDispatch(to target: TopologyState) -> [SignedTopologyTransaction] {
    accepted.filter(target.lacks).map(\.transaction)
  }

  /// Whether a transaction of a node's own store is for this synchronizer and still has to be sent there.
  func lacks(_ row: StoredTopology) -> Bool {
    if let only = row.mapping.restrictedToSynchronizer, only != kind.synchronizerID { return false }
    guard let head = latest(row.mapping) else { return true }
    if head.serial > row.serial { return false }
    return head.transaction.hash != row.transaction.hash || !head.covers(row.transaction)
  }
}
