import Events
import Kernel

/// Google's Java client, gax over gRPC: one channel that all requests share, and the attempts of ``GaxRetryPolicy``. A
/// node's ``GcpKmsClient`` stands on one; an operator's commands use one directly. Every attempt is recorded as the
/// caller's.
///
/// Methods run inside flows of the scope given and throw `NodeStopped` when it ends.
public final class GcpClient {
  /// Whose calls they are.
  public let caller: NodeID
  /// Whose credentials are used.
  public let principal: GcpPrincipal
  /// The service.
  public let endpoint: GcpEndpoint
  /// Channel and time-outs.
  public let configuration: GcpClientConfiguration

  private let scope: FlowScope
  private unowned let simulation: Simulation
  private let streams: FlowSemaphore
  private var jitter: RandomStream
  /// From when on the channel carries requests; nil while there is none.
  private var channelReadyAt: Instant?
  private var lastUsedAt = Instant.zero

  /// A client without a channel. `streamSuffix` keeps the draws of several clients of one caller apart.
  public init(
    simulation: Simulation, scope: FlowScope, caller: NodeID, endpoint: GcpEndpoint, principal: GcpPrincipal,
    configuration: GcpClientConfiguration = GcpClientConfiguration(), streamSuffix: String = ""
  ) {
    self.simulation = simulation
    self.scope = scope
    self.caller = caller
    self.endpoint = endpoint
    self.principal = principal
    self.configuration = configuration
    streams = FlowSemaphore(scope, permits: configuration.maximumStreams)
    jitter = simulation.stream("kms-gax/jitter/\(endpoint.configuration.name)/\(caller)\(streamSuffix)")
  }

  /// A node's client; ends with the incarnation.
  public convenience init(
    incarnation: Incarnation, endpoint: GcpEndpoint, principal: GcpPrincipal, configuration: GcpClientConfiguration
  ) {
    self.init(
      simulation: incarnation.simulation, scope: incarnation.scope, caller: incarnation.id, endpoint: endpoint,
      principal: principal, configuration: configuration, streamSuffix: "/\(incarnation.number)")
  }

  /// How many requests are in flight.
  public var requestsInFlight: Int { configuration.maximumStreams - streams.permits }

  /// Calls the service, trying again as gax does. Throws ``GcpApiError``.
  public func call<Request: GcpRequest>(_ request: Request) async throws -> Request.Response {
    let began = simulation.now
    var policy = GaxRetryPolicy()
    var number = 1
    while true {
      do {
        return try await attempt(request, number: number, began: began)
      } catch let error as GcpApiError {
        guard error.isRetried(Request.method),
          let delay = policy.delay(elapsed: simulation.now - began, stream: &jitter)
        else { throw error }
        try await scope.sleep(delay)
        number += 1
      }
    }
  }

  private func attempt<Request: GcpRequest>(
    _ request: Request, number: Int, began: Instant
  ) async throws -> Request.Response {
    let queuedAt = simulation.now
    try await streams.acquire()
    defer { streams.release() }
    let isOpen = try await openChannel()
    let sentAt = simulation.now
    let delivery =
      isOpen
      ? try await exchange(request, within: GaxRetryPolicy.attemptTimeout(elapsed: sentAt - began))
      : .broken(.unreachable)
    record(delivery, request, number, sentAt: sentAt, poolWait: sentAt - queuedAt)
    lastUsedAt = simulation.now
    switch delivery {
    case .broken(let failure):
      if failure != .deadlineExceeded { channelReadyAt = nil }
      throw GcpApiError.client(failure)
    case .answered(let answer):
      switch answer.result {
      case .success(let response): return response
      case .failure(let status): throw GcpApiError.service(status)
      }
    }
  }

  /// Waits for the channel, which the first request sets up for all; false when it does not come up in time.
  private func openChannel() async throws -> Bool {
    let now = simulation.now
    if let ready = channelReadyAt, ready <= now, now - lastUsedAt > configuration.channelIdleTime {
      channelReadyAt = nil
    }
    if channelReadyAt == nil {
      let setup = endpoint.connectionSetup(caller)
      guard setup <= configuration.connectTimeout else {
        try await scope.sleep(configuration.connectTimeout)
        return false
      }
      channelReadyAt = now + setup
      lastUsedAt = now + setup
    }
    if let ready = channelReadyAt, ready > now { try await scope.sleep(until: ready) }
    return true
  }

  private func exchange<Request: GcpRequest>(
    _ request: Request, within time: Span
  ) async throws -> GcpDelivery<Request.Response> {
    let reply = scope.reply(of: GcpDelivery<Request.Response>.self)
    endpoint.exchange(request, from: principal, caller: caller) { reply.succeed($0) }
    do {
      return try await reply.value(within: time)
    } catch is DeadlineExceeded {
      return .broken(.deadlineExceeded)
    }
  }

  private func record<Request: GcpRequest>(
    _ delivery: GcpDelivery<Request.Response>, _ request: Request, _ number: Int, sentAt: Instant, poolWait: Span
  ) {
    guard scope.isAlive else { return }
    let event = delivery.event(
      request, of: endpoint.configuration, principal: principal, attempt: number, sentAt: sentAt,
      latency: simulation.now - sentAt, poolWait: poolWait)
    simulation.record(Event.kms(event), node: caller)
  }
}
