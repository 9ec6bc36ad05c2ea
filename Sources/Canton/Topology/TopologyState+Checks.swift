import Events
import Keys

/// What a mapping must fulfil besides its signatures.
///
/// In the node's own store only the checks that concern the mapping itself apply; those that need a synchronizer's
/// members and parameters wait for the synchronizer's store.
extension TopologyState {
  func checkSynchronizer(_ transaction: SignedTopologyTransaction) throws(TopologyError) {
    guard let own = kind.synchronizerID, let other = transaction.mapping.restrictedToSynchronizer, own != other else {
      return
    }
    throw TopologyError(
      code: TopologyErrorCode.invalidSynchronizer, message: "Invalid synchronizer \(other.uid.short)")
  }

  /// A replaced transaction's serial goes up by one. A first fully authorized one may have any serial, because a member
  /// that joins brings its present mappings; a first proposal must have 1 from protocol version 35 on.
  func checkSerial(_ transaction: SignedTopologyTransaction, inStore: StoredTopology?) throws(TopologyError) {
    let expected: Int
    if let inStore {
      expected = inStore.serial + 1
    } else {
      guard transaction.isProposal else { return }
      expected = 1
    }
    let actual = transaction.transaction.serial
    guard actual == expected else { throw .serialMismatch(actual: actual, expected: expected) }
  }

  func checkMapping(_ transaction: SignedTopologyTransaction, inStore: StoredTopology?) throws(TopologyError) {
    let mapping = transaction.mapping
    if transaction.transaction.isRemoval {
      guard inStore != nil || transaction.isRootCertificate else {
        throw TopologyError(
          code: TopologyErrorCode.noCorrespondingTransaction,
          message: "There is no active topology transaction matching the mapping of the revocation request")
      }
      guard inStore.map({ $0.mapping == mapping }) ?? true else {
        throw TopologyError(
          code: TopologyErrorCode.removeMustNotChangeMapping,
          message: "REMOVE must not change the topology mapping of \(mapping.subject)")
      }
      try checkRemoval(mapping)
      return
    }
    let wasRemoved = inStore?.isRemoval ?? false
    switch mapping {
    case .namespaceDelegation(let delegation):
      guard !wasRemoved else {
        throw TopologyError(
          code: TopologyErrorCode.namespaceRevoked,
          message: "The namespace \(delegation.namespace.short) has been revoked.")
      }
    case .ownerToKey(let keys): try checkKeys(keys, wasRemoved: wasRemoved)
    case .trustCertificate(let certificate): try checkCertificate(certificate, wasRemoved: wasRemoved)
    case .partyToParticipant(let hosting): try checkHosting(hosting, inStore: inStore)
    case .mediatorState(let state): try checkMediators(state, inStore: inStore)
    case .sequencerState(let state): try checkSequencers(state, inStore: inStore)
    case .vettedPackages, .synchronizerParameters: break
    }
  }

  private func checkRemoval(_ mapping: TopologyMapping) throws(TopologyError) {
    switch mapping {
    case .ownerToKey(let keys):
      guard isInUse(keys.member) else { return }
      throw TopologyError(
        code: TopologyErrorCode.invalidOwnerToKeyMappingRemoval,
        message: "The owner to key mapping of \(keys.member.short) cannot be removed as it is in use")
    case .synchronizerParameters:
      throw TopologyError(
        code: TopologyErrorCode.cannotRemoveMapping,
        message: "Removal of SynchronizerParametersState is not supported. Use Replace instead.")
    case .namespaceDelegation, .trustCertificate, .vettedPackages, .partyToParticipant, .mediatorState,
      .sequencerState:
      return
    }
  }

  private func isInUse(_ member: MemberID) -> Bool {
    switch member.kind {
    case .participant:
      list(code: .trustCertificate).contains { row in
        if case .trustCertificate(let certificate) = row.mapping { certificate.participant == member } else { false }
      }
    case .mediator, .sequencer: kind.synchronizerID != nil && currentSnapshot.isMember(member)
    }
  }

  /// A member that removed its keys cannot have keys again, and it needs at least one signing key (a participant also
  /// one encryption key) of a spec that the synchronizer requires.
  private func checkKeys(_ mapping: OwnerToKeyMapping, wasRemoved: Bool) throws(TopologyError) {
    guard !wasRemoved else {
      throw TopologyError(
        code: TopologyErrorCode.memberCannotRejoin,
        message: "Member \(mapping.member.short) tried to re-register its keys which they had previously removed.")
    }
    let required = kind.staticParameters?.required
    let signing = mapping.signingKeys
    if !signing.contains(where: { required?.signingKeys.contains($0.spec) ?? true }) {
      throw .invalidKeys(
        mapping.member, "signing", provided: signing.map(\.fingerprint),
        supported: required?.signingKeys.map(\.displayName))
    }
    guard mapping.member.kind == .participant else { return }
    let encryption = mapping.encryptionKeys
    if !encryption.contains(where: { required?.encryptionKeys.contains($0.spec) ?? true }) {
      throw .invalidKeys(
        mapping.member, "encryption", provided: encryption.map(\.fingerprint),
        supported: required?.encryptionKeys.map(\.displayName))
    }
  }

