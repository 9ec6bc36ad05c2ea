/// Something with a name that receives messages: a participant, a sequencer, a mediator.
///
/// A node acts on the world only through the `Incarnation` (or `NodeContext`) it was made with. `receive` is
/// synchronous and therefore atomic; what takes time is a flow.
public protocol Node: AnyObject {
  /// The node's name.
  var id: NodeID { get }
  /// Called once, at the instant of the start.
  func start()
  /// A message has arrived.
  func receive(_ envelope: Envelope)
  /// The node is being stopped in good order; it can still send and record, but not wait.
  func stop()
}

/// Where a node runs: starts, stops and crashes it, each start a new incarnation.
public final class NodeHost {
  /// The node's name.
  public let id: NodeID
  /// Number of the current or last incarnation; 0 before the first start.
  public private(set) var incarnation = 0
  /// The running node.
  public private(set) var node: (any Node)?
  unowned let simulation: Simulation
  private var current: Incarnation?
  /// The links out of this node.
  let routes: RouteTable

  init(_ id: NodeID, in simulation: Simulation) {
    self.id = id
    self.simulation = simulation
    routes = RouteTable(simulation.network, id)
  }

  /// Whether a node runs here.
  public var isRunning: Bool { node != nil }

  /// Makes a new incarnation and starts the node that `make` builds with it. The host must not be running.
  public func start(_ make: (Incarnation) -> any Node) {
    precondition(current == nil, "\(id) is already running")
    incarnation += 1
    let incarnation = Incarnation(self, number: incarnation)
    current = incarnation
    let node = make(incarnation)
    self.node = node
    node.start()
  }

  /// Stops the node in good order: `Node.stop()`, then the end of its incarnation. Nothing happens when none runs.
  public func stop() {
    node?.stop()
    crash()
  }

  /// Ends the incarnation without telling the node: its waits throw, its timers are withdrawn, its handles refuse.
  public func crash() {
    guard let incarnation = current else { return }
    current = nil
    node = nil
    incarnation.scope.end()
  }
}

/// One life of a node, from start to stop or crash. Everything a node does to the world goes through it, and it refuses
/// once it is dead, so that late steps of a crashed node's flows have no effect.
public final class Incarnation {
  /// The scope of this life's flows.
  public let scope: FlowScope
  /// 1 for the first start, 2 for the next, and so on.
  public let number: Int
  /// The node's name.
  public let id: NodeID
  /// The run this node belongs to.
  public unowned let simulation: Simulation
  private let routes: RouteTable
  private let recording: Recording

  init(_ host: NodeHost, number: Int) {
    self.number = number
    id = host.id
    simulation = host.simulation
    routes = host.routes
    recording = host.simulation.recording
    scope = FlowScope(host.simulation.engine)
  }

  /// False once the node was stopped or has crashed.
  public var isAlive: Bool { scope.isAlive }

  /// The current virtual time.
  public var now: Instant { scope.engine.now }

  /// Sends a message over the link to `destination`; nothing when dead.
  public func send(_ message: any Message, to destination: NodeID) {
    guard scope.isAlive else { return }
    routes.send(message, to: destination)
  }

  /// Records an event of this node; nothing when dead.
  public func record(_ event: any RecordedEvent) {
    guard scope.isAlive else { return }
    recording.record(event, node: id, at: scope.engine.now)
  }

  /// Calls `action` once `span` has passed, unless this life has ended by then. `Simulation.cancel` withdraws it.
  @discardableResult
  public func after(_ span: Span, _ action: @escaping () -> Void) -> EventHandle {
    guard scope.isAlive else { return .none }
    return scope.engine.schedule(at: scope.engine.now + span, scope: scope, action)
  }

  /// Starts a flow of this life; see `FlowScope.spawn`.
  public func spawn(_ name: String, background: Bool = false, _ body: @escaping () async throws -> Void) {
    scope.spawn(name, background: background, body)
  }

  /// The random stream of this node for `purpose`. Each incarnation has its own, so a restart does not repeat draws.
  public func stream(_ purpose: String) -> RandomStream {
    simulation.stream("\(purpose)/\(id)/\(number)")
  }
}

/// What a node holds to act on the world, together with its store.
public final class NodeContext<Store> {
  /// The life this context belongs to.
  public let incarnation: Incarnation
  private let durable: Store

  /// The context of one life; the store outlives it.
  public init(_ incarnation: Incarnation, store: Store) {
    self.incarnation = incarnation
    durable = store
  }

  /// The node's store. Throws `NodeStopped` when this life has ended, so a dead node writes nothing.
  public var store: Store {
    get throws {
      guard incarnation.isAlive else { throw NodeStopped() }
      return durable
    }
  }

  /// The node's name.
  public var id: NodeID { incarnation.id }
  /// The current virtual time.
  public var now: Instant { incarnation.scope.engine.now }
  /// The run this node belongs to.
  public var simulation: Simulation { incarnation.simulation }
  /// The scope of this life's flows.
  public var scope: FlowScope { incarnation.scope }
  /// False once the node was stopped or has crashed.
  public var isAlive: Bool { incarnation.isAlive }

  /// See `Incarnation.send`.
  public func send(_ message: any Message, to destination: NodeID) { incarnation.send(message, to: destination) }
  /// See `Incarnation.record`.
  public func record(_ event: any RecordedEvent) { incarnation.record(event) }
  /// See `Incarnation.after`.
  @discardableResult
  public func after(_ span: Span, _ action: @escaping () -> Void) -> EventHandle { incarnation.after(span, action) }
  /// See `FlowScope.spawn`.
  public func spawn(_ name: String, background: Bool = false, _ body: @escaping () async throws -> Void) {
    incarnation.scope.spawn(name, background: background, body)
  }
  /// See `FlowScope.sleep`.
  public func sleep(_ span: Span) async throws { try await incarnation.scope.sleep(span) }
  /// See `FlowScope.sleep(until:)`.
  public func sleep(until instant: Instant) async throws { try await incarnation.scope.sleep(until: instant) }
  /// See `FlowScope.reply`.
  public func reply<Value>(of type: Value.Type = Value.self) -> Reply<Value> { incarnation.scope.reply(of: type) }
  /// See `Incarnation.stream`.
  public func stream(_ purpose: String) -> RandomStream { incarnation.stream(purpose) }
}
