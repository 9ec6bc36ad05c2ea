import Kernel

/// The SDK's pool of connections: first come, first served; the connection used last is used first again; an idle one
/// is closed after a time.
final class ConnectionPool {
  private let permits: FlowSemaphore
  private let configuration: KmsClientConfiguration
  /// When each idle connection was last used, oldest first.
  private var idle: [Instant] = []

  init(scope: FlowScope, configuration: KmsClientConfiguration) {
    permits = FlowSemaphore(scope, permits: configuration.maximumConnections)
    self.configuration = configuration
  }

  /// How many requests hold a connection.
  var inUse: Int { configuration.maximumConnections - permits.permits }

  /// Waits for a connection; true when it is open already, false when it must be set up.
  func acquire(now: () -> Instant) async throws -> Bool {
    if permits.permits == 0, permits.waiting >= configuration.maximumPendingAcquires {
      throw SdkError.client(.tooManyPendingAcquires)
    }
    do {
      try await permits.acquire(within: configuration.acquireTimeout)
    } catch is DeadlineExceeded {
      throw SdkError.client(.acquireTimedOut)
    }
    let oldest = now() - configuration.connectionIdleTime
    idle.removeAll { $0 < oldest }
    return idle.popLast() != nil
  }

  /// Gives a connection back, open or closed.
  func release(open: Bool, at instant: Instant) {
    if open { idle.append(instant) }
    permits.release()
  }
}
