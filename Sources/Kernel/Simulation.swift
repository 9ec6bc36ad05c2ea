/// Why a run ended.
public enum StopReason: Hashable, Sendable {
  /// No event is left.
  case quiet
  /// The next event is later than the horizon.
  case horizon
  /// `Simulation.stop()` was called.
  case stopped
}

/// A run that cannot go on.
public enum SimulationError: Error, Hashable, CustomStringConvertible {
  /// These flows wait for something no pending event can bring.
  case stalled([String])

  /// The error with the first twenty flows' names.
  public var description: String {
    switch self {
    case .stalled(let flows):
      let names = flows.prefix(20).joined(separator: ", ")
      let more = flows.count > 20 ? " and \(flows.count - 20) more" : ""
      return "stalled: nothing is pending, and these flows still wait: \(names)\(more)"
    }
  }
}

/// A flow that ended with an error.
public struct FailedFlow {
  /// The flow's name as given to `spawn`.
  public let name: String
  /// When it ended.
  public let instant: Instant
  /// What it threw.
  public let error: any Error
}

/// Owner of one run: clock, pending events, random streams, nodes, network, flows and recording.
///
/// Confined to the thread that runs it. Everything that happens in a run follows from the seed and from the calls made
/// on it; it reads no clock and no entropy.
public final class Simulation {
  /// The seed all random streams derive from.
  public let seed: UInt64
  /// The civil time of virtual zero, in seconds since 1970-01-01T00:00:00Z.
  public let epochSeconds: Int64
  /// What has been recorded so far.
  public let recording = Recording()
  /// The scope of the operator's flows, which no crash ends.
  public let root: FlowScope
  /// The links between nodes.
  public let network: Network
  /// Events that have happened.
  public private(set) var eventsDelivered: UInt64 = 0

  let engine = Engine()
  private var hosts: [NodeID: NodeHost] = [:]
  private var stopRequested = false

  /// A run that has not started. The default epoch is 2026-01-01T00:00:00Z.
  public init(seed: UInt64, epochSeconds: Int64 = 1_767_225_600) {
    self.seed = seed
    self.epochSeconds = epochSeconds
    root = FlowScope(engine)
    network = Network(engine, seed: seed)
    network.simulation = self
  }

  deinit { engine.dropEverything() }

  /// The current virtual time.
  public var now: Instant { engine.now }

  /// Flows that ended with an error other than `NodeStopped`, in order.
  public var failedFlows: [FailedFlow] { engine.failedFlows }

  /// The civil time of an instant of this run.
  public func civilTime(at instant: Instant) -> CivilTime {
    CivilTime(epochNanoseconds: epochSeconds * 1_000_000_000 + instant.nanoseconds)
  }

  /// A fresh copy of the random stream `name`; asking twice gives the same draws twice.
  public func stream(_ name: String) -> RandomStream { RandomStream(seed: seed, name: name) }

  /// Events that wait to happen.
  public var eventsPending: Int { engine.state.pointee.queue.count }

  // MARK: Scheduling

  /// Calls `action` once `span` has passed (at once, after what is already due, for a negative span). A convenience for
  /// set-up and faults; messages and flows do not take this way.
  @discardableResult
  public func schedule(after span: Span, _ action: @escaping () -> Void) -> EventHandle {
    schedule(at: now + span, action)
  }

  /// Calls `action` at `instant`, or at once, after what is already due, when it has passed.
  @discardableResult
  public func schedule(at instant: Instant, _ action: @escaping () -> Void) -> EventHandle {
    engine.schedule(at: instant, scope: nil, action)
  }

  /// Withdraws a scheduled call; false when it has happened or was withdrawn before.
  @discardableResult
  public func cancel(_ handle: EventHandle) -> Bool { engine.cancelCall(handle) }

  // MARK: Nodes and recording

  /// The host of the node `id`, made on first request; it is not running until started.
  public func host(_ id: NodeID) -> NodeHost {
    if let host = hosts[id] { return host }
    let host = NodeHost(id, in: self)
    hosts[id] = host
    return host
  }

  /// All hosts, by name.
  public var allHosts: [NodeHost] { hosts.values.sorted { $0.id < $1.id } }

  /// Records an event at the current instant.
  public func record(_ event: any RecordedEvent, node: NodeID) {
    recording.record(event, node: node, at: now)
  }

  // MARK: Running

  /// Lets events happen in order until none is left, the next is later than `horizon`, or `stop()` is called. The clock
  /// then stands at the last event, or at the horizon. Throws `SimulationError.stalled` when no event is left but flows
  /// that are not background flows still wait.
  @discardableResult
  public func run(until horizon: Instant = .distantFuture) throws -> StopReason {
    let engine = self.engine
    let state = engine.state
    engine.executor.adoptCurrentThread()
    stopRequested = false
    engine.executor.drain()
    while !stopRequested {
      guard let event = state.pointee.queue.pop(through: horizon) else {
        if !state.pointee.queue.isEmpty {
          state.pointee.now = max(now, horizon)
          return .horizon
        }
        let waiting = engine.waitingNames
        if !waiting.isEmpty { throw SimulationError.stalled(waiting) }
        return .quiet
      }
      state.pointee.now = event.instant
      eventsDelivered &+= 1
      switch event.payload.kind {
      case .wait: engine.expire(event.payload.place)
      case .message: network.deliver(event.payload.place)
      case .call: engine.takeCall(event.payload.place)()
      }
      engine.executor.drain()
    }
    return .stopped
  }

  /// Ends the run after the current event; `run` may be called again.
  public func stop() { stopRequested = true }

  /// Ends every scope, so that waiting flows unwind with `NodeStopped` and all memory of the run is released. Nothing
  /// they do takes effect. Call it when the run is over; the recording stays readable.
  public func finish() {
    engine.executor.adoptCurrentThread()
    for host in allHosts { host.crash() }
    root.end()
    engine.executor.drain()
    engine.dropEverything()
  }
}
