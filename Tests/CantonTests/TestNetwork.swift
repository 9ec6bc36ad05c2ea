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
  private(set) var stores: [String: any NodeStore] = [:]
  private(set) var endpoint: KmsEndpoint?
  private let kmsNodes: Bool

  init(
    seed: UInt64 = 1, mode: CryptoMode = .symbolic, timing: TimingProfile = .zero, link: Span = .milliseconds(1),
    kms configuration: KmsInstanceConfiguration? = nil
  ) {
    simulation = Simulation(seed: seed)
    crypto = CryptoEngine(mode: mode, seed: seed, rsaKeys: RSAKeyPool(directory: nil))
    self.timing = timing
    kmsNodes = configuration != nil
    simulation.network.defaultLink = Link(latency: .constant(link))
    if let configuration {
      endpoint = KmsEndpoint(
        simulation: simulation, service: KeyService(configuration: configuration, crypto: crypto, seed: seed))
    }
  }

  func environment(_ incarnation: Incarnation) -> NodeEnvironment {
    let name = incarnation.id.name
    let store = stores[name] ?? MemoryStore()
    stores[name] = store
    var client: KmsClient?
    if let endpoint {
      client = KmsClient(
        incarnation: incarnation, endpoint: endpoint,
        principal: KmsPrincipal(name: name, account: endpoint.configuration.account))
    }
    return NodeEnvironment(crypto: crypto, timing: timing, kms: client, incarnation: incarnation, store: store)
  }

  func configuration(_ name: String, _ kind: MemberKind) throws -> NodeConfiguration {
    var configuration = try NodeConfiguration(
      name: name, kind: kind, crypto: CryptoConfiguration(provider: kmsNodes ? .kms : .jce))
    configuration.enablesPreviewCommands = true
    configuration.enablesRepairCommands = true
    return configuration
  }

  func start<Started: MemberNode>(_ configuration: NodeConfiguration, _ make: (NodeConfiguration, NodeEnvironment) -> Started) -> Started {
    var made: Started?
    simulation.host(NodeID(configuration.name)).start { incarnation in
      let node = make(configuration, environment(incarnation))
      made = node
      return node
    }
    guard let made else { preconditionFailure("the host did not start the node") }
    return made
  }

  /// Starts `da` with a sequencer, a mediator and connected participants.
  func bootstrap(
    participants names: [String] = ["participant1", "participant2"], parameters: DynamicSynchronizerParameters = DynamicSynchronizerParameters()
  ) async throws -> [ParticipantNode] {
    let sequencer = start(try configuration("sequencer1", .sequencer), SequencerNode.init)
    let mediator = start(try configuration("mediator1", .mediator), MediatorNode.init)
    _ = try await SynchronizerBootstrap.run(
      alias: "da", sequencer: sequencer, mediator: mediator, parameters: StaticSynchronizerParameters(),
      dynamicParameters: parameters)
    var participants: [ParticipantNode] = []
    for name in names {
      let participant = start(try configuration(name, .participant), ParticipantNode.init)
      _ = try await participant.initialized.value()
      try await participant.connect(to: NodeID("sequencer1"), alias: "da")
      try await participant.synchronize()
      participants.append(participant)
    }
    return participants
  }

  /// Runs a flow to its end and rethrows what it threw.
  func run(until horizon: Span = .minutes(30), _ body: @escaping (TestNetwork) async throws -> Void) throws {
    simulation.root.spawn("test") { [self] in
      defer { simulation.stop() }
      try await body(self)
    }
    _ = try simulation.run(until: .zero + horizon)
    if let failure = simulation.failedFlows.first { throw failure.error }
  }

  var history: [Event] { simulation.recording.entries.compactMap { $0.event as? Event } }
}
