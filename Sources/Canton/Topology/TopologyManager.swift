import Events
import Keys

/// What an operator says to do something dangerous all the same. Raw values are Canton's names.
public enum ForceFlag: String, CaseIterable, Hashable, Sendable {
  /// Keys and packages of another node's member.
  case alienMember = "AlienMember"
  /// Explicitly named keys that do not authorize the transaction in the present state.
  case allowUnvalidatedSigningKeys = "AllowUnvalidatedSigningKeys"
  /// Synchronizer parameters outside their bounds.
  case allowOutOfBoundsValue = "AllowOutOfBoundsValue"
  /// A larger preparation time tolerance.
  case preparationTimeRecordTimeToleranceIncrease = "PreparationTimeRecordTimeToleranceIncrease"
  /// A confirmation threshold above the number of hosts.
  case allowConfirmingThresholdCanBeMet = "AllowConfirmingThresholdCanBeMet"
  /// No longer hosting a party that has active contracts.
  case disablePartyWithActiveContracts = "DisablePartyWithActiveContracts"
}

/// A transaction that is ready to be signed, and the keys that shall sign it.
public struct TopologyPlan: Hashable, Sendable {
  /// A key that shall sign, and as what.
  public struct Signer: Hashable, Sendable {
    /// The key; the node holds its private half.
    public let key: Fingerprint
    /// `namespace`, or `proofOfOwnership` for a newly listed key.
    public let usage: SigningKeyUsages

    /// A signer.
    public init(key: Fingerprint, usage: SigningKeyUsages) {
      self.key = key
      self.usage = usage
    }
  }

  /// What is signed; sign its `hash`.
  public let transaction: TopologyTransaction
  /// Who signs: namespace keys first, then proofs of ownership in the mapping's order.
  public let signers: [Signer]
  /// Signatures of others that the store holds already.
  public let existing: [Signature]
  /// Whether the transaction may still lack signatures of others.
  public let isProposal: Bool

  /// The signed transaction.
  public func signed(_ signatures: [Signature]) -> SignedTopologyTransaction {
    SignedTopologyTransaction(
      transaction: transaction, signatures: existing + signatures, isProposal: isProposal)
  }
}

/// Prepares a node's topology transactions: serial, keys, refusals. It signs and stores nothing; the caller signs
/// the plan's transaction and gives it to the store.
///
/// Without named keys the most specific key per namespace signs: of the keys that the node holds and that may sign such
/// a mapping, the one with the longest chain of delegations, of several the one with the highest fingerprint; plus each
/// newly listed signing key. Model: `TopologyManager` and `TopologyManagerSigningKeyDetection` of Canton 3.5.
public struct TopologyManager: Sendable {
  /// The node's own unique identifier.
  public let node: UniqueIdentifier

  /// The manager of a node.
  public init(node: UniqueIdentifier) {
    self.node = node
  }

  /// Plans a change.
  ///
  /// `serial` nil takes the existing serial for the same change and else the next one. With `signedBy` exactly these
  /// keys sign. `mustFullyAuthorize` refuses before anything is signed when the node's keys do not suffice.
  /// `ownedKeys` tells whether the node holds a private key, `hasActiveContracts` whether a party still has contracts
  /// on this node.
  ///
  /// Throws `TOPOLOGY_SERIAL_MISMATCH`, `TOPOLOGY_MAPPING_ALREADY_EXISTS`,
  /// `TOPOLOGY_NO_APPROPRIATE_SIGNING_KEY_IN_STORE` (also for a named key that is not held or authorizes nothing),
  /// `TOPOLOGY_SECRET_KEY_NOT_IN_STORE`, `TOPOLOGY_UNAUTHORIZED_TRANSACTION`, and the refusals of `checkNotDangerous`.
  public func plan(
    _ mapping: TopologyMapping, operation: TopologyChangeOp = .addReplace, serial: Int? = nil,
    signedBy: [Fingerprint]? = nil, ownedKeys: (Fingerprint) -> Bool, mustFullyAuthorize: Bool = true,
    force: Set<ForceFlag> = [], against state: TopologyState,
    hasActiveContracts: (PartyID) -> Bool = { _ in false }
  ) throws(TopologyError) -> TopologyPlan {
    let existing = state.latest(mapping)
    let chosen = try chooseSerial(mapping, operation, serial, existing: existing)
    let transaction = TopologyTransaction(operation: operation, serial: chosen, mapping: mapping)
    let keys = try keysToUse(
      transaction, previous: existing, signedBy: signedBy, ownedKeys: ownedKeys, force: force, state: state)
    if let existing, existing.transaction.hash == transaction.hash,
      keys.allSatisfy(existing.transaction.signers.contains)
    {
      throw .alreadyExists
    }
    try checkNotDangerous(transaction, force: force, against: state, hasActiveContracts: hasActiveContracts)
    let pending = state.proposals.last { $0.transaction.hash == transaction.hash }
    return try finish(
      transaction, keys: keys, pending: pending, previous: existing, mustFullyAuthorize: mustFullyAuthorize,
      state: state)
  }

