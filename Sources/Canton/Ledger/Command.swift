import Events
import Kernel
import Keys

/// What a command asks of the ledger.
public enum LedgerCommand: Hashable, Sendable {
  /// Creates IOUs; one transaction, one root view each.
  case createIous([Iou])
  /// Exercises `Iou_Transfer` on a contract: archives it and creates one for the new owner.
  case transferIou(ContractID, newOwner: PartyID)
  /// Creates and archives a contract among the given parties at once; `health.ping`.
  case ping(initiator: PartyID, responder: PartyID)
}

/// A command with all that identifies its submission.
public struct CommandSubmission: Sendable {
  /// Who submits what under which ids.
  public let key: CommandKey
  /// The acting parties.
  public let actAs: [PartyID]
  /// What is asked.
  public let command: LedgerCommand
  /// How long a second submission of the same change counts as a duplicate.
  public let deduplicationPeriod: Span

  /// Makes a submission; Canton's default deduplication period is 24 hours here, the longest that a participant keeps.
  public init(key: CommandKey, actAs: [PartyID], command: LedgerCommand, deduplicationPeriod: Span = .hours(24)) {
    self.key = key
    self.actAs = actAs.sorted()
    self.command = command
    self.deduplicationPeriod = deduplicationPeriod
  }

  /// The change id: the same for every submission of one intent.
  public var changeID: [UInt8] {
    var writer = ByteWriter()
    writer.string(key.userID)
    writer.string(key.commandID)
    writer.parties(actAs)
    return CryptoEngine.sha256(writer.finish())
  }
}

/// How a command ended: exactly one completion for each accepted command.
public struct Completion: Sendable {
  /// `OK`, or Canton's error code.
  public let code: String
  /// The transaction's id, when it was committed.
  public let updateID: String?
  /// The contracts that the transaction created.
  public let created: [Contract]
}
