import Kernel
import Events

/// The AWS SDK: a pool of connections and the attempts of its retry mode. A node's ``KmsClient`` stands on one; an
/// operator's commands use one directly. Every attempt is recorded as the caller's.
///
/// Methods run inside flows of the scope given and throw `NodeStopped` when it ends.
public final class SdkClient {
  /// Whose calls they are.
  public let caller: NodeID
  /// Whose credentials are used.
  public let principal: KmsPrincipal
  /// The service.
  public let endpoint: KmsEndpoint
  /// Pool, time-outs and attempts.
  public let configuration: KmsClientConfiguration

  private let scope: FlowScope
  private unowned let simulation: Simulation
  private let pool: ConnectionPool
  private var policy: SdkRetryPolicy
  private var jitter: RandomStream
  private var requestIDs: RandomStream

  /// A client with an empty pool. `streamSuffix` keeps the draws of several clients of one caller apart.
  public init(
    simulation: Simulation, scope: FlowScope, caller: NodeID, endpoint: KmsEndpoint, principal: KmsPrincipal,
    configuration: KmsClientConfiguration = KmsClientConfiguration(), streamSuffix: String = ""
  ) {
    self.simulation = simulation
    self.scope = scope
    self.caller = caller
    self.endpoint = endpoint
    self.principal = principal
    self.configuration = configuration
    pool = ConnectionPool(scope: scope, configuration: configuration)
    policy = SdkRetryPolicy(mode: configuration.sdkRetryMode)
    let name = "\(endpoint.configuration.name)/\(caller)\(streamSuffix)"
    jitter = simulation.stream("kms-sdk/jitter/\(name)")
    requestIDs = simulation.stream("kms-sdk/request-ids/\(name)")
  }

  /// A node's client; ends with the incarnation.
  public convenience init(
    incarnation: Incarnation, endpoint: KmsEndpoint, principal: KmsPrincipal, configuration: KmsClientConfiguration
  ) {
    self.init(
      simulation: incarnation.simulation, scope: incarnation.scope, caller: incarnation.id, endpoint: endpoint,
      principal: principal, configuration: configuration, streamSuffix: "/\(incarnation.number)")
  }

  /// How many requests hold a connection.
  public var requestsInFlight: Int { pool.inUse }

  /// Calls the service, trying again as the SDK does. Throws ``SdkError``.
  public func call<Request: KmsOperationRequest>(_ request: Request) async throws -> Request.Response {
    try await call(request, span: nil)
  }

  /// As ``call(_:)``, writing audit lines for `span`.
  func call<Request: KmsOperationRequest>(
    _ request: Request, span: AuditLog.SpanContext?
  ) async throws -> Request.Response {
    var lastCost: Int?
    var number = 1
    while true {
      do {
        let response = try await attempt(request, number: number, span: span)
        policy.succeeded(lastCost: lastCost)
        return response
      } catch let error as SdkError {
        guard number < configuration.sdkAttempts, error.isRetriedBySdk(configuration.sdkRetryMode),
          let cost = policy.cost(isThrottling: error.isThrottling)
        else {
          span?.log.failed(span, error, at: civilNow)
          throw error
        }
        lastCost = cost
        let delay = policy.delay(beforeRetry: number, isThrottling: error.isThrottling, stream: &jitter)
        try await scope.sleep(delay)
        number += 1
      }
    }
  }

  private var civilNow: CivilTime { simulation.civilTime(at: simulation.now) }

  private func attempt<Request: KmsOperationRequest>(
    _ request: Request, number: Int, span: AuditLog.SpanContext?
  ) async throws -> Request.Response {
    let queuedAt = simulation.now
    do {
      let isOpen = try await pool.acquire { simulation.now }
      if !isOpen { try await setUpConnection() }
    } catch SdkError.client(let failure) {
      record(
        KmsExchange<Request.Response>.broken(failure), request, number, sentAt: simulation.now,
        poolWait: simulation.now - queuedAt)
      throw SdkError.client(failure)
    }
    let sentAt = simulation.now
    span?.log.sending(span, request, at: civilNow)
    let requestID = AwsNames.uuid(from: &requestIDs)
    let exchange = try await exchange(request, requestID: requestID, sentAt: sentAt)
    record(exchange, request, number, sentAt: sentAt, poolWait: sentAt - queuedAt)
    switch exchange {
    case .broken(let failure):
      pool.release(open: false, at: simulation.now)
      throw SdkError.client(failure)
    case .answered(let answer):
      pool.release(open: true, at: simulation.now)
      switch answer.result {
      case .success(let response):
        span?.log.received(span, response, to: request, requestID: requestID, at: civilNow)
        return response
      case .failure(let error): throw SdkError.service(error, requestID: requestID)
      }
    }
  }

  private func setUpConnection() async throws {
    let time = endpoint.connectionSetup(caller)
    guard time > .zero else { return }
    try await scope.sleep(min(time, configuration.connectTimeout))
    guard time > configuration.connectTimeout else { return }
    pool.release(open: false, at: simulation.now)
    throw SdkError.client(.connectTimedOut)
  }

  private func exchange<Request: KmsOperationRequest>(
    _ request: Request, requestID: String, sentAt: Instant
  ) async throws -> KmsExchange<Request.Response> {
    let reply = scope.reply(of: KmsExchange<Request.Response>.self)
    let origin = CallOrigin(
      requestID: requestID, sourceAddress: KmsEndpoint.address(of: caller), userAgent: configuration.userAgent)
    endpoint.exchange(request, from: principal, caller: caller, origin: origin) { reply.succeed($0) }
    do {
      let exchange = try await reply.value(within: configuration.readTimeout)
      if case .broken(.connectTimedOut) = exchange {
        try await scope.sleep(until: sentAt + configuration.connectTimeout)
      }
      return exchange
    } catch is DeadlineExceeded {
      return .broken(.readTimedOut)
    }
  }

  private func record<Request: KmsOperationRequest>(
    _ exchange: KmsExchange<Request.Response>, _ request: Request, _ number: Int, sentAt: Instant, poolWait: Span
  ) {
    guard scope.isAlive else { return }
    let event = exchange.event(
      request, of: endpoint.configuration, principal: principal, attempt: number, sentAt: sentAt,
      latency: simulation.now - sentAt, poolWait: poolWait)
    simulation.record(Event.kms(event), node: caller)
  }
}
