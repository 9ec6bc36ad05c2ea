import Events
import Kernel
import Keys
import Storage

/// How a member applies sequenced topology transactions to its store of a synchronizer.
extension MemberNode {
  /// Processes the transactions of one broadcast; persists and records what was accepted.
  func apply(
    _ transactions: [SignedTopologyTransaction], to state: SynchronizerState, sequencedAt: Instant,
    effectiveAt: Instant? = nil
  ) throws {
    let effectiveAt = effectiveAt ?? sequencedAt + state.parameters.topologyChangeDelay
    let outcomes = state.topology.process(
      transactions, sequencedAt: sequencedAt, effectiveAt: effectiveAt, crypto: crypto)
    var position = try context.store.nextTopologyPosition(store: state.id.description)
    for (transaction, outcome) in zip(transactions, outcomes) {
      let record = transaction.record(synchronizer: state.id, sequencedAt: sequencedAt, effectiveAt: effectiveAt)
      switch outcome {
      case .rejected(let error):
        context.record(Event.topology(.rejected(record, code: error.code)))
      case .proposalStored, .alreadyExists: break
      case .accepted(let accepted):
        try context.store.append(
          accepted.transaction.row(
            store: state.id.description, position: position, sequenced: sequencedAt, effective: effectiveAt))
        position += 1
        context.record(Event.topology(.accepted(record)))
        announce(accepted.transaction.transaction, state: state, sequencedAt: sequencedAt, effectiveAt: effectiveAt)
      }
    }
  }

  private func announce(
    _ transaction: TopologyTransaction, state: SynchronizerState, sequencedAt: Instant, effectiveAt: Instant
  ) {
    switch transaction.mapping {
    case .ownerToKey(let mapping):
      context.record(
        Event.topology(
          .ownerToKeys(
            synchronizer: state.id, member: mapping.member, serial: transaction.serial,
            keys: transaction.isRemoval ? [] : mapping.listedKeys, sequencedAt: sequencedAt, effectiveAt: effectiveAt)))
    case .partyToParticipant(let mapping):
      let hosts = transaction.isRemoval ? [] : mapping.participants.map(\.participant)
      context.record(
        Event.topology(
          .partyToParticipants(
            synchronizer: state.id, party: mapping.party, participants: hosts, effectiveAt: effectiveAt)))
    default: break
    }
  }

  /// Records the node's accepted topology of each connected synchronizer, for comparison between nodes.
  public func recordTopologyState() {
    for state in synchronizerStates {
      context.record(
        Event.topology(
          .finalState(
            synchronizer: state.id, count: state.topology.accepted.count,
            hash: Hexadecimal.encode(state.topology.convergenceHash))))
    }
  }

  /// Reads the store of a synchronizer back at a restart.
  func loadTopology(of state: SynchronizerState) throws {
    for row in try context.store.topologyTransactions(store: state.id.description) {
      state.topology.restore(try row.topology)
    }
  }
}

extension SignedTopologyTransaction {
  func record(synchronizer: SynchronizerID, sequencedAt: Instant, effectiveAt: Instant) -> TopologyRecord {
    TopologyRecord(
      synchronizer: synchronizer, code: transaction.mapping.code, subject: transaction.mapping.subject,
      serial: transaction.serial, isRemoval: transaction.isRemoval,
      hash: Hexadecimal.encode(transaction.hash), sequencedAt: sequencedAt, effectiveAt: effectiveAt)
  }
}
