import Events
import Keys

/// The kind of a topology mapping; raw values are Canton's three-letter codes.
public enum TopologyMappingCode: String, CaseIterable, Hashable, Sendable {
  /// `NamespaceDelegation`.
  case namespaceDelegation = "nsd"
  /// `OwnerToKeyMapping`.
  case ownerToKey = "otk"
  /// `SynchronizerTrustCertificate`.
  case trustCertificate = "dtc"
  /// `VettedPackages`.
  case vettedPackages = "vtp"
  /// `PartyToParticipant`.
  case partyToParticipant = "ptp"
  /// `SynchronizerParametersState`.
  case synchronizerParameters = "dop"
  /// `MediatorSynchronizerState`.
  case mediatorState = "mds"
  /// `SequencerSynchronizerState`.
  case sequencerState = "sds"

  /// The value in Canton's protobuf enum `TopologyMappingCode`, which is also the field number of the mapping.
  public var protoValue: UInt64 {
    switch self {
    case .namespaceDelegation: 1
    case .ownerToKey: 4
    case .trustCertificate: 5
    case .vettedPackages: 8
    case .partyToParticipant: 9
    case .synchronizerParameters: 11
    case .mediatorState: 12
    case .sequencerState: 13
    }
  }

  /// The code with this protobuf value; nil for one that is not modelled.
  public init?(protoValue: UInt64) {
    guard let code = TopologyMappingCode.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = code
  }
}

/// What a topology transaction says. The mappings that key management and the ledger need; the other ones of
/// Canton (decentralized namespaces, permissions, limits, synchronizer upgrades) are not modelled.
///
/// Model: `TopologyMapping` of Canton 3.5 and `topology.proto`.
public enum TopologyMapping: Hashable, Sendable {
  /// A key may sign for a namespace.
  case namespaceDelegation(NamespaceDelegation)
  /// A member's keys.
  case ownerToKey(OwnerToKeyMapping)
  /// A party's hosts.
  case partyToParticipant(PartyToParticipant)
  /// A participant joins a synchronizer.
  case trustCertificate(SynchronizerTrustCertificate)
  /// The packages that a participant accepts.
  case vettedPackages(VettedPackages)
  /// A synchronizer's dynamic parameters.
  case synchronizerParameters(SynchronizerParametersState)
  /// A group of mediators.
  case mediatorState(MediatorSynchronizerState)
  /// A synchronizer's sequencers.
  case sequencerState(SequencerSynchronizerState)

  /// The mapping's kind.
  public var kind: TopologyMappingCode {
    switch self {
    case .namespaceDelegation: .namespaceDelegation
    case .ownerToKey: .ownerToKey
    case .partyToParticipant: .partyToParticipant
    case .trustCertificate: .trustCertificate
    case .vettedPackages: .vettedPackages
    case .synchronizerParameters: .synchronizerParameters
    case .mediatorState: .mediatorState
    case .sequencerState: .sequencerState
    }
  }

  /// Canton's three-letter code.
  public var code: String { kind.rawValue }

  /// The namespace that the mapping belongs to.
  public var namespace: Fingerprint {
    switch self {
    case .namespaceDelegation(let mapping): mapping.namespace
    case .ownerToKey(let mapping): mapping.member.uid.namespace
    case .partyToParticipant(let mapping): mapping.party.uid.namespace
    case .trustCertificate(let mapping): mapping.participant.uid.namespace
    case .vettedPackages(let mapping): mapping.participant.uid.namespace
    case .synchronizerParameters(let mapping): mapping.synchronizer.uid.namespace
    case .mediatorState(let mapping): mapping.synchronizer.uid.namespace
    case .sequencerState(let mapping): mapping.synchronizer.uid.namespace
    }
  }

  /// The one synchronizer that the mapping is for; nil when it is for all.
  public var restrictedToSynchronizer: SynchronizerID? {
    switch self {
    case .namespaceDelegation, .ownerToKey, .partyToParticipant, .vettedPackages: nil
    case .trustCertificate(let mapping): mapping.synchronizer
    case .synchronizerParameters(let mapping): mapping.synchronizer
    case .mediatorState(let mapping): mapping.synchronizer
    case .sequencerState(let mapping): mapping.synchronizer
    }
  }

  /// Tells which mappings replace each other: 34 bytes, purpose 43 over the identifying fields and the code.
  /// Model: `TopologyMapping.buildUniqueKey`.
  public var uniqueKey: [UInt8] {
    switch self {
    case .namespaceDelegation(let mapping):
      TopologyMapping.key(kind, [mapping.namespace.hex, mapping.target.fingerprint.hex])
    case .ownerToKey(let mapping): TopologyMapping.key(kind, [mapping.member.uid.description])
    case .partyToParticipant(let mapping): TopologyMapping.key(kind, [mapping.party.description])
    case .trustCertificate(let mapping):
      TopologyMapping.key(kind, [mapping.participant.description, mapping.synchronizer.description])
    case .vettedPackages(let mapping): TopologyMapping.key(kind, [mapping.participant.description])
    case .synchronizerParameters(let mapping): TopologyMapping.key(kind, [mapping.synchronizer.description])
    case .mediatorState(let mapping):
      TopologyMapping.key(kind, [mapping.synchronizer.description], number: Int32(mapping.group))
    case .sequencerState(let mapping): TopologyMapping.key(kind, [mapping.synchronizer.description])
    }
  }

  /// The unique key of a member's `OwnerToKeyMapping`.
  public static func ownerToKeyUniqueKey(_ member: MemberID) -> [UInt8] { key(.ownerToKey, [member.uid.description]) }

  /// The unique key of a party's `PartyToParticipant`.
  public static func partyToParticipantUniqueKey(_ party: PartyID) -> [UInt8] {
    key(.partyToParticipant, [party.description])
  }

  private static func key(_ code: TopologyMappingCode, _ texts: [String], number: Int32? = nil) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .topologyMappingUniqueKey)
    for text in texts {
      builder.addString(text)
    }
    if let number { builder.addInt(number) }
    builder.addInt(Int32(code.protoValue))
    return builder.finish()
  }

  /// What the mapping is about, for people: the fields of its unique key with short fingerprints.
  public var subject: String {
    switch self {
    case .namespaceDelegation(let mapping): "\(mapping.namespace.short) to \(mapping.target.fingerprint.short)"
    case .ownerToKey(let mapping): mapping.member.short
    case .partyToParticipant(let mapping): mapping.party.uid.short
    case .trustCertificate(let mapping): "\(mapping.participant.short) on \(mapping.synchronizer.alias)"
    case .vettedPackages(let mapping): mapping.participant.short
    case .synchronizerParameters(let mapping): mapping.synchronizer.alias
    case .mediatorState(let mapping): "\(mapping.synchronizer.alias) group \(mapping.group)"
    case .sequencerState(let mapping): mapping.synchronizer.alias
    }
  }
}
