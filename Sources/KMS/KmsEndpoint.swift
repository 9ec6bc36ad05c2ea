import Kernel
import Events

/// The service on the virtual clock: a request travels half a round trip, meets injected faults, is answered by the
/// ``KeyService`` at its arrival, and the answer comes back after the service time and the other half. A refusal for
/// lack of quota comes back after ``KmsInstanceConfiguration/throttledLatency``. Opening connections is the client's
/// business. Each caller draws from streams of its own.
public final class KmsEndpoint {
  /// The instance's set-up.
  public let configuration: KmsInstanceConfiguration
  /// The state machine behind the endpoint.
  public let service: KeyService
  /// Injected faults; operation names are AWS's, ``KmsFault`` says what `fail` means.
  public let policy = CallPolicy()

  unowned let simulation: Simulation
  private var streams: [NodeID: Streams] = [:]
  /// The Regions of callers that are not in the service's.
  private var regions: [NodeID: String] = [:]

  private struct Streams {
    var faults: RandomStream
    var roundTrip: RandomStream
    var latency: RandomStream
    var connection: RandomStream
    var requestIDs: RandomStream
  }

  /// Puts a service on the clock of a simulation.
  public init(simulation: Simulation, service: KeyService) {
    self.simulation = simulation
    self.service = service
    configuration = service.configuration
  }

  /// Says in which Region a caller is; one that nobody places is in the service's. Its requests then take the time of
  /// ``KmsInstanceConfiguration/roundTrips`` there and back.
  public func place(_ caller: NodeID, in region: String) {
    regions[caller] = region == configuration.region ? nil : region
  }

  /// Sends one request without an SDK's retries and pool, as a test or a command line with retries switched off does.
  /// The reply fails with ``KmsServiceError`` or, after 30 seconds of silence or a broken connection, with ``SdkError``.
  /// The call is recorded.
  public func call<Request: KmsOperationRequest>(
    _ request: Request, from principal: KmsPrincipal, caller: NodeID, scope: FlowScope
  ) -> Reply<Request.Response> {
    let reply = scope.reply(of: Request.Response.self)
    let sentAt = simulation.now
    let record = { (exchange: KmsExchange<Request.Response>) in
      let event = exchange.event(
        request, of: self.configuration, principal: principal, attempt: 1, sentAt: sentAt,
        latency: self.simulation.now - sentAt, poolWait: .zero)
      self.simulation.record(Event.kms(event), node: caller)
    }
    let silence = simulation.schedule(after: .seconds(30)) {
      record(.broken(.readTimedOut))
      reply.fail(SdkError.client(.readTimedOut))
    }
    let requestID = draw(caller, \.requestIDs) { AwsNames.uuid(from: &$0) }
    let origin = CallOrigin(requestID: requestID, sourceAddress: Self.address(of: caller))
    exchange(request, from: principal, caller: caller, origin: origin) { exchange in
      guard self.simulation.cancel(silence) else { return }
      record(exchange)
      switch exchange {
      case .answered(let answer): reply.fulfil(answer.result.mapError { $0 })
      case .broken(let failure): reply.fail(SdkError.client(failure))
      }
    }
    return reply
  }

  /// Sends one attempt. `completion` is called when the answer or the loss reaches the caller; never for a request that
  /// is lost in silence.
  func exchange<Request: KmsOperationRequest>(
    _ request: Request, from principal: KmsPrincipal, caller: NodeID, origin: CallOrigin,
    completion: @escaping (KmsExchange<Request.Response>) -> Void
  ) {
    let roundTrip = roundTrip(of: caller)
    let there = roundTrip / 2
    simulation.schedule(after: there) {
      self.arrive(request, from: principal, caller: caller, origin: origin, back: roundTrip - there, completion)
    }
  }

  /// The address of a caller: one of the 254 of TEST-NET-2 (RFC 5737), by its name.
  static func address(of caller: NodeID) -> String {
    var stream = RandomStream(seed: 0, name: "address/\(caller)")
    return "198.51.100.\(1 + stream.below(254))"
  }

  /// How long a new connection of a caller takes. From another Region it takes three round trips more: one for TCP, two
  /// until TLS can carry the request (kms.md section 9).
  func connectionSetup(_ caller: NodeID) -> Span {
    let setup = draw(caller, \.connection) { configuration.connectionSetup.draw(from: &$0) }
    guard let region = regions[caller], let far = configuration.roundTrips[region] else { return setup }
    return setup + draw(caller, \.connection) { far.draw(from: &$0) } * 3
  }

  private func roundTrip(of caller: NodeID) -> Span {
    let distribution = regions[caller].flatMap { configuration.roundTrips[$0] } ?? configuration.roundTrip
    return draw(caller, \.roundTrip) { distribution.draw(from: &$0) }
  }

