import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// Receiving a request, answering it and finishing it: phases 3 to 7; canton.md 8.1 steps 9, 10 and 13.
extension ParticipantNode {
  func receiveRequest(_ messages: [EncryptedViews], event: SequencedEvent, on connection: Connection) {
    let requestID = event.timestamp
    if finished(requestID, on: connection) { return }
    connection.requests[requestID] = PendingRequest(requestID: requestID)
    connection.counters[requestID] = event.counter
    var pending = PendingRequest(requestID: requestID)
    inOrder(connection) { [self] in
      pending = await validate(messages, requestID: requestID, connection: connection)
    } body: { [self] in
      let parties = try check(&pending, on: connection)
      connection.requests[requestID] = pending
      context.spawn("\(id.name)/response") { [self] in try await respond(to: pending, for: parties, on: connection) }
    }
    context.spawn("\(id.name)/decision-time", background: true) { [self] in
      let parameters = connection.state.snapshot(at: requestID).parameters
      let decisionTime = requestID + parameters.confirmationResponseTimeout + parameters.mediatorReactionTimeout
      try await context.sleep(until: decisionTime + .milliseconds(750))
      guard connection.requests[requestID] != nil else { return }
      inOrder(connection, prepare: {}) { [self] in
        try await finish(requestID, rejection: "LOCAL_VERDICT_TIMEOUT", on: connection)
      }
    }
  }

  /// Decrypts and validates; a failure leaves a rejection in the result.
  private func validate(_ messages: [EncryptedViews], requestID: Instant, connection: Connection) async -> PendingRequest {
    var pending = PendingRequest(requestID: requestID)
    let snapshot = connection.state.snapshot(at: requestID)
    do {
      for message in messages {
        pending.rootHash = message.rootHash
        let key = try await openSessionKey(message, requestID: requestID, snapshot: snapshot, connection: connection)
        try await pause(timing.symmetric)
        let group = try ViewGroup(serialized: try crypto.open(message.ciphertext, with: key))
        guard DamlTransaction.rootHash(of: group.viewHashes) == message.rootHash,
          group.views.allSatisfy({ $0.position < group.viewHashes.count && $0.hash == group.viewHashes[$0.position] })
        else { throw CantonError("LOCAL_VERDICT_MALFORMED_PAYLOAD", "the views do not belong to the root hash") }
        if let signature = message.submitterSignature {
          try await connection.crypto.verify(
            message.rootHash, signature, what: "root-hash", signer: message.submitter, snapshot: snapshot, at: requestID)
        } else if group.views.contains(where: { $0.parent == nil }) {
          throw CantonError("LOCAL_VERDICT_MALFORMED_REQUEST", "a root view without the submitter's signature")
        }
        guard (group.views.flatMap(\.archived) + group.views.flatMap(\.created)).allSatisfy(\.isAuthentic) else {
          throw CantonError("LOCAL_VERDICT_MALFORMED_REQUEST", "a contract id does not belong to its content")
        }
        pending.views += group.views
      }
      try await pause(timing.validation)
    } catch let error as CantonError {
      pending.rejection = error.code == "LOCAL_VERDICT_MALFORMED_REQUEST" ? error.code : "LOCAL_VERDICT_MALFORMED_PAYLOAD"
    } catch {
      pending.rejection = "LOCAL_VERDICT_MALFORMED_PAYLOAD"
    }
    return pending
  }

  private func openSessionKey(
    _ message: EncryptedViews, requestID: Instant, snapshot: TopologySnapshot, connection: Connection
  ) async throws -> SymmetricKey {
    let own = snapshot.encryptionKeys(of: connection.client.member).map(\.fingerprint)
    guard let encrypted = message.sessionKeys.first(where: { own.contains($0.fingerprint) }) else {
      throw CantonError("LOCAL_VERDICT_MALFORMED_PAYLOAD", "MissingParticipantKey(\(connection.client.member.short))")
    }
    func record(cached: Bool, latency: Span, failure: String?) {
      context.record(
        Event.crypto(
          .decrypted(
            key: encrypted.fingerprint, sequencedAt: requestID, cached: cached,
            viaKms: !cached && vault.isExternal(encrypted.fingerprint), latency: latency, failure: failure)))
    }
    if let key = connection.sessionKeys.incoming(encrypted, now: context.now) {
      record(cached: true, latency: .zero, failure: nil)
      return key
    }
    let began = context.now
    do {
      let key = try SymmetricKey(bytes: try await vault.decrypt(encrypted))
      record(cached: false, latency: context.now - began, failure: nil)
      connection.sessionKeys.remember(key, for: encrypted, now: context.now)
      return key
    } catch let error as NodeStopped {
      throw error
    } catch {
      record(cached: false, latency: context.now - began, failure: "\(error)")
      throw error
    }
  }

