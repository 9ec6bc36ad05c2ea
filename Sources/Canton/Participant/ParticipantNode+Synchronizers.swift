import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// `synchronizers.*`: connecting, disconnecting, reconnecting; canton.md 0.1, 4.4, 8.3.
extension ParticipantNode {
  /// `synchronizers.connect_local`: handshake, onboarding when the synchronizer does not know the member yet, login,
  /// topology state, subscription.
  ///
  /// - Parameter startAfter: where a fresh store's subscription starts. nil means: now. No document says where the
  ///   subscription of a store that was re-created under an existing identity starts, so the caller decides.
  /// - Throws: `SYNCHRONIZER_CRYPTO_HANDSHAKE_FAILED`, `SYNCHRONIZER_IS_NOT_AVAILABLE`, `NODE_NOT_INITIALIZED`.
  public func connect(to sequencer: NodeID, alias: String, startAfter: Instant? = nil) async throws {
    let member = try requireMember()
    if let known = connections[alias] { return try await reconnect(known) }
    guard case .handshake(let id, let parameters) = try await call(sequencer, .handshake) else {
      throw CantonError("SYNCHRONIZER_HANDSHAKE_FAILED", "unexpected answer to a handshake")
    }
    try checkSchemes(parameters, member: member, synchronizer: id)
    let isKnown = try await onboard(member, id: id, sequencer: sequencer)
    let state = SynchronizerState(id: id, alias: alias, parameters: parameters, sequencer: sequencer)
    let crypto = SynchronizerCrypto(
      context: context, vault: vault, crypto: crypto, timing: timing, member: member)
    let client = SequencerClient(node: self, member: member, state: state, crypto: crypto, handler: self)
    try await client.authenticate()
    let start = isKnown ? startAfter : nil
    guard case .topology(let accepted, let asOf) = try await call(sequencer, .topology(member, startAfter: start)),
      case .counter(let counter) = try await call(sequencer, .counter(member, after: asOf))
    else { throw CantonError("SYNCHRONIZER_HANDSHAKE_FAILED", "unexpected answer to a topology request") }
    let connection = Connection(
      state: state, client: client, crypto: crypto,
      sessionKeys: SessionKeyStore(configuration: configuration.sessionEncryptionKeyCache))
    try context.store.transaction {
      for entry in accepted {
        try apply(entry.transactions, to: state, sequencedAt: entry.sequencedAt, effectiveAt: entry.effectiveAt)
      }
      try context.store.set("synchronizer.\(alias).id", Array(id.description.utf8))
      try context.store.set("synchronizer.\(alias).sequencer", Array(sequencer.name.utf8))
      try context.store.set("synchronizer.\(alias).parameters", parameters.stored)
    }
    state.observe(asOf)
    connections[alias] = connection
    connection.commitments.reset(to: try activeContracts(of: id))
    try await client.subscribe(from: counter)
    connection.outbox.dispatch(from: self, client: client)
  }

  private func checkSchemes(
    _ parameters: StaticSynchronizerParameters, member: MemberID, synchronizer: SynchronizerID
  ) throws {
    guard case .refused(let causes) = parameters.required.verdict(for: configuration.schemes) else { return }
    let reason = causes.joined(separator: "; ")
    context.record(
      Event.node(
        .connectionRefused(
          member: member, synchronizer: synchronizer, code: "SYNCHRONIZER_CRYPTO_HANDSHAKE_FAILED", reason: reason)))
    throw CantonError("SYNCHRONIZER_CRYPTO_HANDSHAKE_FAILED", reason)
  }

