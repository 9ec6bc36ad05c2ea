import Events
import Keys

/// Changes that only a force flag lets through.
extension TopologyManager {
  /// Refuses what could break a node. `plan` calls it; call it for transactions that are loaded as they are.
  ///
  /// Keys and packages of a member with another uid than the node's need `ForceFlag.alienMember`; a namespace
  /// delegation does not, whatever its namespace, because Canton's check looks at members alone. Throws
  /// `TOPOLOGY_DANGEROUS_COMMAND_REQUIRES_FORCE_ALIEN_MEMBER`, `TOPOLOGY_CONFIRMING_THRESHOLD_CANNOT_BE_REACHED`,
  /// `TOPOLOGY_DISABLE_PARTY_WITH_ACTIVE_CONTRACTS`, `TOPOLOGY_VALUE_OUT_OF_BOUNDS`,
  /// `TOPOLOGY_INCREASE_OF_PREPARATION_TIME_TOLERANCE`.
  public func checkNotDangerous(
    _ transaction: TopologyTransaction, force: Set<ForceFlag>, against state: TopologyState,
    hasActiveContracts: (PartyID) -> Bool = { _ in false }
  ) throws(TopologyError) {
    switch transaction.mapping {
    case .ownerToKey(let mapping): try checkOwn(mapping.member, "OwnerToKeyMapping", force)
    case .vettedPackages(let mapping): try checkOwn(mapping.participant, "VettedPackages", force)
    case .partyToParticipant(let mapping):
      try checkHosting(transaction, mapping, force: force, state: state, hasActiveContracts: hasActiveContracts)
    case .synchronizerParameters(let mapping): try checkParameters(mapping, force: force, state: state)
    case .namespaceDelegation, .trustCertificate, .mediatorState, .sequencerState: return
    }
  }

  private func checkOwn(_ member: MemberID, _ mapping: String, _ force: Set<ForceFlag>) throws(TopologyError) {
    guard member.uid == node || force.contains(.alienMember) else {
      throw TopologyError(
        code: TopologyErrorCode.alienMember,
        message: "Issuing \(mapping) for alien members requires ForceFlag.AlienMember")
    }
  }

  private func checkHosting(
    _ transaction: TopologyTransaction, _ mapping: PartyToParticipant, force: Set<ForceFlag>, state: TopologyState,
    hasActiveContracts: (PartyID) -> Bool
  ) throws(TopologyError) {
    let hosts = mapping.participants.count
    guard hosts == 0 || mapping.threshold <= hosts || force.contains(.allowConfirmingThresholdCanBeMet) else {
      throw TopologyError(
        code: TopologyErrorCode.confirmingThreshold,
        message: "Tried to set a confirming threshold (\(mapping.threshold)) above the number of hosting nodes "
          + "(\(hosts)).")
    }
    let own = MemberID(kind: .participant, uid: node)
    let hostedBefore = state.currentSnapshot.partyToParticipant(of: mapping.party)?.host(own) != nil
    let hostsAfter = !transaction.isRemoval && mapping.host(own) != nil
    guard hostedBefore, !hostsAfter, hasActiveContracts(mapping.party),
      !force.contains(.disablePartyWithActiveContracts)
    else { return }
    throw TopologyError(
      code: TopologyErrorCode.activeContracts,
      message: "Disable party \(mapping.party.uid.short) failed because there are active contracts on which the party "
        + "is a stakeholder.")
  }

  private func checkParameters(
    _ mapping: SynchronizerParametersState, force: Set<ForceFlag>, state: TopologyState
  ) throws(TopologyError) {
    if let old = state.currentSnapshot.declaredParameters,
      mapping.parameters.preparationTimeRecordTimeTolerance > old.preparationTimeRecordTimeTolerance,
      !force.contains(.preparationTimeRecordTimeToleranceIncrease)
    {
      throw TopologyError(
        code: TopologyErrorCode.preparationTimeTolerance,
        message: "The parameter preparationTimeRecordTimeTolerance can currently not be increased to "
          + "\(mapping.parameters.preparationTimeRecordTimeTolerance).")
    }
    if !force.contains(.allowOutOfBoundsValue) { try mapping.parameters.checkBounds() }
  }
}
