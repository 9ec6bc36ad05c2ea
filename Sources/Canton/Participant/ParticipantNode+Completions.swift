import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// Accepted commands until their completion: exactly one each, whatever happens to the connection or the process.
/// Model: Canton's in-flight submission tracker; an unsequenced request ends when its max sequencing time has passed.
extension ParticipantNode {
  /// Remembers an accepted command, in the store too.
  func track(_ submission: CommandSubmission, on connection: Connection) throws -> InFlight {
    let entry = InFlight(
      key: submission.key, actAs: submission.actAs, changeID: submission.changeID,
      deduplicationPeriod: submission.deduplicationPeriod, acceptedAt: context.now,
      synchronizer: connection.state.alias, messageID: freshName("request"), completion: context.reply())
    try context.store.transaction {
      try context.store.put(
        StoredDeduplication(
          changeId: entry.changeID, offset: ledgerEnd, until: context.now + submission.deduplicationPeriod,
          state: .inFlight))
      try context.store.set(entry.setting, entry.stored)
    }
    submissions[entry.messageID] = entry
    return entry
  }

  /// The request of a command has a bound and may be sent from now on.
  func bind(_ entry: InFlight, to bound: Instant, on connection: Connection) throws {
    entry.bound = bound
    try context.store.set(entry.setting, entry.stored)
    watch(entry, bound, on: connection)
  }

  private func watch(_ entry: InFlight, _ bound: Instant, on connection: Connection) {
    connection.client.tracker.after(
      bound, isNeeded: { [unowned self] in submissions[entry.messageID] != nil && entry.requestID == nil }
    ) { [self] in
      keepingStore { try complete(entry, code: "NOT_SEQUENCED_TIMEOUT", recordTime: bound) }
    }
  }

  /// Takes back the commands that owe a completion, at a restart. What was never sent ends at once.
  func restoreSubmissions() throws {
    for row in try context.store.settings() where row.key.hasPrefix(InFlight.settingPrefix) {
      let entry = try InFlight(stored: row.value, completion: context.reply())
      submissions[entry.messageID] = entry
      if entry.bound == nil {
        try complete(entry, code: "SUBMISSION_DURING_SHUTDOWN", recordTime: context.now)
      }
    }
  }

  /// After a restart the subscription tells what became of the requests that may have been sent.
  func watchRestored(on connection: Connection) {
    for entry in submissions.values where entry.synchronizer == connection.state.alias {
      if let bound = entry.bound { watch(entry, bound, on: connection) }
    }
  }

  /// An event of the own subscription that answers a request of an application.
  func noteOwnRequest(_ event: SequencedEvent) {
    switch event.content {
    case .deliver(let messageID?, _, _):
      guard let entry = submissions[messageID] else { return }
      entry.requestID = event.timestamp
      sequencedSubmissions[event.timestamp] = entry
    case .deliverError(let messageID, let code, _):
      guard let entry = submissions[messageID] else { return }
      keepingStore { try complete(entry, code: code, recordTime: event.timestamp) }
    case .deliver, .tick: return
    }
  }

  /// Writes the one completion of a command and tells the application.
  func complete(
    _ entry: InFlight, code: String, updateID: String? = nil, created: [Contract] = [], recordTime: Instant
  ) throws {
    guard submissions.removeValue(forKey: entry.messageID) != nil else { return }
    if let requestID = entry.requestID { sequencedSubmissions[requestID] = nil }
    let offset = ledgerEnd + 1
    try context.store.transaction {
      try context.store.append(
        StoredCompletion(
          offset: offset, userId: entry.key.userID, commandId: entry.key.commandID,
          submissionId: entry.key.submissionID, actAs: entry.actAs.map(\.description), code: code,
          updateId: updateID.map { Array($0.utf8) }, recordTime: recordTime))
      try advanceLedgerEnd(to: offset, at: ledgerEndTime)
      try context.store.put(
        StoredDeduplication(
          changeId: entry.changeID, offset: offset, until: context.now + entry.deduplicationPeriod,
          state: code == "OK" ? .accepted : .rejected))
      try context.store.set(entry.setting, nil)
    }
    context.record(
      Event.ledger(
        .completed(
          command: entry.key, parties: entry.actAs, code: code, updateID: updateID,
          latency: context.now - entry.acceptedAt)))
    entry.completion.succeed(Completion(code: code, updateID: updateID, created: created))
  }

  func advanceLedgerEnd(to offset: Int64, at time: Instant) throws {
    ledgerEnd = offset
    ledgerEndTime = max(ledgerEndTime, time)
    try context.store.set("ledger.end", encodeCounter(ledgerEnd))
    try context.store.set("ledger.end-time", encodeCounter(ledgerEndTime.nanoseconds))
  }

  /// Runs what must not fail: a participant that cannot write its store cannot go on.
  private func keepingStore(_ body: () throws -> Void) {
    do {
      try body()
    } catch is NodeStopped {
      return
    } catch {
      preconditionFailure("the participant cannot write its store: \(error)")
    }
  }
}

func encodeCounter(_ counter: Int64) -> [UInt8] {
  var writer = ByteWriter()
  writer.i64(counter)
  return writer.output
}

func decodeCounter(_ bytes: [UInt8]) throws -> Int64 {
  var reader = ByteReader(bytes)
  return try reader.i64()
}

extension ByteWriter {
  /// The bytes written so far.
  func finish() -> [UInt8] { output }
}