  /// Plans the node's signatures of a stored proposal. Throws `TOPOLOGY_TRANSACTION_NOT_FOUND` and what `plan` throws.
  public func planAcceptance(
    of hash: [UInt8], signedBy: [Fingerprint]? = nil, ownedKeys: (Fingerprint) -> Bool,
    mustFullyAuthorize: Bool = false, force: Set<ForceFlag> = [], against state: TopologyState
  ) throws(TopologyError) -> TopologyPlan {
    guard let proposal = state.find(hash: hash) else {
      throw TopologyError(
        code: "TOPOLOGY_TRANSACTION_NOT_FOUND",
        message: "Topology transaction with hash \(Hexadecimal.encode(hash)) does not exist or is not active or is not "
          + "an active proposal")
    }
    let transaction = proposal.transaction.transaction
    let existing = state.latest(transaction.mapping)
    let keys = try keysToUse(
      transaction, previous: existing, signedBy: signedBy, ownedKeys: ownedKeys, force: force, state: state)
    try checkNotDangerous(transaction, force: force, against: state)
    return try finish(
      transaction, keys: keys.filter { !proposal.transaction.signers.contains($0) }, pending: proposal,
      previous: existing, mustFullyAuthorize: mustFullyAuthorize, state: state)
  }

  private func finish(
    _ transaction: TopologyTransaction, keys: [Fingerprint], pending: StoredTopology?, previous: StoredTopology?,
    mustFullyAuthorize: Bool, state: TopologyState
  ) throws(TopologyError) -> TopologyPlan {
    let known = pending?.transaction.signatures ?? []
    if mustFullyAuthorize {
      let missing = state.missingAuthorizations(
        of: transaction, previous: previous, signers: keys + known.map(\.signedBy))
      guard missing.isEmpty else { throw .missingAuthorizations(missing) }
    }
    let listed = transaction.mapping.listedSigningKeys.map(\.fingerprint)
    return TopologyPlan(
      transaction: transaction,
      signers: keys.map { TopologyPlan.Signer(key: $0, usage: listed.contains($0) ? .proofOfOwnership : .namespace) },
      existing: known, isProposal: !mustFullyAuthorize)
  }

  private func chooseSerial(
    _ mapping: TopologyMapping, _ operation: TopologyChangeOp, _ serial: Int?, existing: StoredTopology?
  ) throws(TopologyError) -> Int {
    guard let existing else {
      guard serial == nil || serial == 1 else { throw .serialMismatch(actual: serial ?? 1, expected: 1) }
      return 1
    }
    let same = existing.transaction.transaction.operation == operation && existing.mapping == mapping
    if same {
      guard serial == nil || serial == existing.serial else { throw .alreadyExists }
      return existing.serial
    }
    let next = existing.serial + 1
    guard serial == nil || serial == next else { throw .serialMismatch(actual: serial ?? next, expected: next) }
    return next
  }