  /// Conflict detection, in the order of the requests: inactive and locked contracts are refused, the others locked.
  /// Returns the hosted parties to answer for.
  private func check(_ pending: inout PendingRequest, on connection: Connection) throws -> [PartyID] {
    let snapshot = connection.state.snapshot(at: pending.requestID)
    let own = connection.client.member
    func isHosted(_ party: PartyID) -> Bool { snapshot.hosts(of: party).contains { $0.participant == own } }
    if pending.rejection == nil {
      let inputs = pending.views.flatMap(\.archived).filter { $0.stakeholders.contains(where: isHosted) }
      for contract in inputs {
        if locked[contract.id] != nil {
          pending.rejection = "LOCAL_VERDICT_LOCKED_CONTRACTS"
        } else if try activeContract(contract.id) == nil {
          pending.rejection = "LOCAL_VERDICT_INACTIVE_CONTRACTS"
        }
      }
      if pending.rejection == nil {
        for contract in inputs { locked[contract.id] = pending.requestID }
      }
    }
    pending.isChecked = true
    let confirmers = pending.views.reduce(into: [PartyID]()) { $0 = sortedUnion($0, $1.confirmers) }
    return confirmers.filter { party in
      snapshot.hosts(of: party).contains { $0.participant == own && $0.permission != .observation }
    }
  }

  /// Two Protocol signatures per request of a confirmer: the responses, and the submission that carries them.
  private func respond(to pending: PendingRequest, for parties: [PartyID], on connection: Connection) async throws {
    // A participant that cannot read the request does not know its parties' part in it and stays silent.
    guard !parties.isEmpty, connection.client.isConnected else { return }
    let snapshot = connection.state.snapshot(at: pending.requestID)
    do {
      let member = connection.client.member
      let signature = try await connection.crypto.sign(
        ConfirmationResponses.hash(
          requestID: pending.requestID, rootHash: pending.rootHash, responder: member, parties: parties,
          rejection: pending.rejection), what: "confirmation-responses", snapshot: snapshot, at: pending.requestID)
      let responses = ConfirmationResponses(
        requestID: pending.requestID, rootHash: pending.rootHash, responder: member, parties: parties,
        rejection: pending.rejection, signature: signature)
      _ = try await connection.client.send(
        [ProtocolMessage.confirmationResponses(responses).envelope(to: [.mediatorGroup])],
        messageID: freshName("response"),
        maxSequencingTime: pending.requestID + snapshot.parameters.confirmationResponseTimeout)
    } catch is CantonError {
      // Too late or refused: the mediator times out and its verdict, or the decision time, ends the request.
    }
  }

  // MARK: Verdict

  func receiveVerdict(_ result: ConfirmationResult, at timestamp: Instant, on connection: Connection) {
    var isValid = false
    inOrder(connection) {
      let snapshot = connection.state.snapshot(at: result.requestID)
      guard let mediator = snapshot.mediatorGroups.first?.active.first else { return }
      do {
        try await connection.crypto.verify(
          result.hash, result.signature, what: "confirmation-result", signer: mediator, snapshot: snapshot,
          at: result.requestID)
        isValid = true
      } catch is CantonError {
        return
      }
    } body: { [self] in
      guard isValid else { return }
      try await finish(result.requestID, rejection: result.rejection, on: connection)
    }
  }

