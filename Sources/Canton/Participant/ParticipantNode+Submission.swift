import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// Submitting a command: phases 1 and 2 of the transaction protocol; canton.md 8.1 steps 1 to 6.
extension ParticipantNode {
  /// Whether a command of these parties would be routed to a synchronizer.
  public func canSubmit(as parties: [PartyID]) -> Bool { route(parties) != nil && !isDraining }

  /// Whether the participant hosts all of these parties on a synchronizer that it knows.
  public func hosts(_ parties: [PartyID]) -> Bool {
    let hosted = hostedParties()
    return parties.allSatisfy { hosted.contains($0) }
  }

  private func route(_ parties: [PartyID]) -> Connection? {
    guard let member else { return nil }
    return connections.values.first { connection in
      guard connection.client.isConnected else { return false }
      let snapshot = connection.state.approximateSnapshot
      return parties.allSatisfy { party in
        snapshot.hosts(of: party).contains { $0.participant == member && $0.permission == .submission }
      }
    }
  }

  /// Accepts or refuses a command. An accepted command ends in exactly one completion, which the reply carries.
  /// - Throws: `SERVER_IS_SHUTTING_DOWN` while draining, `NO_SYNCHRONIZER_FOR_SUBMISSION`,
  ///   `SUBMISSION_ALREADY_IN_FLIGHT`, `DUPLICATE_COMMAND` (definite; the command had no effect).
  public func submit(_ submission: CommandSubmission) throws -> Reply<Completion> {
    guard !isDraining else { throw CantonError("SERVER_IS_SHUTTING_DOWN", "The participant takes no commands") }
    guard let connection = route(submission.actAs) else {
      throw CantonError(
        "NO_SYNCHRONIZER_FOR_SUBMISSION",
        "No connected synchronizer hosts \(submission.actAs.map(\.name).joined(separator: ", ")) on \(id) with submission permission"
      )
    }
    if let known = try context.store.deduplication(submission.changeID) {
      guard known.state != .inFlight else {
        throw CantonError("SUBMISSION_ALREADY_IN_FLIGHT", "The submission is already in-flight")
      }
      guard known.state == .rejected || known.until <= context.now else {
        throw CantonError(
          "DUPLICATE_COMMAND", "A command with the given command ID has already been successfully processed")
      }
    }
    let entry = try track(submission, on: connection)
    context.record(Event.ledger(.accepted(command: submission.key, parties: submission.actAs)))
    context.spawn("\(id.name)/submission") { [self] in
      do {
        try await run(submission, entry, on: connection)
      } catch is SendInterrupted {
        // Whether the request was sequenced is seen after a reconnect; the command stays in flight until then.
      } catch let error as CantonError {
        try complete(entry, code: error.code, recordTime: context.now)
      }
    }
    return entry.completion
  }

  private func run(_ submission: CommandSubmission, _ entry: InFlight, on connection: Connection) async throws {
    guard let member else { return }
    try await pause(timing.interpretation)
    let ledgerTime = context.now
    let transaction = try DamlTransaction.interpret(
      submission.command, actAs: submission.actAs, ledgerTime: ledgerTime, salt: { randomBytes(16) },
      lookUp: { [self] in try activeContract($0) })
    let snapshot = connection.state.approximateSnapshot
    let bound = ledgerTime + snapshot.parameters.ledgerTimeRecordTimeTolerance
    try bind(entry, to: bound, on: connection)
    let snapshotTime = connection.state.approximateTime
    let hashes = transaction.views.map(\.hash)
    let rootHash = DamlTransaction.rootHash(of: hashes)

    var messages: [(message: EncryptedViews, recipients: [MemberID])] = []
    for group in try groups(of: transaction, snapshot: snapshot) {
      let session = try await sessionKey(for: group.recipients, tree: group.tree, snapshot: snapshot, on: connection)
      try await pause(timing.symmetric)
      let plaintext = ViewGroup(viewHashes: hashes, ledgerTime: ledgerTime, views: group.views).serialized()
      var signature: Signature?
      if group.views[0].parent == nil {
        signature = try await connection.crypto.sign(rootHash, what: "root-hash", snapshot: snapshot, at: snapshotTime)
      }
      messages.append(
        (
          EncryptedViews(
            rootHash: rootHash, submitter: member, submitterSignature: signature, sessionKeys: session.encrypted,
            ciphertext: try crypto.seal(plaintext, with: session.key)), group.recipients
        ))
    }
    let informees = InformeeMessage(
      rootHash: rootHash, submitter: member,
      views: transaction.views.map { .init(informees: $0.informees, confirmers: $0.confirmers) },
      signature: try await connection.crypto.sign(
        rootHash, what: "informee-message", snapshot: snapshot, at: snapshotTime))

    var batch = messages.map { message, recipients in
      ProtocolMessage.encryptedViews(message).envelope(to: recipients.map { .member($0) })
    }
    batch.append(ProtocolMessage.informees(informees).envelope(to: [.mediatorGroup]))
    _ = try await connection.client.send(batch, messageID: entry.messageID, maxSequencingTime: bound)
  }

