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
  private var requests: OrderedDictionary<Instant, Aggregation> = [:]

  /// The responses to one request so far.
  private struct Aggregation {
    let rootHash: [UInt8]
    let recipients: [MemberID]
    /// Parties whose confirmation is outstanding.
    var outstanding: [PartyID]
    /// Which participants may confirm for a party.
    let confirmers: OrderedDictionary<PartyID, [MemberID]>
    let deadline: Instant
    var isFinal = false
  }

  /// Makes a mediator for one incarnation.
  public override init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    super.init(configuration: configuration, environment: environment)
  }

  /// The requests that have no verdict yet.
  public var outstandingRequests: Int { requests.values.filter { !$0.isFinal }.count }

  /// Joins a synchronizer with its genesis topology and subscribes to its own events from the start.
  /// Model: `setup.assign` of the mediator during `bootstrap.synchronizer`.
  public func assign(to sequencer: SequencerNode) async throws {
    let member = try requireMember()
    guard let source = sequencer.state else { throw CantonError("SYNCHRONIZER_IS_NOT_AVAILABLE", "the sequencer is not bootstrapped") }
    let state = SynchronizerState(
      id: source.id, alias: source.alias, parameters: source.parameters, sequencer: sequencer.id)
    let genesis = sequencer.genesisTopology()
    try apply(genesis.transactions, to: state, sequencedAt: genesis.at, effectiveAt: genesis.at)
    state.observe(genesis.at)
    let crypto = SynchronizerCrypto(
      context: context, vault: vault, crypto: crypto, timing: timing, member: member)
    let client = SequencerClient(node: self, member: member, state: state, crypto: crypto, handler: self)
    self.state = state
    synchronizerCrypto = crypto
    self.client = client
    try await client.authenticate()
    try await client.subscribe(from: 0)
  }

  /// Takes events of the subscription and answers to calls.
  public override func receive(_ envelope: Envelope) {
    if let delivery = envelope.message as? SequencedEventDelivery {
      client?.receive(delivery)
    } else {
      super.receive(envelope)
    }
  }

  override func authorizedChanged() {
    guard let client, client.isConnected else { return }
    outbox.dispatch(from: self, client: client)
  }

  private let outbox = TopologyOutbox()

  override var synchronizerStates: [SynchronizerState] { state.map { [$0] } ?? [] }

  override var isSynchronized: Bool {
    guard let client, client.isConnected else { return true }
    return outbox.isDone(of: self, client: client)
  }

  // MARK: Events

  func cleanCounter(after event: SequencedEvent, in client: SequencerClient) -> Int64 { event.counter + 1 }

  func subscriptionEnded(_ client: SequencerClient, error: CantonError) {
    guard let member else { return }
    context.record(
      Event.node(
        .connectionRefused(member: member, synchronizer: client.state.id, code: error.code, reason: error.message)))
  }

  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient) {
    outbox.observed(messages)
    for message in messages {
      switch message {
      case .informees(let request):
        context.spawn("\(id.name)/request", background: true) { [self] in try await open(request, requestID: event.timestamp, client: client) }
      case .confirmationResponses(let responses):
        context.spawn("\(id.name)/response") { [self] in try await take(responses, sequencedAt: event.timestamp, client: client) }
      case .encryptedViews, .confirmationResult, .topologyBroadcast, .acsCommitment: break
      }
    }
  }

  private func open(_ request: InformeeMessage, requestID: Instant, client: SequencerClient) async throws {
    let snapshot = client.state.snapshot(at: requestID)
    let parameters = snapshot.parameters
    let confirmingParties = request.views.reduce(into: [PartyID]()) { $0 = sortedUnion($0, $1.confirmers) }
    let informees = request.views.reduce(into: [PartyID]()) { $0 = sortedUnion($0, $1.informees) }
    var confirmers: OrderedDictionary<PartyID, [MemberID]> = [:]
    for party in confirmingParties {
      confirmers[party] = snapshot.hosts(of: party).filter { $0.permission != .observation }.map(\.participant)
    }
    let recipients = informees.reduce(into: [MemberID]()) {
      $0 = sortedUnion($0, snapshot.hosts(of: $1).map(\.participant))
    }
    requests[requestID] = Aggregation(
      rootHash: request.rootHash, recipients: recipients, outstanding: confirmingParties, confirmers: confirmers,
      deadline: requestID + parameters.confirmationResponseTimeout)
    do {
      try await synchronizerCrypto?.verify(
        request.rootHash, request.signature, what: "informee-message", signer: request.submitter, snapshot: snapshot,
        at: requestID)
    } catch is CantonError {
      return try await decide(requestID, rejection: "MEDIATOR_RECEIVED_MALFORMED_MESSAGE", client: client)
    }
    if let party = confirmers.first(where: { $0.value.isEmpty })?.key {
      return try await decide(requestID, rejection: "MEDIATOR_INVALID_MESSAGE: no participant confirms for \(party.name)", client: client)
    }
    if confirmingParties.isEmpty { return try await decide(requestID, rejection: nil, client: client) }
    // The observation latency and patience of Canton's time tracker come on top of the deadline.
    try await context.sleep(until: requestID + parameters.confirmationResponseTimeout + .milliseconds(750))
    try await decide(requestID, rejection: "MEDIATOR_SAYS_TX_TIMED_OUT", client: client)
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
    guard var request = requests[id], !request.isFinal, responses.rootHash == request.rootHash else { return }
    let entitled = responses.parties.filter { request.confirmers[$0]?.contains(responses.responder) ?? false }
    guard !entitled.isEmpty else { return }
    if let rejection = responses.rejection { return try await decide(id, rejection: rejection, client: client) }
    request.outstanding.removeAll { entitled.contains($0) }
    requests[id] = request
    if request.outstanding.isEmpty { try await decide(id, rejection: nil, client: client) }
  }

  private func decide(_ requestID: Instant, rejection: String?, client: SequencerClient) async throws {
    guard var request = requests[requestID], !request.isFinal else { return }
    request.isFinal = true
    requests[requestID] = request
    defer { requests[requestID] = nil }
    guard let crypto = synchronizerCrypto, client.isConnected else { return }
    let snapshot = client.state.snapshot(at: requestID)
    do {
      let signature = try await crypto.sign(
        ConfirmationResult.hash(requestID: requestID, rootHash: request.rootHash, rejection: rejection),
        what: "confirmation-result", snapshot: snapshot, at: requestID)
      let result = ConfirmationResult(
        requestID: requestID, rootHash: request.rootHash, rejection: rejection, signature: signature)
      let decisionTime = requestID + snapshot.parameters.confirmationResponseTimeout + snapshot.parameters.mediatorReactionTimeout
      _ = try await client.send(
        [ProtocolMessage.confirmationResult(result).envelope(to: request.recipients.map { .member($0) })],
        messageID: freshName("verdict"), maxSequencingTime: decisionTime)
    } catch is CantonError {
      // The verdict cannot be sent in time; the participants time out with LOCAL_VERDICT_TIMEOUT.
    }
  }

  override func resume() async throws {}
}
