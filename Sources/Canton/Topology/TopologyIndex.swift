import Events
import Kernel
import Keys

/// What one mapping was over time; nil where it was removed.
struct TopologyHistory<Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let effectiveAt: Instant
    let value: Value?
  }

  private var entries: [Entry] = []

  mutating func append(_ value: Value?, effectiveAt: Instant) {
    entries.append(Entry(effectiveAt: effectiveAt, value: value))
  }

  /// The value that counts at `instant`, which is the last one effective strictly before it; nil means whatever came
  /// last.
  func value(at instant: Instant?) -> Value? {
    guard let instant else { return entries.last?.value }
    for entry in entries.reversed() where entry.effectiveAt < instant {
      return entry.value
    }
    return nil
  }
}

/// A member's keys with the serial of the mapping that lists them.
public struct ListedMemberKeys: Hashable, Sendable {
  /// The mapping.
  public let mapping: OwnerToKeyMapping
  /// Its serial.
  public let serial: Int
  let signing: [SigningPublicKey]
  let encryption: [EncryptionPublicKey]

  init(mapping: OwnerToKeyMapping, serial: Int) {
    self.mapping = mapping
    self.serial = serial
    signing = mapping.signingKeys
    encryption = mapping.encryptionKeys
  }
}

/// All accepted transactions of one store, in order and by unique key. Apart from the index, so that a snapshot that is
/// still held when the next transaction comes does not make the store copy them.
struct TopologyLog: Sendable {
  private(set) var rows: [StoredTopology] = []
  private var byKey: [[UInt8]: [Int]] = [:]

  mutating func append(_ row: StoredTopology) {
    let key = row.mapping.uniqueKey
    if let previous = byKey[key]?.last { rows[previous].validUntil = row.effectiveAt }
    byKey[key, default: []].append(rows.count)
    rows.append(row)
  }

  /// The last accepted transaction with a unique key.
  func head(_ uniqueKey: [UInt8]) -> StoredTopology? {
    byKey[uniqueKey]?.last.map { rows[$0] }
  }

  /// All accepted transactions with a unique key, in order.
  func history(_ uniqueKey: [UInt8]) -> [StoredTopology] {
    (byKey[uniqueKey] ?? []).map { rows[$0] }
  }
}

/// The history of each mapping of one store. Grows only; queries name an instant, so that a snapshot is this value and
/// an instant and costs nothing to take.
struct TopologyIndex: Sendable {
  struct Trust: Hashable {
    let participant: MemberID
    let synchronizer: SynchronizerID
  }

  let synchronizer: SynchronizerID?
  private var lastEffectiveAt: Instant?
  private(set) var ownerToKey: [MemberID: TopologyHistory<ListedMemberKeys>] = [:]
  private(set) var hosts: [PartyID: TopologyHistory<PartyToParticipant>] = [:]
  private(set) var hostedParties: [MemberID: [PartyID]] = [:]
  private(set) var trust: [Trust: TopologyHistory<Bool>] = [:]
  /// Every participant that ever had a certificate for this synchronizer, sorted.
  private(set) var participants: [MemberID] = []
  private(set) var vetted: [MemberID: TopologyHistory<VettedPackages>] = [:]
  private(set) var parameters = TopologyHistory<DynamicSynchronizerParameters>()
  private(set) var sequencers = TopologyHistory<SequencerSynchronizerState>()
  /// Sorted by group.
  private(set) var mediators: [(group: Int, history: TopologyHistory<MediatorSynchronizerState>)] = []
  private(set) var delegations: [Fingerprint: [DelegationHistory]] = [:]
  private var graphs: [Fingerprint: AuthorizationGraph] = [:]

  struct DelegationHistory: Sendable {
    let target: Fingerprint
    var history: TopologyHistory<AuthorizationGraph.Delegation>
  }

  init(synchronizer: SynchronizerID?) {
    self.synchronizer = synchronizer
  }

