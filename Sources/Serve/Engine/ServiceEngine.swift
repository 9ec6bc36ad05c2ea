import KMS
import Kernel
import Keys
import Presets

/// All services of a server, in real time: the simulator's ``KeyService`` of each account and Region behind AWS's wire
/// form, made when somebody first asks for it. One actor for all, because services know no threads and those of one
/// directory know each other: keys are replicated between Regions, and callers use keys of other accounts.
actor ServiceEngine {
  private let directory: KmsDirectory
  private let latency: LatencyTable?
  private let throttledLatency: Distribution
  private let seed: UInt64
  private let crypto: CryptoEngine
  private let watch: StateWatch
  private let journal: StateJournal?
  private var streams: [KmsDirectory.Place: RandomStream] = [:]

  /// An answer with how long the service takes for it.
  struct Answer: Sendable {
    let wire: AwsWireAnswer
    /// Drawn from the preset; zero where latency is off.
    let latency: Span
  }

  /// The most accounts and Regions of one server: callers name them, and each takes memory.
  static let limit = 1_000

  /// The services as a state file has them, or none. Throws for a state file with records that cannot be read.
  init(_ options: ServeOptions, log: ServerLog) throws(ServeOptions.Mistake) {
    latency = options.latency?.latencyTable
    throttledLatency = options.latency?.throttledLatency ?? .constant(.zero)
    seed = options.seed.value
    let seed = options.seed
    // One for all services: what it draws from never gives two of them, who may share a key, the same nonce.
    let crypto = CryptoEngine(mode: .real, seed: seed.value, rsaKeys: RSAKeyPool(directory: nil))
    let watch = StateWatch()
    let isKept = options.state != nil
    let trailFile = options.trail
    self.crypto = crypto
    self.watch = watch
    journal = options.state.map { StateJournal($0, log: log) }
    var made = 0
    directory = KmsDirectory { place in
      guard made < Self.limit, AccountNumber.isOne(place.account), AuthorizationHeader.isRegion(place.region) else {
        return nil
      }
      made += 1
      // RSA keys come from names alone. A server whose seed was drawn must not make the keys of another one.
      let name = "\(place.account)/\(place.region)" + (seed.isGiven ? "" : "/\(seed.value)")
      var rates = options.quotas?.quotas(in: place.region) ?? [:]
      for (quota, rate) in options.quotaOverrides { rates[quota] = rate }
      let service = KeyService(
        configuration: KmsInstanceConfiguration(
          name: name, account: place.account, region: place.region, quotas: rates),
        crypto: crypto, seed: seed.value)
      if isKept { service.watchState(watch) }
      service.trail = trailFile?.trail(log: log)
      return service
    }
    guard let state = options.state else { return }
    let directory = directory
    try state.restore(Scope.isOne, reservations: crypto) { scope, kind, name, source in
      guard let place = Scope.place(scope), let service = directory.service(at: place) else {
        throw ServeOptions.Mistake("\(scope) is no account and Region")
      }
      try service.restore(kind, name, from: source)
    }
    crypto.reserveOperations()
  }

  /// Answers a request of a caller.
  func answer(
    _ operation: String, body: [UInt8], from caller: Caller, at instant: Instant, origin: CallOrigin
  ) async -> Answer {
    let place = KmsDirectory.Place(account: caller.principal.account, region: caller.region)
    guard let own = directory.service(at: place) else {
      let error = KmsServiceError(
        code: "LimitExceededException", message: "This server holds \(Self.limit) accounts and Regions, and no more.")
      return Answer(wire: AwsWireAnswer(error), latency: .zero)
    }
    let account = KeyAccount.of(operation, body: body, caller: caller)
    let service = account == place.account ? own : existing(account, place.region) ?? own
    let wire = AwsFrontEnd(service: service).answer(
      operation, body: body, from: caller.principal, at: instant, origin: origin)
    let latency = draw(wire, at: place)
    guard await isKept(at: instant) else {
      let error = KmsServiceError(
        code: "KMSInternalException", message: "The state of the server cannot be written.", httpStatus: 500)
      return Answer(wire: AwsWireAnswer(error), latency: .zero)
    }
    return Answer(wire: wire, latency: latency)
  }

  /// Writes down what no answer waits for.
  func settle(at instant: Instant) async {
    if watch.isPending { _ = await isKept(at: instant, always: true) }
  }

  /// Writes down what is left, at an orderly end.
  func close(at instant: Instant) async {
    for service in directory.all { service.giveBackReservations() }
    crypto.giveBackReservations()
    _ = await isKept(at: instant, always: true)
  }

  /// Whether all that changed by now is written down; nothing may be answered before, for an answer could tell of it. A
  /// request can change other services than its own: those with copies of its key.
  private func isKept(at instant: Instant, always: Bool = false) async -> Bool {
    guard let journal else { return true }
    if always || watch.isUrgent || crypto.hasReservations {
      for service in directory.all {
        let place = KmsDirectory.Place(account: service.configuration.account, region: service.configuration.region)
        journal.add(service.takeChanges(includingUses: true), of: Scope.name(of: place))
      }
      journal.add(crypto.takeReservations(), of: Scope.own)
      watch.collected(includingPending: true)
    }
    return await journal.write(at: instant)
  }

  /// How a state file names whose a record is.
  private enum Scope {
    static let own = "aws"

    static func name(of place: KmsDirectory.Place) -> String { "\(own)/\(place.account)/\(place.region)" }

    static func isOne(_ scope: String) -> Bool { scope == own || scope.hasPrefix("\(own)/") }

    static func place(_ scope: String) -> KmsDirectory.Place? {
      let parts = scope.split(separator: "/").map(String.init)
      return parts.count == 3 ? KmsDirectory.Place(account: parts[1], region: parts[2]) : nil
    }
  }

  private func existing(_ account: String, _ region: String) -> KeyService? {
    directory.all.first { $0.configuration.account == account && $0.configuration.region == region }
  }

  private func draw(_ wire: AwsWireAnswer, at place: KmsDirectory.Place) -> Span {
    guard let latency, let operation = wire.operation else { return .zero }
    let distribution =
      wire.isThrottled ? throttledLatency : latency.distribution(for: operation, keySpec: wire.keySpec)
    var stream =
      streams[place]
      ?? RandomStream(seed: seed, name: "kms/\(place.account)/\(place.region)/served-latency")
    let drawn = distribution.draw(from: &stream)
    streams[place] = stream
    return max(.zero, drawn)
  }
}
