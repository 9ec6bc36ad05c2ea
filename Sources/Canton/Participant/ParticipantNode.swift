import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// A participant node: hosts parties, submits and confirms transactions, keeps the active contracts.
public final class ParticipantNode: MemberNode, SequencedEventHandler {
  var connections: OrderedDictionary<String, Connection> = [:]
  /// Accepted commands without completion, by the message id of their request.
  var submissions: OrderedDictionary<String, InFlight> = [:]
  /// Those whose request was sequenced, by its sequencing time.
  var sequencedSubmissions: [Instant: InFlight] = [:]
  var ledgerEnd: Int64 = 0
  /// Sequencing time of the newest event behind the ledger end.
  var ledgerEndTime = Instant.zero
  private(set) var isDraining = false
  /// The static parameters of the synchronizers as the configuration has them now; what is missing here is read from
  /// the node's store after a restart.
  public var restoredParameters: [String: StaticSynchronizerParameters] = [:]

  /// Makes a participant for one incarnation.
  public override init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    super.init(configuration: configuration, environment: environment)
  }

  /// The aliases of the synchronizers that the participant is connected to.
  public var connectedSynchronizers: [String] { connections.filter { $0.value.client.isConnected }.map(\.key) }
  /// How many accepted commands have no completion yet.
  public var commandsInFlight: Int { submissions.count }
  /// How many requests are between sequencing and verdict.
  public var pendingRequests: Int { connections.values.reduce(0) { $0 + $1.processing.requests.count } }
  /// The participant's ledger end (`ledger_api.state.end`).
  public var currentLedgerEnd: Int64 { ledgerEnd }
  /// Sequencing time of the newest event behind the ledger end: where a copy of this participant goes on.
  public var currentLedgerEndTime: Instant { ledgerEndTime }

  /// While draining the participant refuses new commands; what is in flight goes on.
  public func setDraining(_ draining: Bool) { isDraining = draining }

  /// Takes events of the subscriptions and answers to calls.
  public override func receive(_ envelope: Envelope) {
    if let delivery = envelope.message as? SequencedEventDelivery {
      client(of: delivery.synchronizer)?.receive(delivery)
    } else if let message = envelope.message as? SubscriptionEnded {
      abandonCalls(to: envelope.from)
      client(of: message.synchronizer)?.receive(message)
    } else {
      super.receive(envelope)
    }
  }

  private func client(of synchronizer: SynchronizerID) -> SequencerClient? {
    connections.values.first { $0.state.id == synchronizer }?.client
  }

  func connection(_ alias: String) throws(CantonError) -> Connection {
    guard let connection = connections[alias] else {
      throw CantonError("SYNC_SERVICE_UNKNOWN_SYNCHRONIZER", "The synchronizer \(alias) is unknown to \(id)")
    }
    return connection
  }

  override func authorizedChanged() {
    for connection in connections.values where connection.client.isConnected {
      connection.outbox.dispatch(from: self, client: connection.client)
    }
  }

  override var synchronizerStates: [SynchronizerState] {
    connections.values.filter(\.client.isConnected).map(\.state)
  }

  override var isSynchronized: Bool {
    connections.values.filter(\.client.isConnected).allSatisfy { $0.outbox.isDone(of: self, client: $0.client) }
  }

  /// Reads back where the ledger ends and which commands still owe a completion.
  override func resume() async throws {
    ledgerEnd = try context.store.setting("ledger.end").map(decodeCounter) ?? 0
    ledgerEndTime = Instant(nanoseconds: try context.store.setting("ledger.end-time").map(decodeCounter) ?? 0)
    try restoreSubmissions()
  }

  // MARK: Events

  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient, isReplay: Bool) {
    guard let connection = connections[client.state.alias] else { return }
    connection.outbox.observed(messages)
    noteOwnRequest(event)
    var views: [EncryptedViews] = []
    for message in messages {
      switch message {
      case .encryptedViews(let message): views.append(message)
      case .confirmationResult(let result): receiveVerdict(result, at: event.timestamp, on: connection)
      case .acsCommitment(let commitment):
        guard !isReplay else { continue }
        context.spawn("\(id.name)/commitment") { [self] in
          try await compare(commitment, at: event.timestamp, on: connection)
        }
      case .informees, .confirmationResponses, .topologyBroadcast: break
      }
    }
    if !views.isEmpty { receiveRequest(views, event: event, on: connection) }
    guard !isReplay else { return }
    let interval = client.state.snapshot(at: event.timestamp).parameters.reconciliationInterval
    connection.commitments.observe(event.timestamp, interval: interval)
    closePeriods(of: connection)
  }

  func oldestPending(in client: SequencerClient) -> Int64? {
    connections[client.state.alias]?.processing.requests.values.first?.counter
  }

  func subscriptionEnded(_ client: SequencerClient, error: CantonError) {
    context.record(
      Event.node(
        .connectionRefused(
          member: client.member, synchronizer: client.state.id, code: error.code, reason: error.message)))
  }

  /// Runs `body` after the same was done for every earlier event of the subscription, unless that was replaced.
  func inOrder(
    _ connection: Connection, prepare: @escaping () async throws -> Void,
    body: @escaping (Processing) async throws -> Void
  ) {
    let processing = connection.processing
    let previous = processing.order
    let mine: Reply<Void> = context.reply()
    processing.order = mine
    context.spawn("\(id.name)/ordered") {
      defer { mine.succeed(()) }
      try await prepare()
      try await previous?.value()
      if connection.processing === processing { try await body(processing) }
    }
  }
}
