/// An answer that comes once: a value or an error. The first one counts, later ones are ignored.
public final class Reply<Value>: WaitList {
  @usableFromInline let scope: FlowScope
  @usableFromInline var result: Result<Value, any Error>?

  @inlinable
  init(_ scope: FlowScope) {
    self.scope = scope
    super.init()
  }

  /// Whether the answer has come.
  @inlinable
  public var isFulfilled: Bool { result != nil }

  /// The answer, if it has come.
  @inlinable
  public var fulfilment: Result<Value, any Error>? { result }

  /// Answers with a value.
  @inlinable
  public func succeed(_ value: Value) { fulfil(.success(value)) }

  /// Answers with an error.
  @inlinable
  public func fail(_ error: any Error) { fulfil(.failure(error)) }

  /// Answers, unless answered before. The waiting flows go on after the current event, in order of their waiting.
  @inlinable
  public func fulfil(_ result: Result<Value, any Error>) {
    if self.result != nil { return }
    self.result = result
    resumeAll(in: scope)
  }

  /// Waits for the answer. Throws the answer's error, or `NodeStopped` when the scope it was made in ends.
  @inlinable
  public func value() async throws -> Value {
    guard scope.isAlive else { throw NodeStopped() }
    if result == nil, await scope.wait(for: self, until: nil) == .stopped { throw NodeStopped() }
    return try answer()
  }

  /// Waits for the answer, at most `span`. Throws the answer's error, `DeadlineExceeded`, or `NodeStopped`.
  @inlinable
  public func value(within span: Span) async throws -> Value {
    guard scope.isAlive else { throw NodeStopped() }
    if result == nil {
      switch await scope.wait(for: self, until: scope.now + span) {
      case .fired: break
      case .expired: throw DeadlineExceeded(after: span)
      case .stopped: throw NodeStopped()
      }
    }
    return try answer()
  }

  @inlinable
  func answer() throws -> Value {
    guard let result else { preconditionFailure("a reply resumed its waiter without an answer") }
    return try result.get()
  }
}
