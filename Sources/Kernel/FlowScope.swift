/// The node, or the scope, whose flow this is has ended. Thrown out of every wait of its flows.
public struct NodeStopped: Error, Hashable {
  /// The only value.
  public init() {}
}

/// An answer did not come in time; whether what was asked took effect is unknown.
public struct DeadlineExceeded: Error, Hashable {
  /// The time waited.
  public let after: Span
  /// Waited for `after`.
  public init(after: Span) { self.after = after }
}

/// Flows that live and end together: those of one incarnation of a node, or the operator's.
///
/// A flow is an `async` function on virtual time. It waits only through its scope (`sleep`, replies, semaphores). State
/// may change at every `await`: read it again afterwards.
public final class FlowScope {
  let engine: Engine
  /// False once `end()` was called.
  public private(set) var isAlive = true
  var firstWait = Slab<Wait>.none
  var lastWait = Slab<Wait>.none
  var firstCall = Slab<Call>.none
  var lastCall = Slab<Call>.none

  init(_ engine: Engine) { self.engine = engine }

  /// The current virtual time.
  public var now: Instant { engine.now }

  /// Starts a flow. Its first step runs after the current event, in order of spawning. An error it throws is kept in
  /// `Simulation.failedFlows`, except `NodeStopped`. A background flow (a server's loop) may wait for ever without the
  /// run being stalled. Does nothing when the scope has ended.
  public func spawn(_ name: String, background: Bool = false, _ body: @escaping () async throws -> Void) {
    guard isAlive else { return }
    engine.start(name, isBackground: background, in: self, body)
  }

  /// Waits for `span` of virtual time. Throws `NodeStopped` when the scope ends.
  public func sleep(_ span: Span) async throws {
    guard isAlive else { throw NodeStopped() }
    if await wait(for: nil, until: engine.now + span) == .stopped { throw NodeStopped() }
  }

  /// Waits until `instant`; a past instant lets everything already due happen first. Throws `NodeStopped` when the
  /// scope ends.
  public func sleep(until instant: Instant) async throws {
    guard isAlive else { throw NodeStopped() }
    if await wait(for: nil, until: instant) == .stopped { throw NodeStopped() }
  }

  /// An answer yet to come, for which flows of this scope can wait.
  @inlinable
  public func reply<Value>(of type: Value.Type = Value.self) -> Reply<Value> { Reply(self) }

  /// Ends the scope: all its waits throw `NodeStopped`, its calls are withdrawn, and nothing can be started in it.
  public func end() {
    guard isAlive else { return }
    isAlive = false
    engine.dropCalls(of: self)
    engine.resumeAll(of: self)
  }
}
