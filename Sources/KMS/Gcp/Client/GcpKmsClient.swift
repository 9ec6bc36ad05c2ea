import Kernel
import Keys

/// Canton's operations on top of Google's client, with Canton's own retries. Where AWS's integration gives up on a spent
/// quota, this one tries again as ``GcpClientConfiguration`` says, which by default is for ever. Keys are always in Cloud
/// HSM; the version of a key pair is always 1, and a symmetric key's is the service's choice. Names of keys are not kept:
/// Google has no place for them. Model: canton.md sections 1.2 and 7, Canton 3.5's `GcpKms`.
public final class GcpKmsClient: KmsClient {
  /// Retries, channel and audit log.
  public let configuration: GcpClientConfiguration
  /// The audit log; stays empty unless it is switched on.
  public let auditLog: GcpAuditLog
  /// The audit log's lines.
  public var auditLines: [String] { auditLog.lines }
  /// Google's client underneath.
  public let api: GcpClient

  private let retries: CantonRetries
  private unowned let simulation: Simulation
  private var ids: RandomStream

  /// A node's client.
  public init(
    incarnation: Incarnation, endpoint: GcpEndpoint, principal: GcpPrincipal,
    configuration: GcpClientConfiguration = GcpClientConfiguration()
  ) {
    self.configuration = configuration
    simulation = incarnation.simulation
    let name = endpoint.configuration.name
    api = GcpClient(incarnation: incarnation, endpoint: endpoint, principal: principal, configuration: configuration)
    retries = CantonRetries(
      scope: incarnation.scope, mode: configuration.retryMode,
      jitter: incarnation.stream("kms-client/jitter/\(name)"))
    ids = incarnation.stream("kms-client/key-ids/\(name)")
    auditLog = GcpAuditLog(
      loggerContext: configuration.loggerContext, stream: incarnation.stream("kms-client/audit/\(name)"))
  }

  /// The resource name of a key.
  func key(_ id: String) -> String { api.endpoint.configuration.keyName(id) }
  /// The resource name of a key's version 1.
  func version(_ id: String) -> String { key(id) + "/cryptoKeyVersions/1" }

  /// An id for a new key: a random UUID.
  func newID() -> String { AwsNames.uuid(from: &ids) }

  /// Canton's `withRetries`.
  func retrying<Value>(_ schedule: CantonRetryConfiguration, _ task: () async throws -> Value) async throws -> Value {
    try await retries.perform(schedule, task)
  }

  /// One operation: a call with its audit lines, its failure classified as Canton does.
  func call<Request: GcpRequest>(
    _ request: Request, _ text: GcpAuditText, keyID: String? = nil,
    detail: (Request.Response) -> GcpAuditText.Detail? = { _ in nil }, _ error: (KmsError.Detail) -> KmsError
  ) async throws -> Request.Response {
    let operation = configuration.auditLogging ? auditLog.sending(text, at: civilNow) : nil
    do {
      let response = try await api.call(request)
      if let operation { auditLog.received(operation, text, detail: detail(response), at: civilNow) }
      return response
    } catch let failure as GcpApiError {
      let classified = error(
        KmsError.Detail(
          keyID: keyID, reason: failure.description, retryable: failure.isRetriedByCanton(Request.method),
          cause: failure.serviceError))
      if let operation { auditLog.failed(operation, classified, at: civilNow) }
      throw classified
    }
  }

  private var civilNow: CivilTime { simulation.civilTime(at: simulation.now) }
}
