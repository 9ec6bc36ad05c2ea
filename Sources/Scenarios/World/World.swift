import Canton
import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// What the caller decides about a run beside the scenario.
public struct RunOptions: Sendable {
  /// Real or symbolic cryptography.
  public var crypto: CryptoMode
  /// A folder for the nodes' SQLite files; nil keeps stores in memory.
  public var storeDirectory: String?
  /// Where generated RSA keys are remembered between runs; nil remembers them in the process only.
  public var keyCacheDirectory: String?

  /// Makes options.
  public init(crypto: CryptoMode, storeDirectory: String? = nil, keyCacheDirectory: String? = nil) {
    self.crypto = crypto
    self.storeDirectory = storeDirectory
    self.keyCacheDirectory = keyCacheDirectory
  }
}

/// The network of one run: nodes, links and key management services on one virtual clock, built from a scenario.
/// Confined to the thread that runs it.
public final class World {
  /// The scenario.
  public let scenario: Scenario
  /// The clock and all that hangs on it.
  public let simulation: Simulation
  /// The run's cryptography.
  public let crypto: CryptoEngine
  /// AWS's services by name.
  public private(set) var endpoints: OrderedDictionary<String, KmsEndpoint> = [:]
  /// What makes the services of several accounts and Regions know each other.
  private let directory = KmsDirectory()
  /// The events of the services that keep a trail, by name.
  private var trails: OrderedDictionary<String, [[UInt8]]> = [:]
  /// The entries of Cloud Audit Logs of Google's services that keep them, by name.
  var cloudAuditLogs: OrderedDictionary<String, [[UInt8]]> = [:]
  /// The operator's recorder: steps, workloads and scans are its entries.
  public let operatorID = NodeID("operator")

  /// Google's services by name.
  var googleEndpoints: OrderedDictionary<String, GcpEndpoint> = [:]

  let options: RunOptions
  let timing: TimingProfile
  /// What nodes persist, by node; outlives their incarnations.
  var stores: OrderedDictionary<String, any NodeStore> = [:]
  /// Clients of the nodes' current incarnations, for their audit logs.
  var clients: OrderedDictionary<String, any KmsClient> = [:]
  /// Audit log lines of earlier incarnations.
  var auditLines: OrderedDictionary<String, [String]> = [:]
  /// Files that steps wrote: ACS exports and backups.
  var files: OrderedDictionary<String, WorldFile> = [:]
  /// Synchronizer ids by alias, once they are bootstrapped.
  var synchronizerIDs: OrderedDictionary<String, SynchronizerID> = [:]
  /// Parties by name, as they are enabled.
  var parties: OrderedDictionary<String, PartyID> = [:]
  /// Private keys that were seen in clear, by the node they belong to; the artefact scan searches for them.
  var knownKeys: OrderedDictionary<String, [Fingerprint: PrivateKey]> = [:]
  /// The operator's SDK clients, by KMS and principal.
  private var operatorClients: OrderedDictionary<String, SdkClient> = [:]
  /// The same for Google's services.
  var googleOperatorClients: OrderedDictionary<String, GcpClient> = [:]
  /// Nodes that imported contracts and have not reconnected since.
  var imported: Set<String> = []
  /// IOUs that workloads may move.
  let ious = IouBook()

  /// A file that a step wrote.
  struct WorldFile {
    let owner: String
    let kind: String
    let bytes: [UInt8]
  }

  /// Builds the network; nothing runs yet.
  public init(scenario: Scenario, seed: UInt64, options: RunOptions) throws {
    self.scenario = scenario
    self.options = options
    simulation = Simulation(seed: seed, epochSeconds: scenario.startTime)
    crypto = CryptoEngine(mode: options.crypto, seed: seed, rsaKeys: RSAKeyPool(directory: options.keyCacheDirectory))
    timing = TimingProfile(scenario.timing)
    buildLinks()
    try buildServices(seed: seed)
    try buildGoogleServices(seed: seed)
  }

