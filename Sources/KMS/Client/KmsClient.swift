import Kernel

/// What a Canton node holds of its KMS: Canton's operations on top of the AWS SDK, with Canton's own retries.
///
/// Each operation runs inside a flow of the incarnation and throws ``KmsError`` for good, ``KmsInvariantViolation`` for
/// bytes that Canton would not send, or `NodeStopped`. Retryable failures (connections, not refusals) are tried again as
/// ``KmsClientConfiguration`` says, which by default is for ever.
public final class KmsClient {
  /// Retries, pool and audit log.
  public let configuration: KmsClientConfiguration
  /// The audit log; stays empty unless it is switched on.
  public let auditLog: AuditLog
  /// The SDK underneath.
  public let sdk: SdkClient

  private let incarnation: Incarnation
  private var jitter: RandomStream

  /// A node's client.
  public init(
    incarnation: Incarnation, endpoint: KmsEndpoint, principal: KmsPrincipal,
    configuration: KmsClientConfiguration = KmsClientConfiguration()
  ) {
    self.incarnation = incarnation
    self.configuration = configuration
    let name = endpoint.configuration.name
    sdk = SdkClient(
      incarnation: incarnation, endpoint: endpoint, principal: principal, configuration: configuration)
    jitter = incarnation.stream("kms-client/jitter/\(name)")
    auditLog = AuditLog(
      loggerContext: configuration.loggerContext, endpointURL: endpoint.configuration.endpointURL,
      stream: incarnation.stream("kms-client/audit/\(name)"), sink: configuration.auditSink)
  }

  /// One SDK call, its failure classified as Canton does: broken connections are retryable, refusals are not, and
  /// throttling that outlived the SDK's attempts is not either unless configured.
  func call<Request: KmsOperationRequest>(
    _ request: Request, _ traceID: String?, _ error: (KmsError.Detail) -> KmsError
  ) async throws -> Request.Response {
    do {
      return try await sdk.call(request, span: configuration.auditLogging ? auditLog.span(traceID: traceID) : nil)
    } catch let failure as SdkError {
      let retryable: Bool
      switch failure {
      case .service(let refusal, _): retryable = refusal.isThrottling && configuration.retriesThrottling
      case .client(let broken): retryable = broken.isRetriedByCanton
      }
      throw error(
        .init(
          keyID: request.keyReference, reason: failure.description, retryable: retryable, cause: failure.serviceError))
    }
  }

  /// Canton's `withRetries`.
  func retrying<Value>(_ schedule: CantonRetryConfiguration, _ task: () async throws -> Value) async throws -> Value {
    var retry = 0
    while true {
      do {
        return try await task()
      } catch let error as KmsError {
        retry += 1
        guard error.retryable, retry <= schedule.maximumRetries ?? Int.max else { throw error }
        try await incarnation.scope.sleep(
          schedule.delay(beforeRetry: retry, mode: configuration.retryMode, stream: &jitter))
      }
    }
  }

  /// Canton's sized byte strings.
  static func bound(_ count: Int, _ limit: Int, _ what: String) throws(KmsInvariantViolation) {
    guard count > limit else { return }
    throw KmsInvariantViolation(reason: "\(what) has \(count) bytes, more than \(limit)")
  }
}
