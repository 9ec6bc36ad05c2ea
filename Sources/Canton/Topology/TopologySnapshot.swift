import Events
import Kernel
import Keys

/// The topology as messages of one instant see it: every mapping that became effective strictly before. Taking one
/// costs nothing, and it stays as it is when the state goes on.
public struct TopologySnapshot: Sendable {
  let index: TopologyIndex
  /// The instant; nil in the snapshot of everything accepted, whatever its time.
  public let asOf: Instant?

  // MARK: Members

  /// A member's keys; nil when it has none.
  public func ownerToKey(of member: MemberID) -> ListedMemberKeys? {
    index.ownerToKey[member]?.value(at: asOf)
  }

  /// A member's signing keys that have one of the usages, in the mapping's order; all of them verify.
  public func signingKeys(of member: MemberID, usage: SigningKeyUsages) -> [SigningPublicKey] {
    (ownerToKey(of: member)?.signing ?? []).filter { !$0.usage.isDisjoint(with: usage) }
  }

  /// A member's encryption keys, in the mapping's order; it decrypts with any of them.
  public func encryptionKeys(of member: MemberID) -> [EncryptionPublicKey] {
    ownerToKey(of: member)?.encryption ?? []
  }

  /// The key that the member signs with: the last listed key with the usage that it holds. Nil when it holds none.
  /// Model: `getLatestKey` in `SyncCryptoSigner` of Canton 3.5.
  public func activeSigningKey(
    of member: MemberID, usage: SigningKeyUsages, owned: (Fingerprint) -> Bool
  )
    -> SigningPublicKey?
  {
    ownerToKey(of: member)?.signing.last { !$0.usage.isDisjoint(with: usage) && owned($0.fingerprint) }
  }

  /// The key that others encrypt for: the last listed one.
  public func activeEncryptionKey(of member: MemberID) -> EncryptionPublicKey? {
    ownerToKey(of: member)?.encryption.last
  }

  /// The key that the member logs in with: the first that it holds of those that the sequencer offers.
  public func authenticationKey(of member: MemberID, owned: (Fingerprint) -> Bool) -> SigningPublicKey? {
    ownerToKey(of: member)?.signing.first { $0.usage.contains(.sequencerAuthentication) && owned($0.fingerprint) }
  }

  /// The key that verifies a signature of a member. Throws Canton's reason when there is none.
  public func verificationKey(
    _ key: Fingerprint, of member: MemberID, usage: SigningKeyUsages
  )
    throws(SignatureKeyError) -> SigningPublicKey
  {
    let keys = signingKeys(of: member, usage: usage)
    guard !keys.isEmpty else { throw .signerHasNoValidKeys }
    guard let found = keys.last(where: { $0.fingerprint == key }) else { throw .signatureWithWrongKey }
    return found
  }

  /// Whether the member takes part: a participant with certificate and keys, or a listed mediator or sequencer.
  public func isMember(_ member: MemberID) -> Bool {
    switch member.kind {
    case .participant: index.hasTrust(member, at: asOf) && ownerToKey(of: member) != nil
    case .mediator: mediatorGroups.contains { $0.all.contains(member) }
    case .sequencer: sequencers?.all.contains(member) ?? false
    }
  }

  /// The participants that take part, sorted.
  public var participants: [MemberID] { index.participants.filter(isMember) }

  /// All members, sorted: the recipients of a broadcast.
  public var members: [MemberID] {
    (participants + mediatorGroups.flatMap(\.all) + (sequencers?.all ?? [])).sorted()
  }

  // MARK: Synchronizer

  /// The synchronizer's parameters; nil before there are any.
  public var declaredParameters: DynamicSynchronizerParameters? { index.parameters.value(at: asOf) }

  /// The synchronizer's parameters, or Canton's defaults before there are any.
  public var parameters: DynamicSynchronizerParameters { declaredParameters ?? DynamicSynchronizerParameters() }

  /// The sequencers; nil before there are any.
  public var sequencers: SequencerSynchronizerState? { index.sequencers.value(at: asOf) }

  /// The groups of mediators, by number.
  public var mediatorGroups: [MediatorSynchronizerState] { index.mediators.compactMap { $0.history.value(at: asOf) } }

  /// A group of mediators.
  public func mediatorGroup(_ group: Int) -> MediatorSynchronizerState? {
    index.mediators.first { $0.group == group }?.history.value(at: asOf)
  }

  /// The packages that a participant has vetted.
  public func vettedPackages(of participant: MemberID) -> [String] {
    index.vetted[participant]?.value(at: asOf)?.packages ?? []
  }

  // MARK: Parties

  /// A party's mapping; nil when it has none.
  public func partyToParticipant(of party: PartyID) -> PartyToParticipant? {
    index.hosts[party]?.value(at: asOf)
  }

  /// The participants that host a party and take part, in the mapping's order. A participant's admin party, which has
  /// its uid, needs no mapping. Model: Canton's `TopologySnapshot.activeParticipantsOf`.
  public func hosts(of party: PartyID) -> [HostingParticipant] {
    if let mapping = partyToParticipant(of: party) {
      return mapping.participants.filter { isMember($0.participant) }
    }
    let admin = MemberID(kind: .participant, uid: party.uid)
    return isMember(admin) ? [HostingParticipant(participant: admin, permission: .submission)] : []
  }

  /// How many hosts must confirm for a party; 1 for an admin party.
  public func threshold(of party: PartyID) -> Int { partyToParticipant(of: party)?.threshold ?? 1 }

  /// The parties whose mapping names the participant, sorted, whether or not it takes part.
  public func parties(hostedBy participant: MemberID) -> [PartyID] {
    (index.hostedParties[participant] ?? []).filter { partyToParticipant(of: $0)?.host(participant) != nil }
  }

  /// What a participant may do for a party; nil when it does not host it.
  public func permission(of participant: MemberID, for party: PartyID) -> ParticipantPermission? {
    hosts(of: party).first { $0.participant == participant }?.permission
  }

  // MARK: Namespaces

  /// The keys that may sign such a mapping for a namespace, sorted by fingerprint.
  public func authorizedKeys(of namespace: Fingerprint, for code: TopologyMappingCode) -> [SigningPublicKey] {
    index.graph(namespace, at: asOf).candidates(for: code, target: nil).map(\.mapping.target)
  }

  /// Whether a key may sign such a mapping for a namespace.
  public func canSign(_ key: Fingerprint, for namespace: Fingerprint, _ code: TopologyMappingCode) -> Bool {
    index.graph(namespace, at: asOf).authorizedKey(key, for: code) != nil
  }
}

/// Why no key verifies a signature. Names are Canton's `SignatureCheckError`.
public enum SignatureKeyError: String, Error, Hashable, Sendable {
  /// The signer has no key with the usage.
  case signerHasNoValidKeys = "SignerHasNoValidKeys"
  /// The signature names a key that is not among the signer's.
  case signatureWithWrongKey = "SignatureWithWrongKey"
}