  private func buildLinks() {
    simulation.network.defaultLink = Kernel.Link(latency: scenario.timing.link)
    for link in scenario.links {
      let value = Kernel.Link(
        latency: link.latency ?? scenario.timing.link, loss: link.loss, duplication: link.duplication,
        ordered: link.ordered)
      guard let ends = link.ends else {
        simulation.network.defaultLink = value
        continue
      }
      simulation.network.set(value, from: NodeID(ends.from), to: NodeID(ends.to))
      if ends.bothWays { simulation.network.set(value, from: NodeID(ends.to), to: NodeID(ends.from)) }
    }
  }

  private func buildServices(seed: UInt64) throws {
    for instance in scenario.kms {
      var configuration = instance.configuration
      configuration.epochSeconds = simulation.epochSeconds
      let service = KeyService(configuration: configuration, crypto: crypto, seed: seed)
      for key in instance.keys {
        try service.pregenerate(
          name: key.name, keySpec: key.keySpec, keyUsage: key.keyUsage, multiRegion: key.isMultiRegion,
          policy: key.policy, at: .zero)
      }
      directory.add(service)
      if instance.writesCloudTrail {
        trails[instance.name] = []
        service.trail = CloudTrail(eventIDs: simulation.stream("kms/\(instance.name)/cloudtrail")) { [unowned self] in
          trails[instance.name]?.append($0)
        }
      }
      endpoints[instance.name] = KmsEndpoint(simulation: simulation, service: service)
    }
  }

  // MARK: Nodes

  /// The running node of a name.
  /// - Throws: `NODE_IS_DOWN` when it is not running.
  func node(_ name: String) throws -> MemberNode {
    guard let node = simulation.host(NodeID(name)).node as? MemberNode else {
      throw CantonError("NODE_IS_DOWN", "the node \(name) is not running")
    }
    return node
  }

  /// The running participant of a name.
  func participant(_ name: String) throws -> ParticipantNode {
    guard let participant = try node(name) as? ParticipantNode else {
      throw CantonError("NODE_IS_DOWN", "\(name) is not a participant")
    }
    return participant
  }

  /// The running participants, in the scenario's order.
  var participants: [ParticipantNode] {
    scenario.nodes(.participant).compactMap { simulation.host(NodeID($0.name)).node as? ParticipantNode }
  }

  /// Starts a node's process on its store.
  @discardableResult
  func start(_ name: String) throws -> MemberNode {
    guard let node = scenario.node(name) else { throw CantonError("UNKNOWN_NODE", "no node \(name)") }
    let host = simulation.host(NodeID(name))
    guard !host.isRunning else { throw CantonError("NODE_ALREADY_RUNNING", "the node \(name) runs already") }
    var configuration = try NodeConfiguration(node, features: scenario.features)
    if case .envelope(let wrapper?) = configuration.privateKeyStore, let kms = node.binding.kms,
      let made = endpoints[kms]?.service.pregeneratedKeyID(named: wrapper)
    {
      // The scenario names a key that was made before by its name; Canton's configuration wants its id.
      configuration.privateKeyStore = .envelope(wrapperKeyID: made)
    }
    let store = try openStore(name)
    keepAuditLines(name)
    host.start { incarnation in
      let environment = NodeEnvironment(
        crypto: crypto, timing: timing, kms: client(of: node, incarnation: incarnation), incarnation: incarnation,
        store: store)
      switch node.kind {
      case .participant: return ParticipantNode(configuration: configuration, environment: environment)
      case .sequencer: return SequencerNode(configuration: configuration, environment: environment)
      case .mediator: return MediatorNode(configuration: configuration, environment: environment)
      }
    }
    return try self.node(name)
  }

  private func openStore(_ name: String) throws -> any NodeStore {
    if let store = stores[name] { return store }
    let store: any NodeStore
    if let directory = options.storeDirectory {
      store = try SQLiteStore(.file("\(directory)/\(name).db"))
    } else if scenario.node(name)?.binding.storage == .sqlite {
      store = try SQLiteStore(.memory)
    } else {
      store = MemoryStore()
    }
    stores[name] = store
    return store
  }

