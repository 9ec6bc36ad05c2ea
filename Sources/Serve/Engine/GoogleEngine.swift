import GoogleGrpc
import KMS
import Kernel
import Keys
import Presets

/// Google's service in real time: the simulator's ``GcpKeyService`` behind its REST and its gRPC form. An actor, so that
/// the service, which knows no threads, has one caller at a time; it holds all projects and locations.
actor GoogleEngine {
  private let frontEnd: GcpRestFrontEnd
  private let grpcFrontEnd: GcpGrpcFrontEnd
  private let crypto: CryptoEngine
  private let watch = StateWatch()
  private let journal: StateJournal?
  private let latency: GcpLatencyTable?
  private let throttledLatency: Distribution
  private var stream: RandomStream

  /// An answer with how long the service takes for it.
  struct Answer<Wire: Sendable>: Sendable {
    let wire: Wire
    /// Drawn from the preset; zero where latency is off.
    var latency = Span.zero
  }

  private static let scope = "google"
  private static let unwritten = GcpStatus(.internal, "The state of the server cannot be written.")

  /// The service as a state file has it, or an empty one. Throws for a state file with records that cannot be read.
  init(_ options: ServeOptions, log: ServerLog) throws(ServeOptions.Mistake) {
    let seed = options.seed.value
    // RSA keys come from names alone. With a seed of its own the server must not make the keys of another one.
    var configuration = GcpConfiguration(name: options.seed.isGiven ? "google" : "google/\(seed)")
    if let regime = options.googleQuotas {
      configuration.regime = regime
      configuration.quotas = GcpQuota.documentedDefaults(regime)
    }
    if let preset = options.googleLatency { configuration.delays = preset.delays }
    latency = options.googleLatency?.latencyTable
    throttledLatency = options.googleLatency?.throttledLatency ?? .constant(.zero)
    stream = RandomStream(seed: seed, name: "kms/\(configuration.name)/served-latency")
    if let tokens = options.googleTokens { configuration.permissions = tokens.permissions }
    let crypto = CryptoEngine(mode: .real, seed: seed, rsaKeys: RSAKeyPool(directory: nil))
    let service = GcpKeyService(configuration: configuration, crypto: crypto, seed: seed)
    frontEnd = GcpRestFrontEnd(service: service)
    grpcFrontEnd = GcpGrpcFrontEnd(service: service)
    if let trail = options.googleTrail { service.auditSink = { trail.append($0.json().json, log: log) } }
    self.crypto = crypto
    journal = options.state.map { StateJournal($0, log: log) }
    guard let state = options.state else { return }
    try state.restore({ $0 == Self.scope }, reservations: crypto) { try service.restore($1, $2, from: $3) }
    service.watchState(watch)
    crypto.reserveOperations()
  }

  /// Answers a request of a caller, when what it changed is written down.
  func answer(
    method: String, path: String, query: String, body: [UInt8], from principal: GcpPrincipal, at instant: Instant
  ) async -> Answer<GcpRestAnswer> {
    let wire = frontEnd.answer(method: method, path: path, query: query, body: body, from: principal, at: instant)
    let answer = Answer(wire: wire, latency: draw(wire.method, wire.status, wire.observation))
    return await isKept(at: instant) ? answer : Answer(wire: GcpRestAnswer(Self.unwritten))
  }

  /// Writes down what is left, at an orderly end.
  func close(at instant: Instant) async {
    frontEnd.service.giveBackReservations()
    crypto.giveBackReservations()
    _ = await isKept(at: instant, always: true)
  }

  /// Whether all that changed by now is written down; nothing may be answered before, for an answer could tell of it.
  private func isKept(at instant: Instant, always: Bool = false) async -> Bool {
    guard let journal else { return true }
    if always || watch.isUrgent || crypto.hasReservations {
      journal.add(frontEnd.service.takeChanges(), of: Self.scope)
      journal.add(crypto.takeReservations(), of: Self.scope)
      watch.collected(includingPending: true)
    }
    return await journal.write(at: instant)
  }

  /// The same for a request that came as the message of a gRPC method. Nil when nobody waits for the answer any more by
  /// the time it is its turn: then nothing was done.
  func answer(
    _ method: GcpMethod, message: [UInt8], from caller: GoogleCallers.Caller, at instant: Instant,
    unless isOver: @Sendable () -> Bool
  ) async -> Answer<GcpGrpcAnswer>? {
    guard !isOver() else { return nil }
    let wire = grpcFrontEnd.answer(
      method, message: message, from: caller.member, project: caller.project, at: instant)
    let answer = Answer(wire: wire, latency: draw(method, wire.status, wire.observation))
    return await isKept(at: instant) ? answer : Answer(wire: GcpGrpcAnswer(result: .failure(Self.unwritten)))
  }

  private func draw(_ method: GcpMethod?, _ status: GcpStatus?, _ seen: GcpObservation) -> Span {
    guard let latency, let method else { return .zero }
    let distribution =
      status?.isThrottling ?? false
      ? throttledLatency : latency.distribution(for: method, algorithm: seen.algorithm, level: seen.level)
    return max(.zero, distribution.draw(from: &stream))
  }
}
