import Events
import Kernel
import Keys

/// What is fixed when a synchronizer is set up. Model: `StaticSynchronizerParameters` of Canton 3.5; defaults are those
/// of a founding node with provider `jce`, which supports every scheme.
public struct StaticSynchronizerParameters: Hashable, Sendable {
  /// The protocol version, 35 by default.
  public var protocolVersion: Int
  /// The physical synchronizer's serial.
  public var serial: Int
  /// How long after its sequencing a topology transaction becomes effective.
  public var topologyChangeDelay: Span
  /// The schemes that every member must know. A member's keys must include a signing key of a required spec, and a
  /// participant's an encryption key too.
  public var required: HandshakeRequirement

  /// Canton's defaults, with what is given instead.
  public init(
    protocolVersion: Int = 35, serial: Int = 0, topologyChangeDelay: Span = .milliseconds(250),
    required: HandshakeRequirement = HandshakeRequirement(provider: .jce)
  ) {
    self.protocolVersion = protocolVersion
    self.serial = serial
    self.topologyChangeDelay = topologyChangeDelay
    self.required = required
  }

  /// The physical id of a synchronizer with these parameters: `<uid>::<protocol version>-<serial>`.
  public func physicalID(of synchronizer: SynchronizerID) -> String { "\(synchronizer)::\(protocolVersion)-\(serial)" }
}

/// Which participants may join.
public enum OnboardingRestriction: String, CaseIterable, Hashable, Sendable {
  /// Any participant.
  case unrestrictedOpen = "UnrestrictedOpen"
  /// None at the moment.
  case unrestrictedLocked = "UnrestrictedLocked"

  /// The value in Canton's protobuf enum.
  public var protoValue: UInt64 {
    switch self {
    case .unrestrictedOpen: 1
    case .unrestrictedLocked: 2
    }
  }
}

/// What a synchronizer's owner can change at run time. Defaults are those of Canton 3.5
/// (`DynamicSynchronizerParameters.initialValues`).
public struct DynamicSynchronizerParameters: Hashable, Sendable {
  /// How long after a request a confirmation response counts.
  public var confirmationResponseTimeout: Span
  /// How much longer the mediator may take for its verdict.
  public var mediatorReactionTimeout: Span
  /// How long only the submitter of an unassignment may assign.
  public var assignmentExclusivityTimeout: Span
  /// How far ledger time and record time may differ.
  public var ledgerTimeRecordTimeTolerance: Span
  /// How far preparation time and record time may differ.
  public var preparationTimeRecordTimeTolerance: Span
  /// How long the mediator remembers request ids.
  public var mediatorDeduplicationTimeout: Span
  /// Time between two ACS commitments.
  public var reconciliationInterval: Span
  /// Largest request in bytes.
  public var maxRequestSize: Int
  /// Confirmation requests per second and participant.
  public var confirmationRequestsMaxRate: Int
  /// How long a sequencer keeps an aggregated submission.
  public var sequencerAggregateSubmissionTimeout: Span
  /// Which participants may join.
  public var onboardingRestriction: OnboardingRestriction

  /// Canton's defaults, with what is given instead.
  public init(
    confirmationResponseTimeout: Span = .seconds(30), mediatorReactionTimeout: Span = .seconds(30),
    assignmentExclusivityTimeout: Span = .minutes(1), ledgerTimeRecordTimeTolerance: Span = .minutes(1),
    preparationTimeRecordTimeTolerance: Span = .hours(24), mediatorDeduplicationTimeout: Span = .hours(48),
    reconciliationInterval: Span = .minutes(1), maxRequestSize: Int = 10 * 1024 * 1024,
    confirmationRequestsMaxRate: Int = 1_000_000, sequencerAggregateSubmissionTimeout: Span = .minutes(6),
    onboardingRestriction: OnboardingRestriction = .unrestrictedOpen
  ) {
    self.confirmationResponseTimeout = confirmationResponseTimeout
    self.mediatorReactionTimeout = mediatorReactionTimeout
    self.assignmentExclusivityTimeout = assignmentExclusivityTimeout
    self.ledgerTimeRecordTimeTolerance = ledgerTimeRecordTimeTolerance
    self.preparationTimeRecordTimeTolerance = preparationTimeRecordTimeTolerance
    self.mediatorDeduplicationTimeout = mediatorDeduplicationTimeout
    self.reconciliationInterval = reconciliationInterval
    self.maxRequestSize = maxRequestSize
    self.confirmationRequestsMaxRate = confirmationRequestsMaxRate
    self.sequencerAggregateSubmissionTimeout = sequencerAggregateSubmissionTimeout
    self.onboardingRestriction = onboardingRestriction
  }

  /// How long after a request a participant waits for a verdict: both timeouts together.
  public var decisionTimeout: Span { confirmationResponseTimeout + mediatorReactionTimeout }

  /// Throws `TOPOLOGY_VALUE_OUT_OF_BOUNDS` unless both timeouts are between one second and five minutes.
  public func checkBounds() throws(TopologyError) {
    let bounded = [
      ("confirmation response timeout", confirmationResponseTimeout),
      ("mediator reaction timeout", mediatorReactionTimeout),
    ]
    for (name, value) in bounded where value < .seconds(1) || value > .minutes(5) {
      throw TopologyError(
        code: TopologyErrorCode.valueOutOfBounds,
        message: "Parameter `\(name)` needs to be between 1s and 5m; found: \(value)")
    }
  }
}