  private func client(of node: Scenario.Node, incarnation: Incarnation) -> (any KmsClient)? {
    guard let name = node.binding.kms else { return nil }
    if let endpoint = googleEndpoints[name] {
      let client = googleClient(of: node, endpoint, incarnation: incarnation)
      clients[node.name] = client
      return client
    }
    guard let endpoint = endpoints[name], let instance = scenario.kms(name) else { return nil }
    var configuration = KmsClientConfiguration()
    if let settings = node.crypto.kms {
      configuration.failures = CantonRetryConfiguration(settings.failures)
      configuration.createKeyCheck = CantonRetryConfiguration(settings.createKeyCheck)
      configuration.auditLogging = settings.auditLogging
    }
    configuration.sdkRetryMode = node.binding.sdkRetryMode
    if let region = node.binding.region { endpoint.place(NodeID(node.name), in: region) }
    configuration.loggerContext = "\(node.kind.rawValue)=\(node.name)"
    let client = AwsKmsClient(
      incarnation: incarnation, endpoint: endpoint,
      principal: instance.principal(node.binding.principal),
      configuration: configuration)
    clients[node.name] = client
    return client
  }

  /// The operator's own client of a KMS: the SDK with its pool and retries, without Canton on top.
  func operatorClient(kms: String, principal: String) -> SdkClient? {
    if let client = operatorClients["\(kms)/\(principal)"] { return client }
    guard let endpoint = endpoints[kms], let instance = scenario.kms(kms) else { return nil }
    var configuration = KmsClientConfiguration()
    configuration.userAgent = "aws-cli/2.31.0 md/command#kms"
    let client = SdkClient(
      simulation: simulation, scope: simulation.root, caller: operatorID, endpoint: endpoint,
      principal: instance.principal(principal), configuration: configuration,
      streamSuffix: "/\(kms)/\(principal)")
    operatorClients["\(kms)/\(principal)"] = client
    return client
  }

  /// Keeps what a process that has ended wrote to its audit log, as far as it came to the disk.
  func keepAuditLines(_ name: String, killed: Bool = false) {
    guard let client = clients.removeValue(forKey: name) else { return }
    let files = killed ? scenario.node(name)?.binding.auditLogFiles : nil
    auditLines[name, default: []] += files?.linesLeft(of: client.auditLines) ?? client.auditLines
  }

  /// What the services themselves log of their calls, as files: CloudTrail's events, and entries of Cloud Audit Logs, one
  /// a line.
  var serviceLogs: [(name: String, file: [UInt8])] {
    trails.elements.map { ("cloudtrail-\($0.key).json", CloudTrail.file(of: $0.value)) }
      + cloudAuditLogs.elements.map { kms, entries in
        ("cloud-audit-\(kms).jsonl", entries.flatMap { $0 + [UInt8(ascii: "\n")] })
      }
  }

  /// Each node's KMS audit log, where there is one.
  public var auditLogs: [(node: String, lines: [String])] {
    scenario.nodes.compactMap { node in
      let lines = (auditLines[node.name] ?? []) + (clients[node.name]?.auditLines ?? [])
      return lines.isEmpty ? nil : (node.name, lines)
    }
  }

  /// Records an event of the operator.
  func record(_ event: Event) { simulation.record(event, node: operatorID) }

  /// Remembers a private key that was in clear, for the artefact scan.
  func remember(_ key: PrivateKey, of node: String) { knownKeys[node, default: [:]][key.fingerprint] = key }
}

extension CantonRetryConfiguration {
  init(_ backoff: Scenario.Backoff) {
    self.init(
      initialDelay: backoff.initialDelay, maximumDelay: backoff.maxDelay,
      maximumRetries: backoff.maxRetries == Int(Int32.max) ? nil : backoff.maxRetries)
  }
}
