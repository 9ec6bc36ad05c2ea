import Events
import Kernel
import Keys
import OrderedCollections
import Storage

extension ParticipantNode {
  /// The participant's side of one synchronizer.
  final class Connection {
    let state: SynchronizerState
    let client: SequencerClient
    let crypto: SynchronizerCrypto
    let outbox = TopologyOutbox()
    let sessionKeys: SessionKeyStore
    let commitments = CommitmentKeeper()
    /// What is in progress on the subscription that is open; a reconnect reads it again and starts with nothing.
    var processing = Processing()
    /// Requests that were finished while an earlier one was pending: a restart reads their events again and must not
    /// apply them twice.
    var finished: [Instant] = []

    init(state: SynchronizerState, client: SequencerClient, crypto: SynchronizerCrypto, sessionKeys: SessionKeyStore) {
      self.state = state
      self.client = client
      self.crypto = crypto
      self.sessionKeys = sessionKeys
    }
  }

  /// The requests between sequencing and verdict that one subscription brought.
  final class Processing {
    /// By sequencing time, in the order of the events.
    var requests: OrderedDictionary<Instant, PendingRequest> = [:]
    /// Contracts that a pending request has locked.
    var locked: [ContractID: Instant] = [:]
    /// Decisions on contracts happen in the order of the events, whatever decryption and validation take.
    var order: Reply<Void>?
  }

  /// A request between its sequencing and its verdict.
  struct PendingRequest {
    let requestID: Instant
    /// Counter of its event.
    let counter: Int64
    var rootHash: [UInt8] = []
    var views: [TransactionView] = []
    var rejection: String?
    var isChecked = false
  }

  /// An accepted command between its acceptance and its completion. It is stored until then, so that a restarted
  /// participant owes the completion still.
  final class InFlight {
    let key: CommandKey
    let actAs: [PartyID]
    let changeID: [UInt8]
    let deduplicationPeriod: Span
    let acceptedAt: Instant
    let synchronizer: String
    let messageID: String
    let completion: Reply<Completion>
    /// Latest sequencing time of its request; nil before there is one, and then nothing was sent.
    var bound: Instant?
    /// Sequencing time of its request.
    var requestID: Instant?

    init(
      key: CommandKey, actAs: [PartyID], changeID: [UInt8], deduplicationPeriod: Span, acceptedAt: Instant,
      synchronizer: String, messageID: String, completion: Reply<Completion>
    ) {
      self.key = key
      self.actAs = actAs
      self.changeID = changeID
      self.deduplicationPeriod = deduplicationPeriod
      self.acceptedAt = acceptedAt
      self.synchronizer = synchronizer
      self.messageID = messageID
      self.completion = completion
    }
  }
}

extension ParticipantNode.InFlight {
  static let settingPrefix = "submission."

  var setting: String { ParticipantNode.InFlight.settingPrefix + messageID }

  /// The stored form.
  var stored: [UInt8] {
    var writer = ByteWriter()
    writer.string(key.userID)
    writer.string(key.commandID)
    writer.string(key.submissionID)
    writer.parties(actAs)
    writer.bytes(changeID)
    writer.i64(deduplicationPeriod.nanoseconds)
    writer.i64(acceptedAt.nanoseconds)
    writer.string(synchronizer)
    writer.string(messageID)
    writer.bool(bound != nil)
    writer.i64(bound?.nanoseconds ?? 0)
    return writer.output
  }

  /// Reads the stored form.
  convenience init(stored bytes: [UInt8], completion: Reply<Completion>) throws {
    var reader = ByteReader(bytes)
    let key = CommandKey(userID: try reader.string(), commandID: try reader.string(), submissionID: try reader.string())
    let actAs = try reader.parties()
    let changeID = try reader.bytes()
    let period = Span(nanoseconds: try reader.i64())
    let acceptedAt = Instant(nanoseconds: try reader.i64())
    self.init(
      key: key, actAs: actAs, changeID: changeID, deduplicationPeriod: period, acceptedAt: acceptedAt,
      synchronizer: try reader.string(), messageID: try reader.string(), completion: completion)
    let hasBound = try reader.bool()
    let instant = Instant(nanoseconds: try reader.i64())
    bound = hasBound ? instant : nil
  }
}
