import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// A mediator: collects the responses to each confirmation request and sends the verdict.
/// Model: canton.md 8.1 steps 11 and 12, 8.2 row 8.
public final class MediatorNode: MemberNode, SequencedEventHandler {
  private var state: SynchronizerState?
  private var client: SequencerClient?
  private var synchronizerCrypto: SynchronizerCrypto?
  private let outbox = TopologyOutbox()
  /// Requests without verdict, in the order of the events.
  private var requests: OrderedDictionary<Instant, Aggregation> = [:]
  /// Requests decided while an earlier one had no verdict: a restart reads them again and must not decide them twice.
  private var decided: [Instant] = []

  /// Makes a mediator for one incarnation.
  public override init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    super.init(configuration: configuration, environment: environment)
  }

  /// The requests that have no verdict yet.
  public var outstandingRequests: Int { requests.values.count { !$0.isFinal } }

  /// Joins a synchronizer with its genesis topology and subscribes to its own events from the start.
  /// Model: `setup.assign` of the mediator during `bootstrap.synchronizer`.
  public func assign(to sequencer: SequencerNode) async throws {
    guard let source = sequencer.state else {
      throw CantonError("SYNCHRONIZER_IS_NOT_AVAILABLE", "the sequencer is not bootstrapped")
    }
    let state = SynchronizerState(
      id: source.id, alias: source.alias, parameters: source.parameters, sequencer: sequencer.id)
    let genesis = sequencer.genesisTopology()
    try context.store.transaction {
      try apply(genesis.transactions, to: state, sequencedAt: genesis.at, effectiveAt: genesis.at)
      try context.store.set("mediator.alias", Array(source.alias.utf8))
      try context.store.set("mediator.synchronizer", Array(source.id.description.utf8))
      try context.store.set("mediator.sequencer", Array(sequencer.id.name.utf8))
      try context.store.set("mediator.parameters", source.parameters.stored)
    }
    state.observe(genesis.at)
    let client = try open(state)
    try await client.authenticate()
    try await client.subscribe(from: 0)
  }

  private func open(_ state: SynchronizerState) throws -> SequencerClient {
    let member = try requireMember()
    let crypto = SynchronizerCrypto(
      context: context, vault: vault, crypto: crypto, timing: timing, member: member)
    let client = SequencerClient(node: self, member: member, state: state, crypto: crypto, handler: self)
    self.state = state
    synchronizerCrypto = crypto
    self.client = client
    return client
  }

  /// Reads the topology back and goes on with the first request that has no verdict.
  override func resume() async throws {
    func text(_ key: String) throws -> String? {
      try context.store.setting("mediator.\(key)").map { String(decoding: $0, as: UTF8.self) }
    }
    guard let alias = try text("alias"), let uid = try text("synchronizer").flatMap(UniqueIdentifier.init),
      let sequencer = try text("sequencer"), let parameters = try context.store.setting("mediator.parameters")
    else { return }
    let state = SynchronizerState(
      id: SynchronizerID(uid), alias: alias, parameters: try StaticSynchronizerParameters(stored: parameters),
      sequencer: NodeID(sequencer))
    try loadTopology(of: state)
    let client = try open(state)
    let progress = try client.storedProgress()
    if let newest = state.topology.accepted.last?.sequencedAt { state.observe(newest) }
    if let observed = progress?.observed { state.observe(observed) }
    if let stored = try context.store.setting("mediator.decided") {
      var reader = ByteReader(stored)
      while reader.remaining > 0 { decided.append(Instant(nanoseconds: try reader.i64())) }
    }
    context.spawn("\(id.name)/reconnect", background: true) { [self] in
      while !client.isConnected {
        do {
          try await client.authenticate()
          try await client.subscribe(from: progress?.counter ?? 0)
        } catch let error as CantonError {
          subscriptionEnded(client, error: error)
          try await context.sleep(configuration.sequencerClient.startupRetry)
        }
      }
    }
  }

  /// Takes events of the subscription and answers to calls.
  public override func receive(_ envelope: Envelope) {
    if let delivery = envelope.message as? SequencedEventDelivery {
      client?.receive(delivery)
    } else if let message = envelope.message as? SubscriptionEnded {
      abandonCalls(to: envelope.from)
      client?.receive(message)
    } else {
      super.receive(envelope)
    }
  }

  override func authorizedChanged() {
    guard let client, client.isConnected else { return }
    outbox.dispatch(from: self, client: client)
  }

  override var synchronizerStates: [SynchronizerState] { state.map { [$0] } ?? [] }

  override var isSynchronized: Bool {
    guard let client, client.isConnected else { return true }
    return outbox.isDone(of: self, client: client)
  }

  // MARK: Events

  func oldestPending(in client: SequencerClient) -> Int64? { requests.values.first?.counter }

  func subscriptionEnded(_ client: SequencerClient, error: CantonError) {
    context.record(
      Event.node(
        .connectionRefused(
          member: client.member, synchronizer: client.state.id, code: error.code, reason: error.message)))
  }

  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient, isReplay: Bool) {
    outbox.observed(messages)
    for message in messages {
      switch message {
      case .informees(let request):
        if !decided.contains(event.timestamp) { open(request, event: event, client: client) }
      case .confirmationResponses(let responses):
        context.spawn("\(id.name)/response") { [self] in
          try await take(responses, sequencedAt: event.timestamp, client: client)
        }
      case .encryptedViews, .confirmationResult, .topologyBroadcast, .acsCommitment: break
      }
    }
  }

  private func open(_ request: InformeeMessage, event: SequencedEvent, client: SequencerClient) {
    let requestID = event.timestamp
    let snapshot = client.state.snapshot(at: requestID)
    let aggregation = Aggregation(request, counter: event.counter, requestID: requestID, snapshot: snapshot)
    requests[requestID] = aggregation
    client.tracker.after(
      aggregation.deadline, isNeeded: { [unowned self] in requests[requestID].map { !$0.isFinal } ?? false }
    ) { [self] in
      context.spawn("\(id.name)/timeout") { [self] in
        try await decide(requestID, rejection: "MEDIATOR_SAYS_TX_TIMED_OUT", client: client)
      }
    }
    context.spawn("\(id.name)/request") { [self] in
      do {
        try await synchronizerCrypto?.verify(
          request.rootHash, request.signature, what: "informee-message", signer: request.submitter, snapshot: snapshot,
          at: requestID)
      } catch is CantonError {
        return try await decide(requestID, rejection: "MEDIATOR_RECEIVED_MALFORMED_MESSAGE", client: client)
      }
      if aggregation.unconfirmable != nil {
        try await decide(requestID, rejection: "MEDIATOR_INVALID_MESSAGE", client: client)
      } else if aggregation.isConfirmed {
        try await decide(requestID, rejection: nil, client: client)
      }
    }
  }

  private func take(_ responses: ConfirmationResponses, sequencedAt: Instant, client: SequencerClient) async throws {
    let id = responses.requestID
    guard let known = requests[id], !known.isFinal, sequencedAt <= known.deadline else { return }
    do {
      try await synchronizerCrypto?.verify(
        responses.hash, responses.signature, what: "confirmation-responses", signer: responses.responder,
        snapshot: client.state.snapshot(at: id), at: id)
    } catch is CantonError {
      return
    }
    guard requests[id]?.isFinal == false, responses.rootHash == known.rootHash else { return }
    if requests[id]?.take(responses) ?? false {
      try await decide(id, rejection: responses.rejection, client: client)
    } else if requests[id]?.isConfirmed ?? false {
      try await decide(id, rejection: nil, client: client)
    }
  }

  /// Two Protocol signatures per request: the verdict, and the submission that carries it.
  private func decide(_ requestID: Instant, rejection: String?, client: SequencerClient) async throws {
    guard let request = requests[requestID], !request.isFinal, let crypto = synchronizerCrypto else { return }
    requests[requestID]?.isFinal = true
    let snapshot = client.state.snapshot(at: requestID)
    do {
      let signature = try await crypto.sign(
        ConfirmationResult.hash(requestID: requestID, rootHash: request.rootHash, rejection: rejection),
        what: "confirmation-result", snapshot: snapshot, at: requestID)
      let result = ConfirmationResult(
        requestID: requestID, rootHash: request.rootHash, rejection: rejection, signature: signature)
      _ = try await client.send(
        [ProtocolMessage.confirmationResult(result).envelope(to: request.recipients.map { .member($0) })],
        messageID: freshName("verdict"), maxSequencingTime: requestID + snapshot.parameters.decisionTimeout)
    } catch is CantonError {
      // The verdict cannot be sent in time; the participants time out with LOCAL_VERDICT_TIMEOUT.
    } catch is SendInterrupted {
      return
    }
    requests[requestID] = nil
    try remember(requestID, in: client)
  }

  private func remember(_ requestID: Instant, in client: SequencerClient) throws {
    var left: [Instant] = []
    if let oldest = requests.keys.first {
      left = decided.filter { $0 > oldest }
      if requestID > oldest { left.append(requestID) }
    }
    try context.store.transaction {
      if left != decided {
        var writer = ByteWriter()
        for request in left { writer.i64(request.nanoseconds) }
        try context.store.set("mediator.decided", writer.output)
        decided = left
      }
      try client.storeProgress()
    }
  }
}
