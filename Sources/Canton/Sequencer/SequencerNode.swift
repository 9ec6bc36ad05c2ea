import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// A sequencer: logs members in, orders their requests, and signs each event for each subscription when it is read.
///
/// One sequencer serves one synchronizer. After a topology change became effective the sequencer orders an unsigned tick
/// (protocol version 35), which reaches every member as an event.
public final class SequencerNode: MemberNode {
  private(set) var state: SynchronizerState?
  private(set) var synchronizerCrypto: SynchronizerCrypto?
  private var logs: [MemberID: MemberLog] = [:]
  private var tokens: [[UInt8]: (member: MemberID, expiresAt: Instant)] = [:]
  private var nonces: [[UInt8]: (member: MemberID, expiresAt: Instant)] = [:]
  private var lastTimestamp = Instant.zero
  private var random: RandomStream
  private var orderingDelays: RandomStream
  let outbox = TopologyOutbox()
  private var ownClient: OwnClient?
  private static let maxTokenExpirationInterval = Span.hours(1)
  private static let nonceExpirationInterval = Span.minutes(1)

  /// Makes a sequencer for one incarnation.
  public override init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    random = environment.incarnation.stream("sequencer-tokens")
    orderingDelays = environment.incarnation.stream("ordering")
    super.init(configuration: configuration, environment: environment)
  }

  /// The synchronizer that this sequencer serves, once it is bootstrapped.
  public var synchronizerID: SynchronizerID? { state?.id }

  /// Starts to serve a synchronizer with its genesis topology, which counts from the beginning.
  /// Model: `bootstrap.synchronizer`; the genesis transactions are signed by the synchronizer's owner.
  public func bootstrap(
    alias: String, id: SynchronizerID, parameters: StaticSynchronizerParameters, genesis: [SignedTopologyTransaction]
  ) throws {
    let member = try requireMember()
    let state = SynchronizerState(id: id, alias: alias, parameters: parameters, sequencer: self.id)
    try context.store.set("sequencer.alias", Array(alias.utf8))
    try context.store.set("sequencer.synchronizer", Array(id.description.utf8))
    try context.store.set("sequencer.parameters", parameters.stored)
    open(state, member: member)
    lastTimestamp = nextTimestamp()
    try apply(genesis, to: state, sequencedAt: lastTimestamp, effectiveAt: lastTimestamp)
    state.observe(lastTimestamp)
  }

  private func open(_ state: SynchronizerState, member: MemberID) {
    let crypto = SynchronizerCrypto(
      context: context, vault: vault, crypto: crypto, timing: timing, member: member)
    self.state = state
    synchronizerCrypto = crypto
    ownClient = OwnClient(self, state: state, crypto: crypto)
  }

  override func authorizedChanged() {
    if let ownClient { outbox.dispatch(from: self, client: ownClient) }
  }

  override var synchronizerStates: [SynchronizerState] { state.map { [$0] } ?? [] }

  override var isSynchronized: Bool { ownClient.map { outbox.isDone(of: self, client: $0) } ?? true }

  /// The genesis topology in the form that the mediator of the synchronizer starts from.
  func genesisTopology() -> (transactions: [SignedTopologyTransaction], at: Instant) {
    (state?.topology.accepted.map(\.transaction) ?? [], lastTimestamp)
  }

  // MARK: Calls

  /// Serves a member's call.
  public override func receive(_ envelope: Envelope) {
    guard let call = envelope.message as? SequencerCall else { return super.receive(envelope) }
    context.spawn("\(id.name)/\(call.kind)") { [self] in
      var response: SequencerAnswer.Response
      do {
        response = try await answer(call, from: envelope.from)
      } catch let error as CantonError {
        response = .refused(error)
      }
      if call.correlation != 0 {
        context.send(SequencerAnswer(correlation: call.correlation, response: response), to: envelope.from)
      }
    }
  }

  private func answer(_ call: SequencerCall, from caller: NodeID) async throws -> SequencerAnswer.Response {
    guard let state, let crypto = synchronizerCrypto else {
      throw CantonError("SYNCHRONIZER_IS_NOT_AVAILABLE", "\(id) serves no synchronizer yet")
    }
    switch call.request {
    case .handshake: return .handshake(state.id, state.parameters)
    case .registerOnboarding(let transactions):
      try await ownClient?.submit(
        [ProtocolMessage.topologyBroadcast(transactions).envelope(to: [.allMembers])],
        messageID: freshName("onboarding"),
        maxSequencingTime: context.now + configuration.topology.registrationTimeout)
      return .accepted
    case .isKnown(let member): return .known(state.approximateSnapshot.isMember(member))
    case .challenge(let member):
      let keys = state.approximateSnapshot.signingKeys(of: member, usage: .sequencerAuthentication)
      guard !keys.isEmpty else {
        throw CantonError("NoKeysWithCorrectUsageRegistered", "\(member.short) has no sequencer-auth keys")
      }
      let nonce = random.bytes(16)
      nonces[nonce] = (member, context.now + SequencerNode.nonceExpirationInterval)
      return .challenge(nonce: nonce, keys: keys.map(\.fingerprint))
    case .authenticate(let member, let nonce, let signature):
      return try await authenticate(member, nonce: nonce, signature: signature, crypto: crypto, state: state)
    case .topology(let member, let startAfter):
      let first = startAfter.flatMap { start in logs[member]?.events.first { $0.timestamp > start } }
      let asOf = first.map { $0.timestamp - .microseconds(1) } ?? lastTimestamp
      let accepted = state.topology.accepted.filter { $0.sequencedAt <= asOf }
      return .topology(
        accepted.map {
          AcceptedTopology(transactions: [$0.transaction], sequencedAt: $0.sequencedAt, effectiveAt: $0.effectiveAt)
        },
        asOf: asOf)
    case .counter(let member, let after):
      return .counter(log(of: member).counter(after: after))
    case .subscribe(let member, let from):
      try check(call.token, belongsTo: member)
      try openSubscription(of: member, at: caller, from: from)
      return .accepted
    case .unsubscribe(let member):
      try closeSubscription(of: member, at: caller)
      return .accepted
    case .acknowledge(let member, let timestamp, let signature):
      try await crypto.verify(
        SequencerClient.acknowledgementHash(member, timestamp), signature, what: "acknowledgement", signer: member,
        snapshot: state.snapshot(at: timestamp), at: timestamp)
      return .accepted
    case .submit(let request, let signature):
      try check(call.token, belongsTo: request.sender)
      try await submit(request, signature, crypto: crypto, state: state)
      return .accepted
    }
  }

  private func authenticate(
    _ member: MemberID, nonce: [UInt8], signature: Signature, crypto: SynchronizerCrypto, state: SynchronizerState
  ) async throws -> SequencerAnswer.Response {
    guard let issued = nonces.removeValue(forKey: nonce), issued.member == member else {
      throw CantonError("MissingNonce", "no such nonce was issued to \(member.short)")
    }
    guard context.now <= issued.expiresAt else { throw CantonError("ExpiredNonce", "the nonce has expired") }
    do {
      try await crypto.verify(
        SequencerClient.nonceHash(nonce, synchronizer: state.id), signature, what: "login-nonce", signer: member,
        usage: .sequencerAuthentication, snapshot: state.approximateSnapshot, at: state.approximateTime)
    } catch is CantonError {
      throw CantonError("InvalidSignature", "the signature over the nonce is not valid")
    }
    let token = random.bytes(20)
    let expiresAt = context.now + SequencerNode.maxTokenExpirationInterval
    tokens[token] = (member, expiresAt)
    return .authenticated(token: token, expiresAt: expiresAt)
  }

  private func check(_ token: [UInt8]?, belongsTo member: MemberID) throws(CantonError) {
    guard let token, let known = tokens[token], known.member == member, context.now <= known.expiresAt else {
      throw CantonError("MissingToken", "\(member.short) has no valid token")
    }
  }

  // MARK: Ordering

  private func submit(
    _ request: SubmissionRequest, _ signature: Signature, crypto: SynchronizerCrypto, state: SynchronizerState
  ) async throws {
    let limit = state.approximateSnapshot.parameters.maxRequestSize
    guard request.nominalSize <= limit else {
      throw CantonError(
        "SEQUENCER_SUBMISSION_REQUEST_MALFORMED", "the request has \(request.nominalSize) bytes, more than \(limit)")
    }
    do {
      try await crypto.verify(
        request.hash(), signature, what: "submission-request", signer: request.sender,
        snapshot: state.approximateSnapshot, at: state.approximateTime)
    } catch let error as CantonError {
      throw CantonError("SEQUENCER_SUBMISSION_REQUEST_REFUSED", error.message)
    }
    order(request, signedBy: signature.signedBy, state: state)
  }

  func order(_ request: SubmissionRequest, signedBy: Fingerprint, state: SynchronizerState) {
    let delay = timing.ordering.draw(from: &orderingDelays)
    _ = context.after(delay) { [self] in
      do {
        try sequence(request, signedBy: signedBy, state: state)
      } catch {
        preconditionFailure("the sequencer cannot write its log: \(error)")
      }
    }
  }

  private func nextTimestamp() -> Instant {
    let microsecond: Int64 = 1000
    let now = (context.now.nanoseconds + microsecond - 1) / microsecond * microsecond
    return Instant(nanoseconds: max(now, lastTimestamp.nanoseconds + microsecond))
  }

  private func sequence(_ request: SubmissionRequest, signedBy: Fingerprint, state: SynchronizerState) throws {
    let timestamp = nextTimestamp()
    guard timestamp <= request.maxSequencingTime else { return }
    lastTimestamp = timestamp
    let snapshot = state.snapshot(at: timestamp)
    defer {
      state.observe(timestamp)
      ownClient?.sequenced(request.messageID, at: timestamp)
    }
    guard snapshot.signingKeys(of: request.sender, usage: .protocol).contains(where: { $0.fingerprint == signedBy })
    else {
      try deliver(
        [
          (
            request.sender,
            .deliverError(
              messageID: request.messageID, code: "SEQUENCER_SUBMISSION_REQUEST_REFUSED",
              reason: "SignatureWithWrongKey(\(request.sender.short), \(signedBy.short)) at \(timestamp)")
          )
        ], at: timestamp)
      return
    }
    var addressed: OrderedDictionary<MemberID, [BatchEnvelope]> = [request.sender: []]
    for envelope in request.batch {
      for recipient in envelope.recipients {
        for member in members(of: recipient, in: snapshot) {
          guard snapshot.isMember(member) else {
            try deliver(
              [
                (
                  request.sender,
                  .deliverError(
                    messageID: request.messageID, code: "SEQUENCER_UNKNOWN_RECIPIENTS",
                    reason: "unknown recipient \(member.short)")
                )
              ],
              at: timestamp)
            return
          }
          addressed[member, default: []].append(envelope)
        }
      }
      if envelope.recipients.contains(.allMembers),
        case .topologyBroadcast(let transactions) = try ProtocolMessage(serialized: envelope.content)
      {
        try apply(transactions, to: state, sequencedAt: timestamp)
        outbox.observed([.topologyBroadcast(transactions)])
        scheduleTick(after: timestamp + state.parameters.topologyChangeDelay, state: state)
      }
    }
    try deliver(
      addressed.map { member, envelopes in
        (
          member,
          .deliver(
            messageID: member == request.sender ? request.messageID : nil, sender: request.sender, envelopes: envelopes)
        )
      }, at: timestamp)
  }

  private func members(of recipient: Recipient, in snapshot: TopologySnapshot) -> [MemberID] {
    switch recipient {
    case .member(let member): [member]
    case .allMembers: snapshot.members
    case .mediatorGroup: snapshot.mediatorGroups.first?.active ?? []
    }
  }

  private func scheduleTick(after effective: Instant, state: SynchronizerState) {
    _ = context.after(max(.zero, effective - context.now) + .microseconds(1)) { [self] in
      let timestamp = nextTimestamp()
      lastTimestamp = timestamp
      do {
        try deliver(state.snapshot(at: timestamp).members.map { ($0, .tick) }, at: timestamp)
      } catch {
        preconditionFailure("the sequencer cannot write its log: \(error)")
      }
      state.observe(timestamp)
    }
  }

  /// Appends an event to each member's log, in one transaction, and wakes the subscriptions.
  private func deliver(_ contents: [(MemberID, SequencedEvent.Content)], at timestamp: Instant) throws {
    try context.store.transaction {
      for (member, content) in contents {
        let log = log(of: member)
        let event = SequencedEvent(counter: Int64(log.events.count), timestamp: timestamp, content: content)
        try context.store.append(
          StoredSequencedEvent(
            member: member.description, counter: event.counter, sequencedAt: timestamp, bytes: event.serialized))
        log.append(event)
      }
    }
    for (member, _) in contents { log(of: member).wakeUp() }
    if let own = member, !log(of: own).events.isEmpty, log(of: own).subscriptions.isEmpty {
      try openSubscription(of: own, at: id, from: 0)
    }
  }

  /// A member's log, made on first use.
  func log(of member: MemberID) -> MemberLog {
    if let log = logs[member] { return log }
    let log = MemberLog(member)
    logs[member] = log
    return log
  }

  // MARK: Restart

  /// The log, the topology and its pending tick come back from the store; tokens and subscriptions are gone.
  override func resume() async throws {
    guard let stored = try context.store.setting("sequencer.synchronizer"), let member,
      let uid = UniqueIdentifier(String(decoding: stored, as: UTF8.self)),
      let alias = try context.store.setting("sequencer.alias"),
      let parameters = try context.store.setting("sequencer.parameters")
    else { return }
    let state = SynchronizerState(
      id: SynchronizerID(uid), alias: String(decoding: alias, as: UTF8.self),
      parameters: try restoredParameters ?? StaticSynchronizerParameters(stored: parameters), sequencer: id)
    try loadTopology(of: state)
    lastTimestamp = state.topology.accepted.map(\.sequencedAt).max() ?? .zero
    for known in state.topology.knownMembers {
      for row in try context.store.sequencedEvents(member: known.description, from: 0) {
        log(of: known).append(try SequencedEvent(serialized: row.bytes))
        lastTimestamp = max(lastTimestamp, row.sequencedAt)
      }
    }
    state.observe(lastTimestamp)
    open(state, member: member)
    let own = log(of: member)
    if !own.events.isEmpty { try openSubscription(of: member, at: id, from: Int64(own.events.count)) }
    if let effective = state.topology.lastEffectiveAt, effective > lastTimestamp {
      scheduleTick(after: effective, state: state)
    }
    try endStoredSubscriptions(of: state)
  }

  /// The static parameters of the synchronizer's configuration; nil reads those that the node stored.
  public var restoredParameters: StaticSynchronizerParameters?
}
