import Events

/// A participant's declaration that it joins a synchronizer.
public struct SynchronizerTrustCertificate: Hashable, Sendable {
  /// Who joins.
  public let participant: MemberID
  /// What it joins.
  public let synchronizer: SynchronizerID

  /// A certificate.
  public init(participant: MemberID, synchronizer: SynchronizerID) {
    self.participant = participant
    self.synchronizer = synchronizer
  }
}

/// The packages that a participant accepts, all without limits of time.
public struct VettedPackages: Hashable, Sendable {
  /// Whose packages they are.
  public let participant: MemberID
  /// Package ids, in order.
  public let packages: [String]

  /// A list of packages.
  public init(participant: MemberID, packages: [String]) {
    self.participant = participant
    self.packages = packages
  }
}

/// A synchronizer's dynamic parameters.
public struct SynchronizerParametersState: Hashable, Sendable {
  /// Whose parameters they are.
  public let synchronizer: SynchronizerID
  /// The parameters.
  public let parameters: DynamicSynchronizerParameters

  /// Parameters of a synchronizer.
  public init(synchronizer: SynchronizerID, parameters: DynamicSynchronizerParameters) {
    self.synchronizer = synchronizer
    self.parameters = parameters
  }
}

/// A group of mediators of a synchronizer.
public struct MediatorSynchronizerState: Hashable, Sendable {
  /// The synchronizer.
  public let synchronizer: SynchronizerID
  /// The group's number, from 0.
  public let group: Int
  /// How many mediators must agree on a verdict.
  public let threshold: Int
  /// The mediators that act.
  public let active: [MemberID]
  /// The mediators that only read.
  public let observers: [MemberID]

  /// A group. Throws `TOPOLOGY_INVALID_MAPPING` for an empty group and a threshold that cannot be reached.
  public init(
    synchronizer: SynchronizerID, group: Int = 0, threshold: Int = 1, active: [MemberID], observers: [MemberID] = []
  ) throws(TopologyError) {
    try checkGroup(threshold: threshold, active: active, observers: observers, kind: .mediator)
    self.synchronizer = synchronizer
    self.group = group
    self.threshold = threshold
    self.active = active
    self.observers = observers
  }

  /// All of them, the active ones first.
  public var all: [MemberID] { active + observers }
}

/// A synchronizer's sequencers.
public struct SequencerSynchronizerState: Hashable, Sendable {
  /// The synchronizer.
  public let synchronizer: SynchronizerID
  /// From how many sequencers a client must hear the same event.
  public let threshold: Int
  /// The sequencers that act.
  public let active: [MemberID]
  /// The sequencers that only read.
  public let observers: [MemberID]

  /// A group. Throws `TOPOLOGY_INVALID_MAPPING` for an empty group and a threshold that cannot be reached.
  public init(
    synchronizer: SynchronizerID, threshold: Int = 1, active: [MemberID], observers: [MemberID] = []
  )
    throws(TopologyError)
  {
    try checkGroup(threshold: threshold, active: active, observers: observers, kind: .sequencer)
    self.synchronizer = synchronizer
    self.threshold = threshold
    self.active = active
    self.observers = observers
  }

  /// All of them, the active ones first.
  public var all: [MemberID] { active + observers }
}

private func checkGroup(
  threshold: Int, active: [MemberID], observers: [MemberID], kind: MemberKind
)
  throws(TopologyError)
{
  guard !active.isEmpty else { throw .invalidMapping("active \(kind.rawValue) members must not be empty") }
  guard threshold > 0, threshold <= active.count else {
    throw .invalidMapping("threshold (\(threshold)) must be between 1 and the number of active (\(active.count))")
  }
  for member in active + observers where member.kind != kind {
    throw .invalidMapping("\(member.short) is not a \(kind.rawValue) member")
  }
}
