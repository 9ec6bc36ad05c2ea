import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// Receiving a request, answering it and finishing it: phases 3 to 7; canton.md 8.1 steps 9, 10 and 13.
extension ParticipantNode {
  func receiveRequest(_ messages: [EncryptedViews], event: SequencedEvent, on connection: Connection) {
    let requestID = event.timestamp
    if connection.finished.contains(requestID) { return }
    var pending = PendingRequest(requestID: requestID, counter: event.counter)
    let processing = connection.processing
    processing.requests[requestID] = pending
    inOrder(connection) { [self] in
      try await validate(messages, &pending, connection: connection)
    } body: { [self] processing in
      let parties = try check(&pending, in: processing, on: connection)
      processing.requests[requestID] = pending
      context.spawn("\(id.name)/response") { [self] in try await respond(to: pending, for: parties, on: connection) }
    }
    let decisionTime = requestID + connection.state.snapshot(at: requestID).parameters.decisionTimeout
    connection.client.tracker.after(
      decisionTime, isNeeded: { connection.processing === processing && processing.requests[requestID] != nil }
    ) { [self] in
      inOrder(connection, prepare: {}) { [self] processing in
        try await finish(requestID, rejection: "LOCAL_VERDICT_TIMEOUT", in: processing, on: connection)
      }
    }
  }