  private func checkCertificate(
    _ certificate: SynchronizerTrustCertificate, wasRemoved: Bool
  )
    throws(TopologyError)
  {
    guard kind.synchronizerID != nil else { return }
    let (participant, current) = (certificate.participant, currentSnapshot)
    guard !wasRemoved else {
      throw TopologyError(
        code: TopologyErrorCode.memberCannotRejoin,
        message: "Members \(participant.short) tried to rejoin a synchronizer which they had previously left.")
    }
    if let party = current.partyToParticipant(of: PartyID(participant.uid)), !party.isAdminPartyAllocation {
      throw TopologyError(
        code: TopologyErrorCode.participantConflictsWithParty,
        message: "Tried to onboard participant \(participant.short) while party \(party.party.uid.short) with the "
          + "same UID already exists.")
    }
    guard let parameters = current.declaredParameters else {
      throw TopologyError(code: TopologyErrorCode.missingMapping, message: "Missing synchronizer parameters")
    }
    guard parameters.onboardingRestriction == .unrestrictedOpen else {
      throw TopologyError(
        code: TopologyErrorCode.onboardingRefused,
        message: "The \(participant.short) can not join the synchronizer because onboarding restrictions are in place")
    }
    try checkHaveKeys([participant])
  }

  private func checkHosting(_ hosting: PartyToParticipant, inStore: StoredTopology?) throws(TopologyError) {
    guard kind.synchronizerID != nil else { return }
    let admin = MemberID(kind: .participant, uid: hosting.party.uid)
    guard !index.hasTrust(admin, at: nil) || hosting.isAdminPartyAllocation else {
      throw TopologyError(
        code: TopologyErrorCode.partyConflictsWithAdminParty,
        message: "Tried to allocate party \(hosting.party.uid.short) with the same UID as an already existing admin "
          + "party.")
    }
    var known: [MemberID] = []
    if let inStore, !inStore.isRemoval, case .partyToParticipant(let old) = inStore.mapping {
      known = old.participantIDs
    }
    let added = hosting.participantIDs.filter { !known.contains($0) }
    let unknown = added.filter { !index.hasTrust($0, at: nil) }.sorted()
    guard unknown.isEmpty else {
      throw TopologyError(
        code: TopologyErrorCode.unknownMembers, message: "Members \(unknown.listing) are unknown.")
    }
    try checkHaveKeys(added)
  }

  private func checkMediators(_ state: MediatorSynchronizerState, inStore: StoredTopology?) throws(TopologyError) {
    guard kind.synchronizerID != nil else { return }
    var known: [MemberID] = []
    if let inStore, !inStore.isRemoval, case .mediatorState(let old) = inStore.mapping { known = old.all }
    let added = state.all.filter { !known.contains($0) }
    for other in currentSnapshot.mediatorGroups where other.group != state.group {
      let twice = added.filter(other.all.contains).sorted()
      guard twice.isEmpty else {
        throw TopologyError(
          code: TopologyErrorCode.mediatorsInOtherGroups,
          message: "Tried to add mediators to group \(state.group), but they are already assigned to other groups: "
            + twice.listing)
      }
    }
    try checkHaveKeys(added)
  }

  private func checkSequencers(_ state: SequencerSynchronizerState, inStore: StoredTopology?) throws(TopologyError) {
    guard kind.synchronizerID != nil else { return }
    var known: [MemberID] = []
    if let inStore, !inStore.isRemoval, case .sequencerState(let old) = inStore.mapping { known = old.all }
    try checkHaveKeys(state.all.filter { !known.contains($0) })
  }

  private func checkHaveKeys(_ members: [MemberID]) throws(TopologyError) {
    let without = members.filter { currentSnapshot.ownerToKey(of: $0) == nil }.sorted()
    guard without.isEmpty else {
      throw TopologyError(
        code: TopologyErrorCode.insufficientKeys,
        message: "Members \(without.listing) are missing a valid owner to key mapping.")
    }
  }
}

extension PartyToParticipant {
  /// Whether it hosts a participant's admin party at that participant alone, as it is hosted without a mapping.
  var isAdminPartyAllocation: Bool {
    threshold == 1 && participants.count == 1 && participants[0].permission == .submission
      && participants[0].participant.uid == party.uid
  }
}

extension [MemberID] {
  var listing: String { map(\.short).joined(separator: ", ") }
}

extension TopologyError {
  static func serialMismatch(actual: Int, expected: Int) -> TopologyError {
    TopologyError(
      code: TopologyErrorCode.serialMismatch,
      message: "The provided serial \(actual) did not match the expected serial \(expected).")
  }

  static func invalidKeys(
    _ member: MemberID, _ keyType: String, provided: [Fingerprint], supported: [String]?
  )
    -> TopologyError
  {
    let specs = supported?.joined(separator: ", ") ?? "any spec"
    let reason =
      provided.isEmpty
      ? "no \(keyType) key was provided. Supported specs are: \(specs)"
      : "none of the \(provided.count) \(keyType) keys supports the valid specs (\(specs)): \(provided.listing)"
    return TopologyError(
      code: TopologyErrorCode.invalidOwnerToKeyMapping,
      message: "The owner to key mapping for \(member.short) was rejected, as \(reason)")
  }
}
