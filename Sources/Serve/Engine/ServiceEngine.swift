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
  private var streams: [KmsDirectory.Place: RandomStream] = [:]

  /// An answer with how long the service takes for it.
  struct Answer: Sendable {
    let wire: AwsWireAnswer
    /// Drawn from the preset; zero where latency is off.
    let latency: Span
  }

  /// The most accounts and Regions of one server: callers name them, and each takes memory.
  static let limit = 1_000

  init(_ options: ServeOptions) {
    latency = options.latency?.latencyTable
    throttledLatency = options.latency?.throttledLatency ?? .constant(.zero)
    seed = options.seed.value
    let seed = options.seed
    let rsaKeys = RSAKeyPool(directory: nil)
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
      return KeyService(
        configuration: KmsInstanceConfiguration(
          name: name, account: place.account, region: place.region, quotas: rates),
        crypto: CryptoEngine(mode: .real, seed: seed.value, rsaKeys: rsaKeys), seed: seed.value)
    }
  }

  /// Answers a request of a caller.
  func answer(_ operation: String, body: [UInt8], from caller: Caller, at instant: Instant) -> Answer {
    let place = KmsDirectory.Place(account: caller.principal.account, region: caller.region)
    guard let own = directory.service(at: place) else {
      let error = KmsServiceError(
        code: "LimitExceededException", message: "This server holds \(Self.limit) accounts and Regions, and no more.")
      return Answer(wire: AwsWireAnswer(error), latency: .zero)
    }
    let account = KeyAccount.of(operation, body: body, caller: caller)
    let service = account == place.account ? own : existing(account, place.region) ?? own
    let wire = AwsFrontEnd(service: service).answer(operation, body: body, from: caller.principal, at: instant)
    return Answer(wire: wire, latency: draw(wire, at: place))
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
