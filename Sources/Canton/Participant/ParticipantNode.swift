import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// A participant node: hosts parties, submits and confirms transactions, keeps the active contracts.
public final class ParticipantNode: MemberNode, SequencedEventHandler {
  /// The participant's side of one synchronizer.
  final class Connection {
    let state: SynchronizerState
    let client: SequencerClient
    let crypto: SynchronizerCrypto
    let outbox = TopologyOutbox()
    let sessionKeys: SessionKeyStore
    let commitments: CommitmentKeeper
    var requests: OrderedDictionary<Instant, PendingRequest> = [:]
    /// Decisions on contracts happen in the order of the events, whatever decryption and validation take.
    var order: Reply<Void>?
    /// Requests that are finished but come after one that is not; a restart must not apply them again.
    var counters: [Instant: Int64] = [:]

    init(state: SynchronizerState, client: SequencerClient, crypto: SynchronizerCrypto, sessionKeys: SessionKeyStore, commitments: CommitmentKeeper) {
      self.state = state
      self.client = client
      self.crypto = crypto
      self.sessionKeys = sessionKeys
      self.commitments = commitments
    }
  }

  /// A request between its sequencing and its verdict.
  struct PendingRequest {
    let requestID: Instant
    var rootHash: [UInt8] = []
    var views: [TransactionView] = []
    var rejection: String?
    var isChecked = false
  }

  /// A submission between its acceptance and its completion.
  final class InFlight {
    let submission: CommandSubmission
    let acceptedAt: Instant
    let completion: Reply<Completion>
    var requestID: Instant?

    init(submission: CommandSubmission, acceptedAt: Instant, completion: Reply<Completion>) {
      self.submission = submission
      self.acceptedAt = acceptedAt
      self.completion = completion
    }
  }

  var connections: OrderedDictionary<String, Connection> = [:]
  /// Submissions by the sequencing time of their request.
  var sequencedSubmissions: [Instant: InFlight] = [:]
  var inFlight = 0
  /// Contracts that a pending request has locked.
  var locked: [ContractID: Instant] = [:]
  var ledgerEnd: Int64 = 0
  /// Sequencing time of the newest event behind the ledger end.
  var ledgerEndTime = Instant.zero
  private(set) var isDraining = false
  /// The static parameters of the synchronizers that a restarted node reads again from its store.
  public var restoredParameters: [String: StaticSynchronizerParameters] = [:]
  /// Requests that are finished although an earlier one is pending, by synchronizer.
  var finishedRequests: [String: [Instant]] = [:]

  /// Makes a participant for one incarnation.
  public override init(configuration: NodeConfiguration, environment: NodeEnvironment) {
    super.init(configuration: configuration, environment: environment)
  }

  /// The aliases of the synchronizers that the participant is connected to.
  public var connectedSynchronizers: [String] { connections.filter { $0.value.client.isConnected }.map(\.key) }
  /// How many accepted commands have no completion yet.
  public var commandsInFlight: Int { inFlight }
  /// How many requests are between sequencing and verdict.
  public var pendingRequests: Int { connections.values.reduce(0) { $0 + $1.requests.count } }
  /// The participant's ledger end (`ledger_api.state.end`).
  public var currentLedgerEnd: Int64 { ledgerEnd }
  /// Sequencing time of the newest event behind the ledger end: where a copy of this participant goes on.
  public var currentLedgerEndTime: Instant { ledgerEndTime }

  /// While draining the participant refuses new commands; what is in flight goes on.
  public func setDraining(_ draining: Bool) { isDraining = draining }

  /// Takes events of the subscriptions and answers to calls.
  public override func receive(_ envelope: Envelope) {
    if let delivery = envelope.message as? SequencedEventDelivery {
      connections.values.first { $0.state.id == delivery.synchronizer }?.client.receive(delivery)
    } else {
      super.receive(envelope)
    }
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

  override func resume() async throws {
    ledgerEnd = try context.store.setting("ledger.end").map(decodeCounter) ?? 0
    ledgerEndTime = Instant(nanoseconds: try context.store.setting("ledger.end-time").map(decodeCounter) ?? 0)
  }

  // MARK: Events

  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient) {
    guard let connection = connections[client.state.alias] else { return }
    connection.outbox.observed(messages)
    var views: [EncryptedViews] = []
    for message in messages {
      switch message {
      case .encryptedViews(let message): views.append(message)
      case .confirmationResult(let result): receiveVerdict(result, at: event.timestamp, on: connection)
      case .acsCommitment(let commitment):
        context.spawn("\(id.name)/commitment") { [self] in try await compare(commitment, at: event.timestamp, on: connection) }
      case .informees, .confirmationResponses, .topologyBroadcast: break
      }
    }
    if !views.isEmpty { receiveRequest(views, event: event, on: connection) }
    let interval = client.state.snapshot(at: event.timestamp).parameters.reconciliationInterval
    if let period = connection.commitments.periodEnded(at: event.timestamp, interval: interval) {
      context.spawn("\(id.name)/commitments") { [self] in try await commit(to: period, on: connection) }
    }
  }

  func cleanCounter(after event: SequencedEvent, in client: SequencerClient) -> Int64 {
    guard let connection = connections[client.state.alias], let oldest = connection.requests.keys.min() else {
      return event.counter + 1
    }
    return min(connection.counters[oldest] ?? event.counter + 1, event.counter + 1)
  }

  func subscriptionEnded(_ client: SequencerClient, error: CantonError) {
    context.record(
      Event.node(
        .connectionRefused(
          member: client.member, synchronizer: client.state.id, code: error.code, reason: error.message)))
  }

  /// Runs `body` after the same was done for every earlier event of the connection.
  func inOrder(_ connection: Connection, prepare: @escaping () async throws -> Void, body: @escaping () async throws -> Void) {
    let previous = connection.order
    let mine: Reply<Void> = context.reply()
    connection.order = mine
    context.spawn("\(id.name)/ordered") {
      defer { mine.succeed(()) }
      try await prepare()
      try await previous?.value()
      try await body()
    }
  }
}
