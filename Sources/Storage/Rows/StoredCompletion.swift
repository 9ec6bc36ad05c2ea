import Kernel

/// How a command ended, as the Ledger API's completion service tells it.
public struct StoredCompletion: Hashable, Sendable {
  /// Offset of the participant.
  public var offset: Int64
  /// User that submitted.
  public var userId: String
  /// Command id that the user chose.
  public var commandId: String
  /// Submission id, one per attempt.
  public var submissionId: String
  /// Parties that the command acted as.
  public var actAs: [String]
  /// `OK`, or Canton's error code.
  public var code: String
  /// Id of the update; nil when the command was rejected.
  public var updateId: [UInt8]?
  /// Record time on the synchronizer.
  public var recordTime: Instant

  /// A row with all its columns.
  public init(
    offset: Int64, userId: String, commandId: String, submissionId: String, actAs: [String], code: String,
    updateId: [UInt8]?, recordTime: Instant
  ) {
    self.offset = offset
    self.userId = userId
    self.commandId = commandId
    self.submissionId = submissionId
    self.actAs = actAs
    self.code = code
    self.updateId = updateId
    self.recordTime = recordTime
  }
}

/// What the node remembers of a change (user, command id and submitters) to refuse its repetition.
public struct StoredDeduplication: Hashable, Sendable {
  /// Where the change stands.
  public enum State: UInt8, Hashable, Sendable, CaseIterable {
    /// Submitted, no completion yet.
    case inFlight = 0
    /// Completed with an accepted transaction.
    case accepted = 1
    /// Completed with a rejection; a repetition is allowed.
    case rejected = 2
  }

  /// Hash of user, command id and submitters.
  public var changeId: [UInt8]
  /// Offset of the completion; of the ledger end at submission while the change is in flight.
  public var offset: Int64
  /// End of the deduplication period.
  public var until: Instant
  /// Where the change stands.
  public var state: State

  /// A row with all its columns.
  public init(changeId: [UInt8], offset: Int64, until: Instant, state: State) {
    self.changeId = changeId
    self.offset = offset
    self.until = until
    self.state = state
  }
}
