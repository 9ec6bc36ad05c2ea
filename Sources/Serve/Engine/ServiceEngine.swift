import KMS
import Kernel
import Keys

/// One account's service in one Region, in real time: the simulator's ``KeyService`` behind AWS's wire form. An actor,
/// so that the service, which knows no threads, has one caller at a time; services of other accounts and Regions go on
/// beside it.
actor ServiceEngine {
  private let frontEnd: AwsFrontEnd
  private let latency: LatencyTable?
  private let throttledLatency: Distribution
  private var stream: RandomStream

  /// An answer with how long the service takes for it.
  struct Answer: Sendable {
    let wire: AwsWireAnswer
    /// Drawn from the preset; zero where latency is off.
    let latency: Span
  }

  /// An empty service. `latency` nil answers at once.
  init(
    _ configuration: KmsInstanceConfiguration, latency: LatencyTable?, seed: UInt64, rsaKeys: RSAKeyPool
  ) {
    let crypto = CryptoEngine(mode: .real, seed: seed, rsaKeys: rsaKeys)
    frontEnd = AwsFrontEnd(service: KeyService(configuration: configuration, crypto: crypto, seed: seed))
    self.latency = latency
    throttledLatency = configuration.throttledLatency
    stream = RandomStream(seed: seed, name: "kms/\(configuration.name)/served-latency")
  }

  /// Answers a request of a caller.
  func answer(_ operation: String, body: [UInt8], from principal: KmsPrincipal, at instant: Instant) -> Answer {
    let wire = frontEnd.answer(operation, body: body, from: principal, at: instant)
    return Answer(wire: wire, latency: draw(wire))
  }

  private func draw(_ wire: AwsWireAnswer) -> Span {
    guard let latency, let operation = wire.operation else { return .zero }
    let distribution =
      wire.isThrottled ? throttledLatency : latency.distribution(for: operation, keySpec: wire.keySpec)
    return max(.zero, distribution.draw(from: &stream))
  }
}
