import KMS
import Kernel

/// What Google's service allows, takes and costs at a date. Figures carry their origin; nothing of this kind is in code.
public struct GcpPreset: Sendable {
  /// Name, date and purpose.
  public var header: PresetHeader
  /// How requests are limited.
  public var regime: GcpQuotaRegime
  /// How probable it is that the service has no room left for a request above a soft limit.
  public var backgroundLoad: Ratio
  /// The limits.
  public var quotas: [Quota]
  /// How long the service works; a later row replaces an earlier one where both fit.
  public var latency: [Latency]
  /// How long it works in the background.
  public var delays: GcpDelays
  /// How long a refusal for lack of quota takes.
  public var throttledLatency: Distribution
  /// There and back between a client in the same region and the service.
  public var roundTrip: Distribution
  /// Until a new channel can carry a request.
  public var connectionSetup: Distribution
  /// List prices.
  public var prices: Prices
  /// Sets of permissions by name.
  public var permissions: [PermissionSet]

  /// A limit.
  public struct Quota: Hashable, Sendable {
    /// The metric.
    public let quota: GcpQuota
    /// The limit.
    public let rate: QuotaRate
    /// Where it comes from.
    public let origin: Origin
  }

  /// Which keys a row is about; an empty list is for all.
  public struct Keys: Hashable, Sendable {
    /// What they compute.
    public let algorithms: [GcpAlgorithm]
    /// Where their material lives.
    public let levels: [GcpProtectionLevel]

    func includes(_ algorithm: GcpAlgorithm?, _ level: GcpProtectionLevel?) -> Bool {
      (algorithms.isEmpty || algorithm.map { algorithms.contains($0) } ?? false)
        && (levels.isEmpty || level.map { levels.contains($0) } ?? false)
    }
  }

  /// How long the service works on some methods.
  public struct Latency: Hashable, Sendable {
    /// The methods.
    public let methods: [GcpMethod]
    /// The keys.
    public let keys: Keys
    /// The time.
    public let time: Distribution
    /// Where it comes from.
    public let origin: Origin
  }

  /// List prices in millionths of a dollar.
  public struct Prices: Hashable, Sendable {
    /// Key versions; the first that fits counts.
    public let versions: [VersionPrice]
    /// Requests; the first that fits counts.
    public let requests: [RequestPrice]

    /// What so many versions of a kind cost in a month, in millionths of a dollar; nil when the list does not have them.
    /// Destroyed ones are free.
    public func versionMonths(_ count: UInt64, algorithm: GcpAlgorithm, level: GcpProtectionLevel) -> UInt64? {
      versions.first { $0.keys.includes(algorithm, level) }.map { price in
        let first = min(count, price.first ?? count)
        return first * price.price + (count - first) * (price.beyond ?? price.price)
      }
    }

    /// The price of 10,000 requests in millionths of a dollar; nil when the list does not have it.
    public func per10000(_ method: GcpMethod, algorithm: GcpAlgorithm?, level: GcpProtectionLevel?) -> UInt64? {
      requests.first { $0.methods.contains(method) && $0.keys.includes(algorithm, level) }?.per10000
    }
  }

  /// What key versions cost in a month.
  public struct VersionPrice: Hashable, Sendable {
    /// The keys.
    public let keys: Keys
    /// One version in millionths of a dollar.
    public let price: UInt64
    /// For how many versions that holds; nil for all.
    public let first: UInt64?
    /// One version beyond these.
    public let beyond: UInt64?
    /// Where it comes from.
    public let origin: Origin
  }

  /// What requests cost.
  public struct RequestPrice: Hashable, Sendable {
    /// The methods.
    public let methods: [GcpMethod]
    /// The keys.
    public let keys: Keys
    /// 10,000 requests in millionths of a dollar.
    public let per10000: UInt64
    /// Where it comes from.
    public let origin: Origin
  }

  /// Permissions that a kind of principal needs.
  public struct PermissionSet: Hashable, Sendable {
    /// Its name, for instance `canton-external-keys`.
    public let name: String
    /// The permissions.
    public let permissions: [GcpPermission]
    /// Where it comes from.
    public let origin: Origin
  }

  /// The limits by name.
  public var quotaRates: [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for quota in quotas { rates[quota.quota.rawValue] = quota.rate }
    return rates
  }

  /// The latencies as the service wants them.
  public var latencyTable: GcpLatencyTable {
    var table = GcpLatencyTable()
    for row in latency {
      let algorithms: [GcpAlgorithm?] = row.keys.algorithms.isEmpty ? [nil] : row.keys.algorithms
      let levels: [GcpProtectionLevel?] = row.keys.levels.isEmpty ? [nil] : row.keys.levels
      for method in row.methods {
        for algorithm in algorithms {
          for level in levels { table.set(row.time, for: method, algorithm: algorithm, level: level) }
        }
      }
    }
    return table
  }
}
