/// Permits handed out to flows in order of asking.
public final class FlowSemaphore: WaitList {
  private let scope: FlowScope
  /// Permits free at the moment.
  public private(set) var permits: Int
  /// Flows waiting for a permit.
  public private(set) var waiting = 0

  /// A semaphore for flows of `scope` with `permits` free permits.
  public init(_ scope: FlowScope, permits: Int) {
    precondition(permits >= 0, "a semaphore with \(permits) permits")
    self.scope = scope
    self.permits = permits
    super.init()
  }

  /// Takes a permit, waiting for one if none is free. Throws `NodeStopped` when the scope ends.
  public func acquire() async throws { try await acquire(until: nil, after: .zero) }

  /// Takes a permit, waiting at most `span`. Throws `DeadlineExceeded` or `NodeStopped`; no permit is held then.
  public func acquire(within span: Span) async throws {
    try await acquire(until: scope.now + span, after: span)
  }

  private func acquire(until deadline: Instant?, after span: Span) async throws {
    guard scope.isAlive else { throw NodeStopped() }
    if permits > 0 {
      permits -= 1
      return
    }
    waiting += 1
    let outcome = await scope.wait(for: self, until: deadline)
    if outcome != .fired { waiting -= 1 }
    switch outcome {
    case .fired: return
    case .expired: throw DeadlineExceeded(after: span)
    case .stopped: throw NodeStopped()
    }
  }

  /// Gives a permit back: to the flow that has waited longest, if one waits.
  public func release() {
    if resumeFirst(in: scope) {
      waiting -= 1
    } else {
      permits += 1
    }
  }
}