  /// Sends the first topology transactions of a member that the synchronizer does not know and waits until its keys
  /// are effective. Returns whether the member was known before.
  private func onboard(_ member: MemberID, id: SynchronizerID, sequencer: NodeID) async throws -> Bool {
    guard case .known(let isKnown) = try await call(sequencer, .isKnown(member)) else {
      throw CantonError("SYNCHRONIZER_HANDSHAKE_FAILED", "unexpected answer")
    }
    if isKnown { return true }
    let certificate = TopologyMapping.trustCertificate(
      SynchronizerTrustCertificate(participant: member, synchronizer: id))
    if authorized.latest(certificate) == nil { try await authorize(certificate) }
    let first = authorized.accepted.map(\.transaction).filter { signed in
      switch signed.transaction.mapping {
      case .namespaceDelegation, .ownerToKey: true
      case .trustCertificate(let mapping): mapping.synchronizer == id
      default: false
      }
    }
    _ = try await call(sequencer, .registerOnboarding(first))
    for _ in 0..<300 {
      try await context.sleep(.milliseconds(100))
      if case .known(true) = try await call(sequencer, .isKnown(member)) { return false }
    }
    throw CantonError(
      "TOPOLOGY_PARTICIPANT_ONBOARDING_REFUSED",
      "the synchronizer did not accept the participant's topology within 30 s")
  }

  /// `synchronizers.reconnect`.
  public func reconnect(_ alias: String) async throws {
    if connections[alias] == nil { try restoreConnection(alias) }
    try await reconnect(try connection(alias))
  }

  private func reconnect(_ connection: Connection) async throws {
    guard !connection.client.isConnected else { return }
    // Requests that were pending are read again from the last clean event on.
    let stored = try connection.client.storedProgress()
    connection.processing = Processing()
    connection.commitments.reset(to: try activeContracts(of: connection.state.id))
    try await connection.client.authenticate()
    try await connection.client.subscribe(from: stored?.counter ?? connection.client.nextCounter)
    connection.outbox.dispatch(from: self, client: connection.client)
  }

  /// Rebuilds what the participant knows of a synchronizer from its store, after a restart.
  func restoreConnection(_ alias: String) throws {
    let member = try requireMember()
    guard
      let id = try context.store.setting("synchronizer.\(alias).id").flatMap({
        UniqueIdentifier(String(decoding: $0, as: UTF8.self))
      }),
      let sequencer = try context.store.setting("synchronizer.\(alias).sequencer")
    else {
      throw CantonError("SYNC_SERVICE_UNKNOWN_SYNCHRONIZER", "The synchronizer \(alias) is unknown to \(self.id)")
    }
    let stored = try context.store.setting("synchronizer.\(alias).parameters").map(
      StaticSynchronizerParameters.init(stored:))
    let state = SynchronizerState(
      id: SynchronizerID(id), alias: alias,
      parameters: restoredParameters[alias] ?? stored ?? StaticSynchronizerParameters(),
      sequencer: NodeID(String(decoding: sequencer, as: UTF8.self)))
    try loadTopology(of: state)
    let crypto = SynchronizerCrypto(
      context: context, vault: vault, crypto: crypto, timing: timing, member: member)
    let client = SequencerClient(node: self, member: member, state: state, crypto: crypto, handler: self)
    if let newest = state.topology.accepted.last?.sequencedAt { state.observe(newest) }
    if let progress = try client.storedProgress() { state.observe(progress.observed) }
    let connection = Connection(
      state: state, client: client, crypto: crypto,
      sessionKeys: SessionKeyStore(configuration: configuration.sessionEncryptionKeyCache))
    if let finished = try context.store.setting("ledger.\(alias).finished") {
      var reader = ByteReader(finished)
      while reader.remaining > 0 { connection.finished.append(Instant(nanoseconds: try reader.i64())) }
    }
    connections[alias] = connection
    watchRestored(on: connection)
  }

  /// Whether the participant has connected to a synchronizer before.
  public func knows(_ alias: String) throws -> Bool { try context.store.setting("synchronizer.\(alias).id") != nil }

  /// `synchronizers.disconnect`: closes the subscription. What is in flight is read again after a reconnect.
  public func disconnect(_ alias: String) throws {
    let connection = try connection(alias)
    connection.client.close()
    connection.processing = Processing()
  }

  /// The active contracts assigned to a synchronizer, by contract id.
  func activeContracts(of synchronizer: SynchronizerID) throws -> [Contract] {
    try context.store.activeContracts(at: ledgerEnd, synchronizer: synchronizer.description).map {
      try Contract(row: $0)
    }
  }
}
