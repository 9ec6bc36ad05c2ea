/// An answer that comes once: a value or an error. The first one counts, later ones are ignored.
public final class Reply<Value>: WaitList {
  private let scope: FlowScope
  private var result: Result<Value, any Error>?

  init(_ scope: FlowScope) {
    self.scope = scope
    super.init()
  }

  /// Whether the answer has come.
  public var isFulfilled: Bool { result != nil }

  /// The answer, if it has come.
  public var fulfilment: Result<Value, any Error>? { result }

  /// Answers with a value.
  public func succeed(_ value: Value) { fulfil(.success(value)) }

  /// Answers with an error.
  public func fail(_ error: any Error) { fulfil(.failure(error)) }

  /// Answers, unless answered before. The waiting flows go on after the current event, in order of their waiting.
  public func fulfil(_ result: Result<Value, any Error>) {
    if self.result != nil { return }
    self.result = result
    while first != UInt32.max { _ = scope.simulation.flows.resumeFirst(of: self) }
  }

  /// Waits for the answer. Throws the answer's error, or `NodeStopped` when the scope it was made in ends.
  public func value() async throws -> Value {
    try await answer(until: nil, after: .zero)
  }

  /// Waits for the answer, at most `span`. Throws the answer's error, `DeadlineExceeded`, or `NodeStopped`.
  public func value(within span: Span) async throws -> Value {
    try await answer(until: scope.simulation.now + span, after: span)
  }

  private func answer(until deadline: Instant?, after span: Span) async throws -> Value {
    guard scope.isAlive else { throw NodeStopped() }
    if let result { return try result.get() }
    switch await scope.wait(for: self, until: deadline) {
    case .fired:
      guard let result else { preconditionFailure("a reply resumed its waiter without an answer") }
      return try result.get()
    case .expired: throw DeadlineExceeded(after: span)
    case .stopped: throw NodeStopped()
    }
  }
}

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
    try await acquire(until: scope.simulation.now + span, after: span)
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
    if scope.simulation.flows.resumeFirst(of: self) {
      waiting -= 1
    } else {
      permits += 1
    }
  }
}
