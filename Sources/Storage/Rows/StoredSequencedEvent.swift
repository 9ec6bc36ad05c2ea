import Kernel

/// An event that a sequencer assigned to a member.
public struct StoredSequencedEvent: Hashable, Sendable {
  /// The member that the event is for, for instance `PAR::participant1::1220…`.
  public var member: String
  /// The member's counter, ascending from 0 without gaps.
  public var counter: Int64
  /// Sequencing time.
  public var sequencedAt: Instant
  /// The reference to the event, or the event itself, serialised.
  public var bytes: [UInt8]

  /// A row with all its columns.
  public init(member: String, counter: Int64, sequencedAt: Instant, bytes: [UInt8]) {
    self.member = member
    self.counter = counter
    self.sequencedAt = sequencedAt
    self.bytes = bytes
  }
}
