import Events
import Kernel

/// Cloud KMS on the virtual clock, as ``KmsEndpoint`` is for AWS: a request travels half a round trip, meets injected
/// faults, is answered by the ``GcpKeyService`` at its arrival, and the answer comes back after the service time and the
/// other half. Each caller draws from streams of its own.
public final class GcpEndpoint {
  /// The instance's set-up.
  public let configuration: GcpInstanceConfiguration
  /// The state machine behind the endpoint.
  public let service: GcpKeyService
  /// Injected faults; operation names are Google's, ``KmsFault`` says what `fail` means.
  public let policy = CallPolicy()

  unowned let simulation: Simulation
  private var streams: [String: RandomStream] = [:]

  /// Puts a service on the clock of a simulation. The key ring is there already.
  public init(simulation: Simulation, configuration: GcpInstanceConfiguration, service: GcpKeyService) {
    self.simulation = simulation
    self.configuration = configuration
    self.service = service
    service.pregenerateKeyRing(configuration)
  }

  /// Sends one attempt. `completion` is called when the answer or the loss reaches the caller; never for a request that
  /// is lost in silence.
  func exchange<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, caller: NodeID,
    completion: @escaping (GcpDelivery<Request.Response>) -> Void
  ) {
    let roundTrip = draw("round-trip", caller) { configuration.roundTrip.draw(from: &$0) }
    let there = roundTrip / 2
    simulation.schedule(after: there) {
      self.arrive(request, from: principal, caller: caller, back: roundTrip - there, completion)
    }
  }

  /// How long a new channel of a caller takes.
  func connectionSetup(_ caller: NodeID) -> Span {
    draw("connection", caller) { configuration.connectionSetup.draw(from: &$0) }
  }

  private func arrive<Request: GcpRequest>(
    _ request: Request, from principal: GcpPrincipal, caller: NodeID, back: Span,
    _ completion: @escaping (GcpDelivery<Request.Response>) -> Void
  ) {
    let now = simulation.now
    let outcome = draw("faults", caller) {
      policy.decide(
        operation: request.method.rawValue, caller: caller, principal: principal.name, at: now, stream: &$0)
    }
    var factor = Ratio.one
    var extra = Span.zero
    switch outcome {
    case .pass: break
    case .slow(let by): factor = by
    case .delay(let span): extra = span
    case .drop: return
    case .fail(let name):
      fail(name, request, from: principal, caller: caller, back: back, completion)
      return
    }
    let answer = service.perform(request, from: principal, at: now)
    let time = serviceTime(request, answer, caller).scaled(by: factor)
    simulation.schedule(after: time + extra + back) { completion(.answered(answer)) }
  }

  private func fail<Request: GcpRequest>(
    _ name: String, _ request: Request, from principal: GcpPrincipal, caller: NodeID, back: Span,
    _ completion: @escaping (GcpDelivery<Request.Response>) -> Void
  ) {
    let status: GcpStatus
    switch KmsFault(rawValue: name) {
    case .timeout: return
    case .unavailable: return completion(.broken(.unreachable))
    case .connectionClosed:
      simulation.schedule(after: back) { completion(.broken(.connectionClosed)) }
      return
    case .throttle: status = GcpStatus(.resourceExhausted, "Resource has been exhausted (e.g. check quota).")
    case .internal: status = GcpErrors.internalError
    case .keyUnavailable: status = GcpStatus(.unavailable, "The service is currently unavailable.")
    case .accessDenied, .disabled, nil: status = refusal(name, request)
    }
    let answer = GcpAnswer<Request.Response>(result: .failure(status), quota: nil, algorithm: nil, level: nil)
    let time = serviceTime(request, answer, caller)
    simulation.schedule(after: time + back) { completion(.answered(answer)) }
  }

  private func refusal(_ name: String, _ request: some GcpRequest) -> GcpStatus {
    guard let resource = GcpResourceName(request.resource) else { return GcpErrors.invalidName(request.resource) }
    switch KmsFault(rawValue: name) {
    case .accessDenied:
      return request.method.permission(on: resource.kind).map {
        GcpErrors.permissionDenied($0, on: request.method.permissionResource(resource))
      } ?? GcpStatus(.permissionDenied, "The caller does not have permission")
    case .disabled: return GcpErrors.notEnabled(resource, .disabled)
    default: return GcpStatus(GcpStatus.Code(rawValue: name) ?? .internal, name)
    }
  }

  private func serviceTime<Request: GcpRequest>(
    _ request: Request, _ answer: GcpAnswer<Request.Response>, _ caller: NodeID
  ) -> Span {
    let distribution =
      answer.isThrottled
      ? configuration.throttledLatency
      : configuration.latency.distribution(for: request.method, algorithm: answer.algorithm, level: answer.level)
    return draw("latency", caller) { distribution.draw(from: &$0) }
  }

  private func draw<Value>(
    _ purpose: String, _ caller: NodeID, _ body: (inout RandomStream) -> Value
  ) -> Value {
    let name = "kms/\(configuration.name)/\(purpose)/\(caller)"
    var stream = streams[name] ?? simulation.stream(name)
    let value = body(&stream)
    streams[name] = stream
    return value
  }
}

