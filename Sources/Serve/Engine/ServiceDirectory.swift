import KMS
import Kernel
import Keys
import Presets

/// All services of a server, made when somebody first asks for an account in a Region.
actor ServiceDirectory {
  private struct Place: Hashable {
    let account: String
    let region: String
  }

  private let quotas: KmsPreset?
  private let latency: KmsPreset?
  private let overrides: [String: QuotaRate]
  private let seed: UInt64
  private let isRepeatable: Bool
  private let rsaKeys = RSAKeyPool(directory: nil)
  private var engines: [Place: ServiceEngine] = [:]

  /// The most accounts and Regions of one server: callers name them, and each takes memory.
  static let limit = 1_000

  init(_ options: ServeOptions) {
    quotas = options.quotas
    latency = options.latency
    overrides = options.quotaOverrides
    seed = options.seed.value
    isRepeatable = options.seed.isGiven
  }

  /// The service of an account in a Region; nil when there are too many.
  func engine(account: String, region: String) -> ServiceEngine? {
    let place = Place(account: account, region: region)
    if let engine = engines[place] { return engine }
    guard engines.count < Self.limit else { return nil }
    // RSA keys come from names alone. With a seed of its own the server must not make the keys of another one.
    let name = isRepeatable ? "\(account)/\(region)" : "\(account)/\(region)/\(seed)"
    var rates = quotas?.quotas(in: region) ?? [:]
    for (quota, rate) in overrides { rates[quota] = rate }
    let engine = ServiceEngine(
      KmsInstanceConfiguration(
        name: name, account: account, region: region, quotas: rates,
        throttledLatency: latency?.throttledLatency ?? .constant(.zero)),
      latency: latency?.latencyTable, seed: seed, rsaKeys: rsaKeys)
    engines[place] = engine
    return engine
  }
}
