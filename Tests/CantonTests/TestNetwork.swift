import Canton
import Events
import KMS
import Kernel
import Keys
import Storage

/// A synchronizer with one sequencer, one mediator and some participants, for tests.
final class TestNetwork {
  let simulation: Simulation
  let crypto: CryptoEngine
  let timing: TimingProfile
  let endpoint: KmsEndpoint?
  private(set) var stores: [String: any NodeStore] = [:]
  private var configurations: [String: NodeConfiguration] = [:]
  private let onKms: (String) -> Bool

  /// - Parameter onKms: which nodes use provider `kms`, when there is a KMS.
  init(
    seed: UInt64 = 1, mode: CryptoMode = .symbolic, timing: TimingProfile = .zero, link: Span = .milliseconds(1),
    kms configuration: KmsInstanceConfiguration? = nil, onKms: @escaping (String) -> Bool = { _ in true }
  ) {
    simulation = Simulation(seed: seed)
    crypto = CryptoEngine(mode: mode, seed: seed, rsaKeys: RSAKeyPool(directory: nil))
    self.timing = timing
    self.onKms = onKms
    simulation.network.defaultLink = Link(latency: .constant(link))
    endpoint = configuration.map { [simulation, crypto] in
      KmsEndpoint(simulation: simulation, service: KeyService(configuration: $0, crypto: crypto, seed: seed))
    }
  }

  /// A KMS without quotas that answers after `latency`; connections are up at once.
  static func kms(_ latency: Span = .milliseconds(10)) -> KmsInstanceConfiguration {
    KmsInstanceConfiguration(
      name: "kms", account: "111122223333", region: "us-east-1", latency: LatencyTable(fallback: .constant(latency)))
  }

  // MARK: Nodes

  func environment(_ incarnation: Incarnation) -> NodeEnvironment {
    let name = incarnation.id.name
    let store = stores[name] ?? MemoryStore()
    stores[name] = store
    var client: AwsKmsClient?
    if let endpoint {
      client = AwsKmsClient(
        incarnation: incarnation, endpoint: endpoint,
        principal: KmsPrincipal(name: name, account: endpoint.configuration.account))
    }
    return NodeEnvironment(crypto: crypto, timing: timing, kms: client, incarnation: incarnation, store: store)
  }

  func configuration(_ name: String, _ kind: MemberKind) throws -> NodeConfiguration {
    var configuration = try NodeConfiguration(
      name: name, kind: kind, crypto: CryptoConfiguration(provider: endpoint != nil && onKms(name) ? .kms : .jce))
    configuration.enablesPreviewCommands = true
    configuration.enablesRepairCommands = true
    return configuration
  }

  func start<Started: MemberNode>(
    _ configuration: NodeConfiguration, _ make: (NodeConfiguration, NodeEnvironment) -> Started
  ) -> Started {
    configurations[configuration.name] = configuration
    var made: Started?
    simulation.host(NodeID(configuration.name)).start { incarnation in
      let node = make(configuration, environment(incarnation))
      made = node
      return node
    }
    guard let made else { preconditionFailure("the host did not start the node") }
    return made
  }

  /// Gives a node another store than one in memory.
  func use(_ store: any NodeStore, for name: String) { stores[name] = store }

  func crash(_ name: String) { simulation.host(NodeID(name)).crash() }

  /// Starts a stopped or crashed node again on its store.
  func startAgain<Started: MemberNode>(
    _ name: String, _ make: (NodeConfiguration, NodeEnvironment) -> Started
  ) async throws -> Started {
    let node = start(try required(configurations[name]), make)
    _ = try await node.initialized.value()
    return node
  }