/// How one attempt ended for the caller.
enum GcpDelivery<Response: Sendable>: Sendable {
  /// The service answered.
  case answered(GcpAnswer<Response>)
  /// It did not.
  case broken(GrpcFailure)

  /// `OK`, the status code, or the failure's name.
  private var outcome: String {
    switch self {
    case .answered(let answer):
      switch answer.result {
      case .success: "OK"
      case .failure(let status): status.code.rawValue
      }
    case .broken(let failure): failure.rawValue
    }
  }

  /// What is recorded of an attempt.
  func event(
    _ request: some GcpRequest, of instance: GcpInstanceConfiguration, principal: GcpPrincipal, attempt: Int,
    sentAt: Instant, latency: Span, poolWait: Span
  ) -> KmsCallEvent {
    var answer: GcpAnswer<Response>?
    if case .answered(let found) = self { answer = found }
    return KmsCallEvent(
      kms: instance.name, operation: request.method.rawValue,
      keyID: GcpResourceName(request.resource)?.enclosing(.cryptoKey)?.id, keySpec: answer?.algorithm?.rawValue,
      principal: principal.name, attempt: attempt, outcome: outcome, throttled: answer?.isThrottled ?? false,
      quota: answer?.quota, sentAt: sentAt, latency: latency, poolWait: poolWait)
  }
}

extension GcpKeyService {
  /// Makes the key ring of an instance, which nobody's quota pays.
  func pregenerateKeyRing(_ instance: GcpInstanceConfiguration) {
    guard let location = GcpResourceName(instance.locationName), GcpResourceName.isValidID(instance.keyRing) else {
      preconditionFailure("\(instance.keyRingName) is no key ring")
    }
    let name = location.child(.keyRing, instance.keyRing)
    guard storedKeyRing(name) == nil else { return }
    store(GcpStoredKeyRing(name: name, createTime: .zero))
  }

  /// Makes a key that exists before anybody calls; it is enabled at once, and nobody's quota pays. Throws the refusal of
  /// an algorithm that is not the level's or not modelled.
  public func pregenerate(
    keyID: String, algorithm: GcpAlgorithm, level: GcpProtectionLevel, in keyRing: String
  ) throws(GcpStatus) {
    guard let ring = GcpResourceName(keyRing) else { throw GcpErrors.invalidName(keyRing) }
    let request = GcpCreateCryptoKey(
      parent: keyRing, cryptoKeyID: keyID, purpose: algorithm.purpose, algorithm: algorithm, protectionLevel: level)
    let maker = GcpPrincipal(member: "serviceAccount:operator", project: ring.project)
    _ = try request.perform(
      by: self, GcpCall(method: .createCryptoKey, name: ring, principal: maker, instant: .zero))
    guard var key = try storedKey(ring.child(.cryptoKey, keyID), at: .zero) else { return }
    key.versions[0].readyTime = .zero
    store(key)
  }
}
