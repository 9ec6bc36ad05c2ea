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

  /// The error with the flows' names.
  public var description: String {
    switch self {
    case .stalled(let flows):
      "stalled: nothing is pending, and these flows still wait: \(flows.joined(separator: ", "))"
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
  /// The current virtual time.
  public private(set) var now = Instant.zero
  /// What has been recorded so far.
  public let recording = Recording()
  /// The links between nodes.
  public private(set) lazy var network = Network(self)
  /// The scope of the operator's flows, which no crash ends.
  public private(set) lazy var root = FlowScope(self)
  /// Flows that ended with an error other than `NodeStopped`, in order.
  public internal(set) var failedFlows: [FailedFlow] = []
  /// Events that have happened.
  public private(set) var eventsDelivered: UInt64 = 0

  var queue = EventQueue<Wake>()
  let flows = FlowEngine()
  private var calls = Slab<Call>()
  private var hosts: [NodeID: NodeHost] = [:]
  private var stopRequested = false

  /// A run that has not started. The default epoch is 2026-01-01T00:00:00Z.
  public init(seed: UInt64, epochSeconds: Int64 = 1_767_225_600) {
    self.seed = seed
    self.epochSeconds = epochSeconds
  }

  /// The civil time of an instant of this run.
  public func civilTime(at instant: Instant) -> CivilTime {
    CivilTime(epochNanoseconds: epochSeconds * 1_000_000_000 + instant.nanoseconds)
  }

  /// A fresh copy of the random stream `name`; asking twice gives the same draws twice.
  public func stream(_ name: String) -> RandomStream { RandomStream(seed: seed, name: name) }

  /// Events that wait to happen.
  public var eventsPending: Int { queue.count }

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
    schedule(at: instant, scope: nil, action)
  }

  func schedule(at instant: Instant, scope: FlowScope?, _ action: @escaping () -> Void) -> EventHandle {
    let place = calls.insert(Call(action: action, scope: scope))
    let handle = queue.push(at: max(now, instant), Wake(.call, place))
    calls.at(place).pointee.handle = handle
    if let scope {
      calls.at(place).pointee.previous = scope.lastCall
      if scope.lastCall == Slab<Call>.none {
        scope.firstCall = place
      } else {
        calls.at(scope.lastCall).pointee.next = place
      }
      scope.lastCall = place
    }
    return handle
  }

  /// Withdraws a scheduled call; false when it has happened or was withdrawn before.
  @discardableResult
  public func cancel(_ handle: EventHandle) -> Bool {
    guard let wake = queue.cancel(handle) else { return false }
    precondition(wake.kind == .call, "only scheduled calls can be cancelled")
    _ = takeCall(wake.place)
    return true
  }

  private func takeCall(_ place: UInt32) -> Call {
    let call = calls.remove(place)
    if let scope = call.scope {
      if call.previous == Slab<Call>.none {
        scope.firstCall = call.next
      } else {
        calls.at(call.previous).pointee.next = call.next
      }
      if call.next == Slab<Call>.none {
        scope.lastCall = call.previous
      } else {
        calls.at(call.next).pointee.previous = call.previous
      }
    }
    return call
  }

  /// Withdraws every call of a scope that has ended.
  func dropCalls(of scope: FlowScope) {
    while scope.firstCall != Slab<Call>.none {
      let handle = calls.at(scope.firstCall).pointee.handle
      cancel(handle)
    }
  }

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
    flows.executor.adoptCurrentThread()
    stopRequested = false
    flows.executor.drain()
    while !stopRequested {
      guard let event = queue.pop(through: horizon) else {
        if !queue.isEmpty {
          now = max(now, horizon)
          return .horizon
        }
        let waiting = flows.waitingNames
        if !waiting.isEmpty { throw SimulationError.stalled(waiting) }
        return .quiet
      }
      now = event.instant
      eventsDelivered &+= 1
      switch event.payload.kind {
      case .wait: flows.expire(event.payload.place, self)
      case .message: network.deliver(event.payload.place)
      case .call: takeCall(event.payload.place).action()
      }
      flows.executor.drain()
    }
    return .stopped
  }

  /// Ends the run after the current event; `run` may be called again.
  public func stop() { stopRequested = true }

  /// Ends every scope, so that waiting flows unwind with `NodeStopped` and all memory of the run is released. Nothing
  /// they do takes effect. Call it when the run is over; the recording stays readable.
  public func finish() {
    flows.executor.adoptCurrentThread()
    for host in allHosts { host.crash() }
    root.end()
    flows.executor.drain()
  }
}

/// A scheduled call and its place in its scope's list.
private struct Call {
  let action: () -> Void
  let scope: FlowScope?
  var handle = EventHandle.none
  var previous = Slab<Call>.none
  var next = Slab<Call>.none

  init(action: @escaping () -> Void, scope: FlowScope?) {
    self.action = action
    self.scope = scope
  }
}

/// What a pending event does: its kind and the place of its details.
struct Wake: BitwiseCopyable {
  enum Kind: UInt32 {
    case wait
    case message
    case call
  }
  let kind: Kind
  let place: UInt32

  init(_ kind: Kind, _ place: UInt32) {
    self.kind = kind
    self.place = place
  }
}
