import Kernel

/// Canton's operations on top of the AWS SDK, with Canton's own retries. Retryable failures (connections, not refusals)
/// are tried again as ``KmsClientConfiguration`` says, which by default is for ever.
public final class AwsKmsClient: KmsClient {
  /// Retries, pool and audit log.
  public let configuration: KmsClientConfiguration
  /// The audit log; stays empty unless it is switched on.
  public let auditLog: AuditLog
  /// The audit log's lines.
  public var auditLines: [String] { auditLog.lines }
  /// The SDK underneath.
  public let sdk: SdkClient

  private let retries: CantonRetries

  /// A node's client.
  public init(
    incarnation: Incarnation, endpoint: KmsEndpoint, principal: KmsPrincipal,
    configuration: KmsClientConfiguration = KmsClientConfiguration()
  ) {
    self.configuration = configuration
    let name = endpoint.configuration.name
    sdk = SdkClient(
      incarnation: incarnation, endpoint: endpoint, principal: principal, configuration: configuration)
    retries = CantonRetries(
      scope: incarnation.scope, mode: configuration.retryMode,
      jitter: incarnation.stream("kms-client/jitter/\(name)"))
    auditLog = AuditLog(
      loggerContext: configuration.loggerContext, endpointURL: endpoint.configuration.endpointURL,
      stream: incarnation.stream("kms-client/audit/\(name)"), sink: configuration.auditSink)
  }

  /// One SDK call, its failure classified as Canton does: broken connections are retryable, refusals are not, and
  /// throttling that outlived the SDK's attempts is not either unless configured.
  func call<Request: KmsOperationRequest>(
    _ request: Request, _ error: (KmsError.Detail) -> KmsError
  ) async throws -> Request.Response {
    do {
      return try await sdk.call(request, span: configuration.auditLogging ? auditLog.span() : nil)
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
    try await retries.perform(schedule, task)
  }
}
