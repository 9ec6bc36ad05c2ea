import Events

/// What a participant may do for a party that it hosts; the later ones include the earlier ones.
public enum ParticipantPermission: String, CaseIterable, Comparable, Hashable, Sendable {
  /// The participant sees the party's transactions.
  case observation
  /// It also confirms for the party.
  case confirmation
  /// It also submits for the party.
  case submission

  /// The value in Canton's protobuf enum `ParticipantPermission`.
  public var protoValue: UInt64 {
    switch self {
    case .submission: 1
    case .confirmation: 2
    case .observation: 3
    }
  }

  /// The permission with this protobuf value; nil for another one.
  public init?(protoValue: UInt64) {
    guard let value = ParticipantPermission.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = value
  }

  /// Less permission comes first.
  public static func < (left: ParticipantPermission, right: ParticipantPermission) -> Bool {
    left.protoValue > right.protoValue
  }
}

/// One host of a party.
public struct HostingParticipant: Hashable, Sendable {
  /// The participant.
  public let participant: MemberID
  /// What it may do for the party.
  public let permission: ParticipantPermission
  /// Whether the party is still being replicated to it; until then it does not confirm.
  public let onboarding: Bool

  /// A host.
  public init(participant: MemberID, permission: ParticipantPermission, onboarding: Bool = false) {
    self.participant = participant
    self.permission = permission
    self.onboarding = onboarding
  }

  /// Whether the host confirms for the party.
  public var canConfirm: Bool { permission >= .confirmation && !onboarding }
}

/// Which participants host a party.
public struct PartyToParticipant: Hashable, Sendable {
  /// The party.
  public let party: PartyID
  /// How many hosts must confirm.
  public let threshold: Int
  /// The hosts, in order.
  public let participants: [HostingParticipant]

  /// A mapping. A participant named twice counts once, with its higher permission, as in Canton. Throws
  /// `TOPOLOGY_INVALID_MAPPING` for a threshold below one and for a host that is not a participant.
  public init(party: PartyID, threshold: Int = 1, participants: [HostingParticipant]) throws(TopologyError) {
    guard threshold > 0 else { throw .invalidMapping("threshold must be positive, not \(threshold)") }
    var hosts: [HostingParticipant] = []
    for host in participants {
      guard host.participant.kind == .participant else {
        throw .invalidMapping("\(host.participant.short) is not a participant")
      }
      if let known = hosts.firstIndex(where: { $0.participant == host.participant }) {
        if hosts[known].permission < host.permission { hosts[known] = host }
      } else {
        hosts.append(host)
      }
    }
    self.party = party
    self.threshold = threshold
    self.participants = hosts
  }

  /// The entry of one participant; nil when it does not host the party.
  public func host(_ participant: MemberID) -> HostingParticipant? {
    participants.first { $0.participant == participant }
  }

  /// The hosts' ids, in order.
  public var participantIDs: [MemberID] { participants.map(\.participant) }
}