  /// Views by their recipients, in the order of their first view; PV35 groups views with the same recipients.
  private func groups(
    of transaction: DamlTransaction, snapshot: TopologySnapshot
  ) throws -> [(tree: String, recipients: [MemberID], views: [TransactionView])] {
    var groups: OrderedDictionary<String, (recipients: [MemberID], views: [TransactionView])> = [:]
    var trees: [Int: String] = [:]
    for view in transaction.views {
      var recipients: [MemberID] = []
      for party in view.informees {
        let hosts = snapshot.hosts(of: party).map(\.participant)
        guard !hosts.isEmpty else {
          throw CantonError("UNKNOWN_INFORMEES", "No participant of the synchronizer hosts \(party.name)")
        }
        recipients = sortedUnion(recipients, hosts)
      }
      // A sub-view's tree contains its parent's: it never shares a session key with a root view.
      let above = view.parent.flatMap { trees[$0] }.map { "\($0)>" } ?? ""
      let tree = above + recipients.map(\.description).joined(separator: ",")
      trees[view.position] = tree
      groups[tree, default: (recipients, [])].views.append(view)
    }
    return groups.map { ($0.key, $0.value.recipients, $0.value.views) }
  }

  private func sessionKey(
    for recipients: [MemberID], tree: String, snapshot: TopologySnapshot, on connection: Connection
  ) async throws -> SessionKeyStore.Outgoing {
    var keys: [EncryptionPublicKey] = []
    for recipient in recipients {
      guard let key = snapshot.encryptionKeys(of: recipient).last else {
        throw CantonError("KEY_NOT_AVAILABLE", "KeyNotAvailable(\(recipient.short), Encryption)")
      }
      keys.append(key)
    }
    if let cached = connection.sessionKeys.outgoing(for: tree, recipientKeys: keys.map(\.fingerprint), now: context.now)
    {
      return cached
    }
    let key = crypto.generateSymmetricKey()
    var encrypted: [AsymmetricEncrypted] = []
    for recipient in keys {
      try await pause(timing.encrypt[recipient.spec] ?? .zero)
      encrypted.append(try crypto.encrypt(key.bytes, for: recipient, algorithm: .matching(recipient.spec)))
    }
    let fresh = SessionKeyStore.Outgoing(key: key, encrypted: encrypted, writtenAt: context.now)
    connection.sessionKeys.remember(fresh, for: tree)
    return fresh
  }

  /// Lets modelled work take its time.
  func pause(_ span: Span) async throws {
    if span > .zero { try await context.sleep(span) }
  }

  func activeContract(_ id: ContractID) throws -> Contract? {
    guard let row = try context.store.contract(id.bytes), row.archivedOffset == nil else { return nil }
    return try Contract(row: row)
  }
}

extension Contract {
  init(row: StoredContract) throws {
    func parties(_ texts: [String]) throws -> [PartyID] {
      try texts.map {
        guard let uid = UniqueIdentifier($0) else { throw WireError.malformed("party id") }
        return PartyID(uid)
      }
    }
    self.init(
      id: ContractID(row.contractId), template: row.template, signatories: try parties(row.signatories),
      observers: try parties(row.observers), payload: row.payload, createdAt: row.createdAt)
  }

  func row(synchronizer: SynchronizerID, offset: Int64, reassignmentCounter: Int64 = 0) -> StoredContract {
    StoredContract(
      contractId: id.bytes, synchronizer: synchronizer.description, template: template,
      signatories: signatories.map(\.description), observers: observers.map(\.description), payload: payload,
      createdAt: createdAt, reassignmentCounter: reassignmentCounter, createdOffset: offset, archivedOffset: nil)
  }
}