  /// Commits or rolls back, in one transaction of the store.
  private func finish(_ requestID: Instant, rejection: String?, on connection: Connection) async throws {
    guard let pending = connection.requests[requestID], pending.isChecked else { return }
    try await pause(timing.databaseCommit)
    guard connection.requests.removeValue(forKey: requestID) != nil else { return }
    connection.counters[requestID] = nil
    for contract in pending.views.flatMap(\.archived) where locked[contract.id] == requestID { locked[contract.id] = nil }
    let updateID = Hexadecimal.encode(Array(pending.rootHash.suffix(16)))
    let entry = sequencedSubmissions.removeValue(forKey: requestID)
    guard rejection == nil, pending.rejection == nil || !pending.views.isEmpty else {
      let code = rejection ?? pending.rejection ?? "LOCAL_VERDICT_MALFORMED_PAYLOAD"
      context.record(Event.ledger(.rejected(updateID: updateID, sequencedAt: requestID, code: code)))
      try remember(requestID, on: connection)
      if let entry { try complete(entry, code: code, updateID: nil, created: [], recordTime: requestID) }
      return
    }
    let snapshot = connection.state.snapshot(at: requestID)
    let own = connection.client.member
    func isVisible(_ contract: Contract) -> Bool {
      contract.stakeholders.contains { party in snapshot.hosts(of: party).contains { $0.participant == own } }
    }
    let archived = pending.views.flatMap(\.archived).filter(isVisible)
    let created = pending.views.flatMap(\.created).filter(isVisible)
    let offset = ledgerEnd + 1
    try context.store.transaction {
      try context.store.archive(archived.map(\.id.bytes), offset: offset)
      try context.store.insert(created.map { $0.row(synchronizer: connection.state.id, offset: offset) })
      try advanceLedgerEnd(to: offset, at: requestID)
      try remember(requestID, on: connection)
    }
    connection.commitments.changed(archived: archived, created: created)
    context.record(
      Event.ledger(
        .committed(
          updateID: updateID, sequencedAt: requestID, command: entry?.submission.key,
          change: entry.map { Hexadecimal.encode(Array($0.submission.changeID.prefix(8))) }, created: created.count,
          archived: archived.count)))
    if let entry { try complete(entry, code: "OK", updateID: updateID, created: created, recordTime: requestID) }
  }

  func advanceLedgerEnd(to offset: Int64, at time: Instant) throws {
    ledgerEnd = offset
    ledgerEndTime = max(ledgerEndTime, time)
    try context.store.set("ledger.end", encodeCounter(ledgerEnd))
    try context.store.set("ledger.end-time", encodeCounter(ledgerEndTime.nanoseconds))
  }

  /// Writes the completion and tells the application.
  func complete(_ entry: InFlight, code: String, updateID: String?, created: [Contract], recordTime: Instant) throws {
    inFlight -= 1
    let submission = entry.submission
    let offset = ledgerEnd + 1
    try context.store.transaction {
      try context.store.append(
        StoredCompletion(
          offset: offset, userId: submission.key.userID, commandId: submission.key.commandID,
          submissionId: submission.key.submissionID, actAs: submission.actAs.map(\.description), code: code,
          updateId: updateID.map { Array($0.utf8) }, recordTime: recordTime))
      try advanceLedgerEnd(to: offset, at: ledgerEndTime)
      try context.store.put(
        StoredDeduplication(
          changeId: submission.changeID, offset: offset, until: context.now + submission.deduplicationPeriod,
          state: code == "OK" ? .accepted : .rejected))
    }
    context.record(
      Event.ledger(
        .completed(
          command: submission.key, parties: submission.actAs, code: code, updateID: updateID,
          latency: context.now - entry.acceptedAt)))
    entry.completion.succeed(Completion(code: code, updateID: updateID, created: created))
  }

  // MARK: Requests finished out of order

  /// Requests that finished while an earlier one was pending: a restart reads their events again.
  private func finished(_ requestID: Instant, on connection: Connection) -> Bool {
    finishedRequests[connection.state.alias]?.contains(requestID) ?? false
  }

  private func remember(_ requestID: Instant, on connection: Connection) throws {
    let alias = connection.state.alias
    let oldest = connection.requests.keys.min()
    var finished: [Instant] = []
    if let oldest {
      finished = (finishedRequests[alias] ?? []).filter { $0 > oldest }
      if requestID > oldest { finished.append(requestID) }
    }
    guard finished != finishedRequests[alias] ?? [] else { return }
    finishedRequests[alias] = finished
    var writer = ByteWriter()
    for request in finished { writer.u64(UInt64(bitPattern: request.nanoseconds)) }
    try context.store.set("ledger.\(alias).finished", writer.finish())
  }
}