  private func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw CantonError("TEST", "no such node") }
    return value
  }

  /// Starts `da` with a sequencer, a mediator and connected participants.
  func bootstrap(
    participants names: [String] = ["participant1", "participant2"],
    parameters: DynamicSynchronizerParameters = DynamicSynchronizerParameters()
  ) async throws -> [ParticipantNode] {
    let sequencer = start(try configuration("sequencer1", .sequencer), SequencerNode.init)
    let mediator = start(try configuration("mediator1", .mediator), MediatorNode.init)
    _ = try await SynchronizerBootstrap.run(
      alias: "da", sequencer: sequencer, mediator: mediator, parameters: StaticSynchronizerParameters(),
      dynamicParameters: parameters)
    var participants: [ParticipantNode] = []
    for name in names { participants.append(try await join(configuration(name, .participant))) }
    return participants
  }

  /// Starts a participant and connects it.
  func join(_ configuration: NodeConfiguration) async throws -> ParticipantNode {
    let participant = start(configuration, ParticipantNode.init)
    _ = try await participant.initialized.value()
    try await participant.connect(to: NodeID("sequencer1"), alias: "da")
    try await participant.synchronize()
    return participant
  }

  // MARK: Running

  func sleep(_ span: Span) async throws { try await simulation.root.sleep(span) }

  /// Runs a flow to its end and rethrows what it threw.
  func run(until horizon: Span = .minutes(30), _ body: @escaping (TestNetwork) async throws -> Void) throws {
    simulation.root.spawn("test") { [self] in
      defer { simulation.stop() }
      try await body(self)
    }
    let reason = try simulation.run(until: .zero + horizon)
    guard reason == .stopped else { throw CantonError("TEST", "the test was not done after \(horizon)") }
    if let failure = simulation.failedFlows.first { throw FlowFailure(name: failure.name, error: failure.error) }
    simulation.finish()
  }

  struct FlowFailure: Error, CustomStringConvertible {
    let name: String
    let error: any Error
    var description: String { "\(name): \(error)" }
  }

  // MARK: What was recorded

  var history: [Event] { simulation.recording.entries.compactMap { $0.event as? Event } }

  /// Everything recorded so far, with times and nodes.
  var timeline: [TimedEvent] {
    History(recording: simulation.recording, end: simulation.now, cutOff: false).entries
  }

  /// What a node recorded from a place in the recording on.
  func events(of node: String? = nil, from place: Int = 0) -> [TimedEvent] {
    timeline.filter { $0.sequence >= place && (node == nil || $0.node.name == node) }
  }

  /// The place that the next recorded event gets.
  var place: Int { simulation.recording.entries.count }

  /// KMS calls per node and operation, for instance `participant1 Sign`.
  func kmsCalls(from place: Int = 0) -> [String: Int] {
    var counts: [String: Int] = [:]
    for entry in events(from: place) {
      if case .kms(let call) = entry.event { counts["\(entry.node.name) \(call.operation)", default: 0] += 1 }
    }
    return counts
  }

  /// Completions of a command: code and time.
  func completions(_ id: String) -> [(code: String, at: Instant)] {
    events().compactMap { entry in
      guard case .ledger(.completed(let command, _, let code, _, _)) = entry.event, command.commandID == id else {
        return nil
      }
      return (code, entry.instant)
    }
  }

  /// Codes under which a node rolled requests back.
  func rejections(at node: String, from place: Int = 0) -> [String] {
    events(of: node, from: place).compactMap { entry in
      if case .ledger(.rejected(_, _, let code)) = entry.event { code } else { nil }
    }
  }
}

/// Commands of tests.
extension ParticipantNode {
  func submit(_ id: String, as party: PartyID, _ command: LedgerCommand, attempt: Int = 1) throws -> Reply<Completion> {
    try submit(
      CommandSubmission(
        key: CommandKey(userID: "test", commandID: id, submissionID: "\(id)-\(attempt)"), actAs: [party],
        command: command))
  }

  /// Creates IOUs in one transaction and returns them.
  func issue(_ id: String, from issuer: PartyID, to owners: [PartyID]) async throws -> [Contract] {
    let ious = owners.enumerated().map { Iou(issuer: issuer, owner: $1, amount: UInt64($0 + 1)) }
    let completion = try await submit(id, as: issuer, .createIous(ious)).value()
    guard completion.code == "OK" else { throw CantonError(completion.code, "issuing \(id)") }
    return completion.created
  }
}
