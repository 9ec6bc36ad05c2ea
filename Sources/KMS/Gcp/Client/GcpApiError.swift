/// Why Google's client has no answer of the service; gRPC makes a status of it.
public enum GrpcFailure: String, CaseIterable, Hashable, Sendable {
  /// The connection was closed while the answer was awaited.
  case connectionClosed = "ConnectionClosed"
  /// No connection could be made.
  case unreachable = "Unreachable"
  /// No answer came in time.
  case deadlineExceeded = "DeadlineExceeded"

  /// gRPC's code.
  public var code: String {
    switch self {
    case .connectionClosed, .unreachable: "UNAVAILABLE"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    }
  }

  /// gRPC's text, as its Java library words it.
  public var message: String {
    switch self {
    case .connectionClosed: "Connection closed"
    case .unreachable: "io exception"
    case .deadlineExceeded: "deadline exceeded"
    }
  }
}

/// What Google's Java client throws once its attempts are over: gax's `ApiException`.
public enum GcpApiError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The service refused.
  case service(GcpStatus)
  /// There was no answer.
  case client(GrpcFailure)

  /// gRPC's code, for instance `RESOURCE_EXHAUSTED`.
  public var code: String {
    switch self {
    case .service(let status): status.code.rawValue
    case .client(let failure): failure.code
    }
  }

  /// The exception's text as Canton puts it into its errors and logs.
  public var description: String {
    switch self {
    case .service(let status): "io.grpc.StatusRuntimeException: \(status.code.rawValue): \(status.message)"
    case .client(let failure): "io.grpc.StatusRuntimeException: \(failure.code): \(failure.message)"
    }
  }

  /// The service's answer as all vendors' answers are kept, if there was one.
  public var serviceError: KmsServiceError? {
    guard case .service(let status) = self else { return nil }
    return KmsServiceError(code: status.code.rawValue, message: status.message, httpStatus: status.code.http)
  }

  /// Whether gax tries the method again: `ApiException.isRetryable`.
  func isRetried(_ method: GcpMethod) -> Bool {
    GaxRetryPolicy.retries(method) && GaxRetryPolicy.codes.contains(code)
  }

  /// Whether Canton tries again after gax gave up (canton.md section 7.2): what gax calls retryable, a spent quota,
  /// what was cancelled, and three texts of broken connections and internal errors. On AWS a spent quota is final.
  func isRetriedByCanton(_ method: GcpMethod) -> Bool {
    if code == "RESOURCE_EXHAUSTED" || code == "CANCELLED" || isRetried(method) { return true }
    let texts = [
      "io.grpc.StatusRuntimeException: UNAVAILABLE: Connection closed", "Internal error encountered",
      "INTERNAL: http2 exception",
    ]
    return texts.contains { description.contains($0) }
  }
}
