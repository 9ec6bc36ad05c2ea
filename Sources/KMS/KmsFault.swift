/// What an injected `CallOutcome.fail(name)` means at this service. Another name is answered as an AWS error of that
/// code with HTTP status 400.
public enum KmsFault: String, CaseIterable, Hashable, Sendable {
  /// `ThrottlingException`, at once, without any quota being spent.
  case throttle
  /// `KMSInternalException`, HTTP 500; the SDK tries again.
  case `internal`
  /// The service cannot be connected to: the client's connect time-out runs. Canton tries again for ever.
  case unavailable
  /// `KeyUnavailableException`, HTTP 500; the SDK tries again.
  case keyUnavailable = "key-unavailable"
  /// `AccessDeniedException`.
  case accessDenied = "access-denied"
  /// `DisabledException`.
  case disabled
  /// No answer: the client's read time-out runs.
  case timeout
  /// The connection is closed during the request. Canton tries again for ever.
  case connectionClosed = "connection-closed"
}

/// Why a client has no answer at all; the names are recorded as outcomes.
public enum TransportFailure: String, CaseIterable, Hashable, Sendable {
  /// The connection was closed while the answer was awaited.
  case connectionClosed = "ConnectionClosed"
  /// No connection could be made in time.
  case connectTimedOut = "ConnectTimeout"
  /// No answer came in time.
  case readTimedOut = "ReadTimeout"
  /// No connection of the pool became free in time.
  case acquireTimedOut = "AcquireTimeout"
  /// Too many requests wait for a connection already.
  case tooManyPendingAcquires = "PendingAcquireLimit"

  /// The message of the Java SDK's `SdkClientException`.
  public var sdkMessage: String {
    let prefix = "Unable to execute HTTP request: "
    switch self {
    case .connectionClosed: return prefix + "The connection was closed during the request."
    case .connectTimedOut: return prefix + "connection timed out"
    case .readTimedOut: return prefix + "Read timed out"
    case .acquireTimedOut:
      return prefix + "Acquire operation took longer than the configured maximum time."
    case .tooManyPendingAcquires: return prefix + "Too many outstanding acquire operations"
    }
  }

  /// Whether the SDK tries again: only what is an `IOException` (retry mode legacy); what concerns its own pool is not.
  public var isRetriedBySdk: Bool {
    switch self {
    case .connectionClosed, .connectTimedOut, .readTimedOut: true
    case .acquireTimedOut, .tooManyPendingAcquires: false
    }
  }

  /// Whether Canton tries again after the SDK gave up: it looks for these texts in the message (canton.md section 7.2).
  /// A read time-out has none of them and is permanent.
  public var isRetriedByCanton: Bool {
    let texts = [
      "The connection was closed during the request.", "connection timed out", "BetterFixedChannelPooled was closed",
    ]
    return texts.contains { sdkMessage.hasSuffix("Unable to execute HTTP request: \($0)") }
  }
}
