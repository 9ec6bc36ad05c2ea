import Events
import Kernel
import Keys

/// `topology.*` of the console.
extension MemberNode {
  /// The member's OwnerToKeyMapping in the Authorized store.
  /// - Throws: `TOPOLOGY_MISSING_MAPPING` when there is none.
  public func ownerToKeyMapping() throws -> OwnerToKeyMapping {
    let member = try requireMember()
    guard let listed = authorized.currentSnapshot.ownerToKey(of: member) else {
      throw CantonError("TOPOLOGY_MISSING_MAPPING", "\(member.short) has no owner-to-key mapping")
    }
    return listed.mapping
  }

  /// `topology.owner_to_key_mappings.add_keys`.
  public func addKeys(_ keys: [Fingerprint]) async throws {
    var mapping = try ownerToKeyMapping()
    for key in keys {
      guard let public_ = vault.publicKey(key)?.key, vault.owns(key) else {
        throw CantonError("CONSOLE_COMMAND_FAILED", "The new key must exist and pertain to this node")
      }
      mapping = try mapping.adding(public_)
    }
    try await authorize(.ownerToKey(mapping))
    try await synchronize()
  }

  /// `topology.owner_to_key_mappings.remove_keys`.
  public func removeKeys(_ keys: [Fingerprint]) async throws {
    var mapping = try ownerToKeyMapping()
    for key in keys {
      guard mapping.contains(key) else { throw CantonError("CONSOLE_COMMAND_FAILED", "The key \(key) does not exist") }
      mapping = try mapping.removing(key)
    }
    try await authorize(.ownerToKey(mapping))
    try await synchronize()
  }

  /// `topology.owner_to_key_mappings.rotate_key`: serial s+1 lists both keys, s+2 the new one only; each is waited for
  /// until it is effective everywhere (canton.md 5.1 step 4).
  public func rotateKey(from current: Fingerprint, to new: Fingerprint) async throws {
    let mapping = try ownerToKeyMapping()
    guard let old = mapping.keys.first(where: { $0.fingerprint == current }) else {
      throw CantonError("CONSOLE_COMMAND_FAILED", "The current key must exist and pertain to this node")
    }
    guard let key = vault.publicKey(new)?.key, vault.owns(new) else {
      throw CantonError("CONSOLE_COMMAND_FAILED", "The new key must exist and pertain to this node")
    }
    guard old.purpose == key.purpose else {
      throw CantonError("CONSOLE_COMMAND_FAILED", "The rotated keys must have the same purpose")
    }
    let both = try mapping.adding(key)
    try await authorize(.ownerToKey(both))
    try await synchronize()
    try await waitUntil("the new key is visible") { snapshot, member in
      snapshot.ownerToKey(of: member)?.mapping.contains(new) ?? false
    }
    try await authorize(.ownerToKey(try both.removing(current)))
    try await synchronize()
    try await waitUntil("the old key is gone") { snapshot, member in
      !(snapshot.ownerToKey(of: member)?.mapping.contains(current) ?? true)
    }
  }

  /// `topology.owner_to_key_mappings.propose`.
  public func proposeOwnerToKeyMapping(
    _ keys: [Fingerprint], signedBy: [Fingerprint]?
  ) async throws -> SignedTopologyTransaction {
    let member = try requireMember()
    let listed = try keys.map { key in
      guard let known = vault.publicKey(key)?.key else {
        throw CantonError("CONSOLE_COMMAND_FAILED", "The key \(key) is not in the vault")
      }
      return known
    }
    let signed = try await authorize(
      .ownerToKey(try OwnerToKeyMapping(member: member, keys: listed)), signedBy: signedBy)
    try await synchronize()
    return signed
  }

  /// `topology.namespace_delegations.propose_delegation`.
  public func proposeDelegation(
    namespace: Fingerprint, target: Fingerprint, restriction: DelegationRestriction
  ) async throws -> SignedTopologyTransaction {
    guard let key = vault.publicKey(target)?.key.signing else {
      throw CantonError("CONSOLE_COMMAND_FAILED", "The key \(target) is not in the public store; upload it first")
    }
    let signed = try await authorize(
      .namespaceDelegation(try NamespaceDelegation(namespace: namespace, target: key, restriction: restriction)))
    try await synchronize()
    return signed
  }

  /// `topology.party_to_participant_mappings.propose`.
  public func proposePartyToParticipant(
    _ party: PartyID, hosts: [HostingParticipant]
  ) async throws -> SignedTopologyTransaction {
    let mapping = TopologyMapping.partyToParticipant(try PartyToParticipant(party: party, participants: hosts))
    if let known = authorized.accepted.last(where: { $0.mapping == mapping && !$0.isRemoval }) {
      // The same identity hosts the party already: Canton answers with the transaction that says so.
      try await synchronize()
      return known.transaction
    }
    let signed = try await authorize(mapping)
    try await synchronize()
    return signed
  }

  /// Waits until what the node authorized is effective on every connected synchronizer (`synchronize`), for at most
  /// the bounded command timeout of one minute.
  /// - Throws: `CONSOLE_COMMAND_TIMED_OUT` (indefinite).
  public func synchronize(within limit: Span = .minutes(1)) async throws {
    let deadline = context.now + limit
    while !isSynchronized {
      guard context.now < deadline else {
        throw CantonError(
          "CONSOLE_COMMAND_TIMED_OUT", "the topology change is not effective after \(limit)", isDefinite: false)
      }
      try await context.sleep(timing.consolePoll)
    }
  }

  private func waitUntil(_ what: String, _ condition: (TopologySnapshot, MemberID) -> Bool) async throws {
    let member = try requireMember()
    let deadline = context.now + .minutes(1)
    while !synchronizerStates.allSatisfy({ condition($0.approximateSnapshot, member) }) {
      guard context.now < deadline else {
        throw CantonError("CONSOLE_COMMAND_TIMED_OUT", "one minute passed before \(what)", isDefinite: false)
      }
      try await context.sleep(timing.consolePoll)
    }
  }
}
