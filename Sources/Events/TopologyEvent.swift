import Kernel
import Keys

/// A key as an OwnerToKeyMapping lists it.
public struct ListedKey: Hashable, Sendable {
  /// The key's fingerprint.
  public let key: Fingerprint
  /// Signing or encryption.
  public let purpose: KeyPurpose
  /// The usages of a signing key; empty for an encryption key.
  public let usages: SigningKeyUsages

  /// Makes a listing.
  public init(key: Fingerprint, purpose: KeyPurpose, usages: SigningKeyUsages) {
    self.key = key
    self.purpose = purpose
    self.usages = usages
  }
}

/// A topology transaction as one node's synchronizer store holds it.
public struct TopologyRecord: Sendable {
  /// The synchronizer whose store accepted or refused it.
  public let synchronizer: SynchronizerID
  /// Canton's three-letter code of the mapping, for instance `otk`.
  public let code: String
  /// A readable form of the mapping's unique key.
  public let subject: String
  /// The transaction's serial, from 1.
  public let serial: Int
  /// Whether the transaction removes the mapping.
  public let isRemoval: Bool
  /// The transaction's hash in hexadecimal; equal at all nodes.
  public let hash: String
  /// When the synchronizer sequenced it.
  public let sequencedAt: Instant
  /// From when on it counts: for messages sequenced strictly later.
  public let effectiveAt: Instant

  /// Makes a record.
  public init(
    synchronizer: SynchronizerID, code: String, subject: String, serial: Int, isRemoval: Bool, hash: String,
    sequencedAt: Instant, effectiveAt: Instant
  ) {
    self.synchronizer = synchronizer
    self.code = code
    self.subject = subject
    self.serial = serial
    self.isRemoval = isRemoval
    self.hash = hash
    self.sequencedAt = sequencedAt
    self.effectiveAt = effectiveAt
  }

  func mix(into digest: inout Digest) {
    digest.mix(synchronizer.description)
    digest.mix(code)
    digest.mix(subject)
    digest.mix(serial)
    digest.mix(isRemoval)
    digest.mix(hash)
    digest.mix(sequencedAt)
    digest.mix(effectiveAt)
  }
}

/// A topology transaction and its effect, as the recording node saw it.
public enum TopologyEvent: Sendable {
  /// The node's own topology manager authorized a transaction in its Authorized store.
  case authorized(code: String, subject: String, serial: Int, hash: String, signedBy: [Fingerprint])
  /// The node accepted a sequenced transaction.
  case accepted(TopologyRecord)
  /// The node refused a sequenced transaction; Canton's error code.
  case rejected(TopologyRecord, code: String)
  /// From `effectiveAt` on the member's keys are these, in the mapping's order; empty after a removal.
  case ownerToKeys(
    synchronizer: SynchronizerID, member: MemberID, serial: Int, keys: [ListedKey], sequencedAt: Instant,
    effectiveAt: Instant)
  /// From `effectiveAt` on the party is hosted by these participants.
  case partyToParticipants(synchronizer: SynchronizerID, party: PartyID, participants: [MemberID], effectiveAt: Instant)
  /// The node's whole accepted topology of a synchronizer at the end of the run: count and a hash over all, in order.
  case finalState(synchronizer: SynchronizerID, count: Int, hash: String)

  var name: String {
    switch self {
    case .authorized: "authorized"
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .ownerToKeys: "owner-to-keys"
    case .partyToParticipants: "party-to-participants"
    case .finalState: "final-state"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .authorized(let code, let subject, let serial, let hash, let signedBy):
      digest.mix(code)
      digest.mix(subject)
      digest.mix(serial)
      digest.mix(hash)
      digest.mix(list: signedBy.map(\.hex))
    case .accepted(let record): record.mix(into: &digest)
    case .rejected(let record, let code):
      record.mix(into: &digest)
      digest.mix(code)
    case .ownerToKeys(let synchronizer, let member, let serial, let keys, let sequencedAt, let effectiveAt):
      digest.mix(synchronizer.description)
      digest.mix(member.description)
      digest.mix(serial)
      for key in keys {
        digest.mix(key.key.hex)
        digest.mix(list: key.usages.names)
      }
      digest.mix(sequencedAt)
      digest.mix(effectiveAt)
    case .partyToParticipants(let synchronizer, let party, let participants, let effectiveAt):
      digest.mix(synchronizer.description)
      digest.mix(party.description)
      digest.mix(list: participants.map(\.description))
      digest.mix(effectiveAt)
    case .finalState(let synchronizer, let count, let hash):
      digest.mix(synchronizer.description)
      digest.mix(count)
      digest.mix(hash)
    }
  }
}