  private func keysToUse(
    _ transaction: TopologyTransaction, previous: StoredTopology?, signedBy: [Fingerprint]?,
    ownedKeys: (Fingerprint) -> Bool, force: Set<ForceFlag>, state: TopologyState
  ) throws(TopologyError) -> [Fingerprint] {
    let usable = state.signingKeys(
      for: transaction, previous: previous, ownedKeys: ownedKeys, all: !(signedBy ?? []).isEmpty)
    guard let signedBy, !signedBy.isEmpty else {
      guard !usable.isEmpty else { throw .noAppropriateKey([]) }
      for key in usable where !ownedKeys(key) {
        throw .secretKeyNotInStore(key)
      }
      return usable
    }
    let unusable = signedBy.filter { !usable.contains($0) }
    guard unusable.isEmpty || force.contains(.allowUnvalidatedSigningKeys) else { throw .noAppropriateKey(unusable) }
    var keys: [Fingerprint] = []
    for key in signedBy where !keys.contains(key) {
      guard ownedKeys(key) else { throw .secretKeyNotInStore(key) }
      keys.append(key)
    }
    return keys
  }
}

extension TopologyState {
  /// The keys that could sign a transaction, of those that the node holds: per namespace the most specific one, or
  /// `all`; then the listed keys that must prove their ownership. The root key of a root certificate counts whether
  /// held or not.
  func signingKeys(
    for transaction: TopologyTransaction, previous: StoredTopology?, ownedKeys: (Fingerprint) -> Bool, all: Bool
  ) -> [Fingerprint] {
    let mapping = transaction.mapping
    let required = mapping.requiredAuthorization(previous: previous?.transaction.transaction).referenced
    var target: Fingerprint?
    if case .namespaceDelegation(let delegation) = mapping { target = delegation.target.fingerprint }
    var keys: [Fingerprint] = []
    for namespace in required.namespaces {
      let candidates = index.graph(namespace).candidates(for: mapping.kind, target: target)
        .filter { ownedKeys($0.fingerprint) }
      let chosen =
        all ? candidates : candidates.max { ($0.level, $0.fingerprint) < ($1.level, $1.fingerprint) }.map { [$0] } ?? []
      keys += chosen.map(\.fingerprint)
    }
    if case .namespaceDelegation(let delegation) = mapping, delegation.isRoot {
      keys.append(delegation.namespace)
    }
    keys += mapping.listedSigningKeys.map(\.fingerprint)
      .filter { required.extraKeys.contains($0) && ownedKeys($0) }
    var unique: [Fingerprint] = []
    for key in keys where !unique.contains(key) {
      unique.append(key)
    }
    return unique
  }

  /// What would be missing if exactly these keys signed.
  func missingAuthorizations(
    of transaction: TopologyTransaction, previous: StoredTopology?, signers: [Fingerprint]
  ) -> ReferencedAuthorizations {
    if previous?.transaction.hash == transaction.hash { return .none }
    let required = transaction.mapping.requiredAuthorization(previous: previous?.transaction.transaction)
    var namespaces = required.referenced.namespaces.filter { namespace in
      let graph = index.graph(namespace)
      return signers.contains { graph.authorizedKey($0, for: transaction.mapping.kind) != nil }
    }
    if case .namespaceDelegation(let delegation) = transaction.mapping, delegation.isRoot,
      signers.contains(delegation.namespace)
    {
      namespaces.append(delegation.namespace)
    }
    return required.missing(given: ReferencedAuthorizations(namespaces: namespaces, extraKeys: signers))
  }
}

extension TopologyError {
  static let alreadyExists = TopologyError(
    code: TopologyErrorCode.mappingAlreadyExists,
    message: "A matching topology mapping authorized with the same keys already exists in this state")

  static func noAppropriateKey(_ unusable: [Fingerprint]) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.noAppropriateSigningKey,
      message: "Could not find an appropriate signing key to issue the topology transaction"
        + (unusable.isEmpty ? "" : "; unusable: \(unusable.listing)"))
  }

  static func secretKeyNotInStore(_ key: Fingerprint) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.secretKeyNotInStore,
      message: "Secret key with given fingerprint could not be found: \(key.short)")
  }
}