  private func arrive<Request: KmsOperationRequest>(
    _ request: Request, from principal: KmsPrincipal, caller: NodeID, origin: CallOrigin, back: Span,
    _ completion: @escaping (KmsExchange<Request.Response>) -> Void
  ) {
    let now = simulation.now
    let outcome = draw(caller, \.faults) {
      policy.decide(
        operation: request.operation.rawValue, caller: caller, principal: principal.name, at: now, stream: &$0)
    }
    var factor = Ratio.one
    var extra = Span.zero
    switch outcome {
    case .pass: break
    case .slow(let by): factor = by
    case .delay(let span): extra = span
    case .drop: return
    case .fail(let name):
      fail(name, request, from: principal, caller: caller, origin: origin, back: back, completion)
      return
    }
    // A key of another account is that account's service's to answer for, where the scenario has one.
    let owner = service.directory?.service(for: request, from: principal, in: configuration.region) ?? service
    let answer = owner.perform(request, from: principal, at: now, origin: origin)
    let time = serviceTime(request, answer, caller).scaled(by: factor)
    simulation.schedule(after: time + extra + back) { completion(.answered(answer)) }
  }

  private func fail<Request: KmsOperationRequest>(
    _ name: String, _ request: Request, from principal: KmsPrincipal, caller: NodeID, origin: CallOrigin, back: Span,
    _ completion: @escaping (KmsExchange<Request.Response>) -> Void
  ) {
    let resource = service.resource(of: request, callerAccount: principal.account)
    let error: KmsServiceError
    switch KmsFault(rawValue: name) {
    case .timeout: return
    case .unavailable: return completion(.broken(.connectTimedOut))
    case .connectionClosed:
      simulation.schedule(after: back) { completion(.broken(.connectionClosed)) }
      return
    case .throttle: error = AwsErrors.throttling
    case .internal: error = AwsErrors.internalFailure
    case .keyUnavailable: error = AwsErrors.keyUnavailable
    case .accessDenied: error = AwsErrors.accessDenied(principal, request.operation, resource: resource)
    case .disabled: error = AwsErrors.disabled(resource)
    case nil: error = KmsServiceError(code: name, message: "")
    }
    service.noteRefusal(of: request, error, from: principal, at: simulation.now, origin: origin)
    let answer = KmsAnswer<Request.Response>(result: .failure(error), quota: nil, keySpec: nil)
    let time = serviceTime(request, answer, caller)
    simulation.schedule(after: time + back) { completion(.answered(answer)) }
  }

  private func serviceTime<Request: KmsOperationRequest>(
    _ request: Request, _ answer: KmsAnswer<Request.Response>, _ caller: NodeID
  ) -> Span {
    let distribution =
      answer.isThrottled
      ? configuration.throttledLatency
      : configuration.latency.distribution(for: request.operation, keySpec: answer.keySpec)
    return draw(caller, \.latency) { distribution.draw(from: &$0) }
  }

  private func draw<Value>(
    _ caller: NodeID, _ path: WritableKeyPath<Streams, RandomStream>, _ body: (inout RandomStream) -> Value
  ) -> Value {
    func stream(_ purpose: String) -> RandomStream {
      simulation.stream("kms/\(configuration.name)/\(purpose)/\(caller)")
    }
    var streams =
      self.streams[caller]
      ?? Streams(
        faults: stream("faults"), roundTrip: stream("round-trip"), latency: stream("latency"),
        connection: stream("connection"), requestIDs: stream("request-ids"))
    let value = body(&streams[keyPath: path])
    self.streams[caller] = streams
    return value
  }
}

/// How one attempt ended for the caller.
enum KmsExchange<Response: Sendable>: Sendable {
  /// The service answered.
  case answered(KmsAnswer<Response>)
  /// It did not.
  case broken(TransportFailure)

  /// `OK`, the error code, or the failure's name.
  var outcome: String {
    switch self {
    case .answered(let answer):
      switch answer.result {
      case .success: "OK"
      case .failure(let error): error.code
      }
    case .broken(let failure): failure.rawValue
    }
  }

  /// What is recorded of an attempt.
  func event(
    _ request: some KmsOperationRequest, of instance: KmsInstanceConfiguration, principal: KmsPrincipal, attempt: Int,
    sentAt: Instant,
    latency: Span, poolWait: Span
  ) -> KmsCallEvent {
    var answer: KmsAnswer<Response>?
    if case .answered(let found) = self { answer = found }
    return KmsCallEvent(
      kms: instance.name, operation: request.operation.rawValue, keyID: request.keyReference,
      keySpec: answer?.keySpec?.rawValue, principal: principal.name, attempt: attempt, outcome: outcome,
      throttled: answer?.isThrottled ?? false, quota: answer?.quota, sentAt: sentAt, latency: latency,
      poolWait: poolWait)
  }
}