  /// Decrypts and validates; a failure leaves a rejection in the result.
  private func validate(
    _ messages: [EncryptedViews], _ pending: inout PendingRequest, connection: Connection
  ) async throws {
    let requestID = pending.requestID
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
            message.rootHash, signature, what: "root-hash", signer: message.submitter, snapshot: snapshot, at: requestID
          )
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
      pending.rejection =
        error.code == "LOCAL_VERDICT_MALFORMED_REQUEST" ? error.code : "LOCAL_VERDICT_MALFORMED_PAYLOAD"
    } catch let error as NodeStopped {
      throw error
    } catch {
      pending.rejection = "LOCAL_VERDICT_MALFORMED_PAYLOAD"
    }
    if pending.rejection != nil { pending.views = [] }
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
  private func check(
    _ pending: inout PendingRequest, in processing: Processing, on connection: Connection
  ) throws -> [PartyID] {
    var hosting = HostedParties(connection.state.snapshot(at: pending.requestID), on: connection.client.member)
    if pending.rejection == nil {
      let inputs = pending.views.flatMap(\.archived).filter { hosting.hosts(anyOf: $0.stakeholders) }
      for contract in inputs {
        if processing.locked[contract.id] != nil {
          pending.rejection = "LOCAL_VERDICT_LOCKED_CONTRACTS"
        } else if try activeContract(contract.id) == nil {
          pending.rejection = "LOCAL_VERDICT_INACTIVE_CONTRACTS"
        }
      }
      if pending.rejection == nil {
        for contract in inputs { processing.locked[contract.id] = pending.requestID }
      }
    }
    pending.isChecked = true
    let confirmers = pending.views.reduce(into: [PartyID]()) { $0 = sortedUnion($0, $1.confirmers) }
    return confirmers.filter { hosting.confirms($0) }
  }

  /// Two Protocol signatures per request of a confirmer: the responses, and the submission that carries them.
  private func respond(to pending: PendingRequest, for parties: [PartyID], on connection: Connection) async throws {
    // Who cannot read the request does not know its parties' part in it and rejects it as a whole.
    guard !parties.isEmpty || (pending.rejection != nil && pending.views.isEmpty), connection.client.isConnected
    else { return }
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
    } catch is SendInterrupted {
      // Disconnected: after a reconnect the request is read and answered again.
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
    } body: { [self] processing in
      guard isValid else { return }
      try await finish(result.requestID, rejection: result.rejection, in: processing, on: connection)
    }
  }

  /// Commits or rolls back, in one transaction of the store together with the completion and what a restart must know.
  private func finish(
    _ requestID: Instant, rejection: String?, in processing: Processing, on connection: Connection
  ) async throws {
    guard processing.requests[requestID]?.isChecked ?? false else { return }
    try await pause(timing.databaseCommit)
    guard connection.processing === processing, let pending = processing.requests.removeValue(forKey: requestID)
    else { return }
    for contract in pending.views.flatMap(\.archived) where processing.locked[contract.id] == requestID {
      processing.locked[contract.id] = nil
    }
    let updateID = Hexadecimal.encode(Array(pending.rootHash.suffix(16)))
    let entry = sequencedSubmissions[requestID]
    let code = rejection ?? (pending.views.isEmpty ? pending.rejection : nil)
    try context.store.transaction {
      try remember(requestID, on: connection)
      try connection.client.storeProgress()
      if let code {
        context.record(Event.ledger(.rejected(updateID: updateID, sequencedAt: requestID, code: code)))
        if let entry { try complete(entry, code: code, recordTime: requestID) }
      } else {
        try commit(pending, updateID: updateID, entry, on: connection)
      }
    }
    closePeriods(of: connection)
  }

  private func commit(_ pending: PendingRequest, updateID: String, _ entry: InFlight?, on connection: Connection) throws
  {
    let requestID = pending.requestID
    var hosting = HostedParties(connection.state.snapshot(at: requestID), on: connection.client.member)
    // What the participant refused itself, others may have confirmed: it applies what it can.
    let archived = try pending.views.flatMap(\.archived).filter {
      try hosting.hosts(anyOf: $0.stakeholders) && activeContract($0.id) != nil
    }
    let created = try pending.views.flatMap(\.created).filter {
      try hosting.hosts(anyOf: $0.stakeholders) && context.store.contract($0.id.bytes) == nil
    }
    let offset = ledgerEnd + 1
    try context.store.archive(archived.map(\.id.bytes), offset: offset)
    try context.store.insert(created.map { $0.row(synchronizer: connection.state.id, offset: offset) })
    try advanceLedgerEnd(to: offset, at: requestID)
    connection.commitments.changed(archived: archived, created: created, at: requestID)
    context.record(
      Event.ledger(
        .committed(
          updateID: updateID, sequencedAt: requestID, command: entry?.key,
          change: entry.map { Hexadecimal.encode(Array($0.changeID.prefix(8))) }, created: created.count,
          archived: archived.count)))
    if let entry { try complete(entry, code: "OK", updateID: updateID, created: created, recordTime: requestID) }
  }

  /// A request that finished while an earlier one is pending is read again at a restart.
  private func remember(_ requestID: Instant, on connection: Connection) throws {
    var finished: [Instant] = []
    if let oldest = connection.processing.requests.keys.first {
      finished = connection.finished.filter { $0 > oldest }
      if requestID > oldest { finished.append(requestID) }
    }
    guard finished != connection.finished else { return }
    connection.finished = finished
    var writer = ByteWriter()
    for request in finished { writer.i64(request.nanoseconds) }
    try context.store.set("ledger.\(connection.state.alias).finished", writer.output)
  }
}

/// Which parties a participant hosts in one snapshot; each is looked up once.
struct HostedParties {
  private let snapshot: TopologySnapshot
  private let participant: MemberID
  private var known: [PartyID: HostingParticipant?] = [:]

  init(_ snapshot: TopologySnapshot, on participant: MemberID) {
    self.snapshot = snapshot
    self.participant = participant
  }

  private mutating func host(_ party: PartyID) -> HostingParticipant? {
    if let host = known[party] { return host }
    let host = snapshot.hosts(of: party).first { $0.participant == participant }
    known[party] = .some(host)
    return host
  }

  mutating func hosts(anyOf parties: [PartyID]) -> Bool {
    for party in parties where host(party) != nil { return true }
    return false
  }

  mutating func confirms(_ party: PartyID) -> Bool { host(party)?.canConfirm ?? false }
}
