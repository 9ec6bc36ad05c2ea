import Kernel

/// What Canton puts around an operation of its KMS, whoever's it is: retries, and sized byte strings.
final class CantonRetries {
  private let scope: FlowScope
  private let mode: CantonRetryMode
  private var jitter: RandomStream

  /// Waits are drawn from `jitter`.
  init(scope: FlowScope, mode: CantonRetryMode, jitter: RandomStream) {
    self.scope = scope
    self.mode = mode
    self.jitter = jitter
  }

  /// Canton's `withRetries`: tries a task again while its error is retryable.
  func perform<Value>(_ schedule: CantonRetryConfiguration, _ task: () async throws -> Value) async throws -> Value {
    var retry = 0
    while true {
      do {
        return try await task()
      } catch let error as KmsError {
        retry += 1
        guard error.retryable, retry <= schedule.maximumRetries ?? Int.max else { throw error }
        try await scope.sleep(schedule.delay(beforeRetry: retry, mode: mode, stream: &jitter))
      }
    }
  }

  /// Throws for more bytes than Canton's type takes.
  static func bound(_ count: Int, _ limit: Int, _ what: String) throws(KmsInvariantViolation) {
    guard count > limit else { return }
    throw KmsInvariantViolation(reason: "\(what) has \(count) bytes, more than \(limit)")
  }
}