  mutating func append(_ row: StoredTopology) {
    precondition(
      lastEffectiveAt.map { $0 <= row.effectiveAt } ?? true,
      "a topology transaction effective before the one accepted earlier")
    lastEffectiveAt = row.effectiveAt
    apply(row)
  }

  private mutating func apply(_ row: StoredTopology) {
    let (removed, effectiveAt) = (row.isRemoval, row.effectiveAt)
    switch row.mapping {
    case .namespaceDelegation(let mapping): apply(mapping, row)
    case .ownerToKey(let mapping):
      ownerToKey[mapping.member, default: TopologyHistory()].append(
        removed ? nil : ListedMemberKeys(mapping: mapping, serial: row.serial), effectiveAt: effectiveAt)
    case .partyToParticipant(let mapping):
      hosts[mapping.party, default: TopologyHistory()].append(removed ? nil : mapping, effectiveAt: effectiveAt)
      for host in mapping.participantIDs {
        hostedParties[host, default: []].insertSorted(mapping.party)
      }
    case .trustCertificate(let mapping):
      let key = Trust(participant: mapping.participant, synchronizer: mapping.synchronizer)
      trust[key, default: TopologyHistory()].append(removed ? nil : true, effectiveAt: effectiveAt)
      if mapping.synchronizer == synchronizer { participants.insertSorted(mapping.participant) }
    case .vettedPackages(let mapping):
      vetted[mapping.participant, default: TopologyHistory()].append(removed ? nil : mapping, effectiveAt: effectiveAt)
    case .synchronizerParameters(let mapping):
      parameters.append(removed ? nil : mapping.parameters, effectiveAt: effectiveAt)
    case .sequencerState(let mapping): sequencers.append(removed ? nil : mapping, effectiveAt: effectiveAt)
    case .mediatorState(let mapping):
      let place = mediators.firstIndex { $0.group >= mapping.group } ?? mediators.count
      if place == mediators.count || mediators[place].group != mapping.group {
        mediators.insert((group: mapping.group, history: TopologyHistory()), at: place)
      }
      mediators[place].history.append(removed ? nil : mapping, effectiveAt: effectiveAt)
    }
  }

  private mutating func apply(_ mapping: NamespaceDelegation, _ row: StoredTopology) {
    let target = mapping.target.fingerprint
    var histories = delegations[mapping.namespace] ?? []
    let place = histories.firstIndex { $0.target >= target } ?? histories.count
    if place == histories.count || histories[place].target != target {
      histories.insert(DelegationHistory(target: target, history: TopologyHistory()), at: place)
    }
    let delegation = AuthorizationGraph.Delegation(mapping: mapping, signers: row.transaction.signers)
    histories[place].history.append(row.isRemoval ? nil : delegation, effectiveAt: row.effectiveAt)
    delegations[mapping.namespace] = histories
    graphs[mapping.namespace] = buildGraph(mapping.namespace, at: nil)
  }

  private func buildGraph(_ namespace: Fingerprint, at instant: Instant?) -> AuthorizationGraph {
    AuthorizationGraph(
      namespace: namespace,
      delegations: (delegations[namespace] ?? []).compactMap { $0.history.value(at: instant) })
  }

  /// Who may sign for a namespace; nil as instant means with everything accepted.
  func graph(_ namespace: Fingerprint, at instant: Instant? = nil) -> AuthorizationGraph {
    guard let instant else { return graphs[namespace] ?? AuthorizationGraph(namespace: namespace, delegations: []) }
    return buildGraph(namespace, at: instant)
  }

  func hasTrust(_ participant: MemberID, at instant: Instant?) -> Bool {
    guard let synchronizer else { return false }
    return trust[Trust(participant: participant, synchronizer: synchronizer)]?.value(at: instant) ?? false
  }
}

extension Array where Element: Comparable {
  mutating func insertSorted(_ element: Element) {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    if low == count || self[low] != element { insert(element, at: low) }
  }
}
