import Events
import Kernel
import Keys

/// A topology transaction in a store, with its times.
public struct StoredTopology: Hashable, Sendable {
  /// The transaction with the signatures that count.
  public let transaction: SignedTopologyTransaction
  /// When it was sequenced.
  public let sequencedAt: Instant
  /// It counts for messages sequenced strictly later.
  public let effectiveAt: Instant
  /// The last instant at which it counts; nil while nothing has replaced it.
  public internal(set) var validUntil: Instant?

  /// A stored transaction.
  public init(
    transaction: SignedTopologyTransaction, sequencedAt: Instant, effectiveAt: Instant, validUntil: Instant? = nil
  ) {
    self.transaction = transaction
    self.sequencedAt = sequencedAt
    self.effectiveAt = effectiveAt
    self.validUntil = validUntil
  }

  /// The mapping.
  public var mapping: TopologyMapping { transaction.mapping }
  /// The serial.
  public var serial: Int { transaction.transaction.serial }
  /// Whether it removes its mapping.
  public var isRemoval: Bool { transaction.transaction.isRemoval }

  /// The transaction as events name it.
  public func record(on synchronizer: SynchronizerID) -> TopologyRecord {
    transaction.record(on: synchronizer, sequencedAt: sequencedAt, effectiveAt: effectiveAt)
  }

  /// What a node records when it accepts the transaction: the acceptance, and the keys or hosts that follow from it.
  public func events(on synchronizer: SynchronizerID) -> [TopologyEvent] {
    let acceptance = TopologyEvent.accepted(record(on: synchronizer))
    switch mapping {
    case .ownerToKey(let keys):
      return [
        acceptance,
        .ownerToKeys(
          synchronizer: synchronizer, member: keys.member, serial: serial, keys: isRemoval ? [] : keys.listedKeys,
          sequencedAt: sequencedAt, effectiveAt: effectiveAt),
      ]
    case .partyToParticipant(let hosting):
      return [
        acceptance,
        .partyToParticipants(
          synchronizer: synchronizer, party: hosting.party, participants: isRemoval ? [] : hosting.participantIDs,
          effectiveAt: effectiveAt),
      ]
    case .namespaceDelegation, .trustCertificate, .vettedPackages, .synchronizerParameters, .mediatorState,
      .sequencerState:
      return [acceptance]
    }
  }
}

extension SignedTopologyTransaction {
  /// The transaction as events name it, for a refused one.
  public func record(on synchronizer: SynchronizerID, sequencedAt: Instant, effectiveAt: Instant) -> TopologyRecord {
    TopologyRecord(
      synchronizer: synchronizer, code: mapping.code, subject: mapping.subject, serial: transaction.serial,
      isRemoval: transaction.isRemoval, hash: transaction.hashHex, sequencedAt: sequencedAt, effectiveAt: effectiveAt)
  }
}
