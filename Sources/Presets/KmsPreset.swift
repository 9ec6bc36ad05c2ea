import Configuration
import KMS
import Kernel

/// What AWS's service allows, takes and costs at a date. Figures carry their origin; nothing of this kind is in code.
public struct KmsPreset: Sendable {
  /// Name, date and purpose.
  public var header: PresetHeader
  /// Whose service it is.
  public var vendor: KmsVendor
  /// The request quotas.
  public var quotas: [Quota]
  /// How long the service works; a later row replaces an earlier one where both fit.
  public var latency: [Latency]
  /// How long a refusal for lack of quota takes.
  public var throttledLatency: Distribution
  /// There and back between a client in the same Region and the service.
  public var roundTrip: Distribution
  /// There and back between Regions.
  public var roundTrips: [RoundTrip] = []
  /// Until a new connection can carry a request.
  public var connectionSetup: Distribution
  /// List prices.
  public var prices: Prices
  /// Sets of permissions by name.
  public var permissions: [PermissionSet]

  /// A request quota.
  public struct Quota: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Where no Region has its own.
    public let rate: QuotaRate
    /// Regions that differ.
    public let regions: [RegionRate]
    /// Where it comes from.
    public let origin: Origin

    /// The rate in a Region.
    public func rate(in region: String) -> QuotaRate { regions.first { $0.region == region }?.rate ?? rate }
  }

  /// A quota of one Region.
  public struct RegionRate: Hashable, Sendable {
    /// The Region.
    public let region: String
    /// The rate.
    public let rate: QuotaRate
  }

  /// There and back between a client in one Region and the service in another, whichever is which.
  public struct RoundTrip: Hashable, Sendable {
    /// The two Regions.
    public let regions: [String]
    /// The time.
    public let time: Distribution
    /// Where it comes from.
    public let origin: Origin
  }

  /// The round trips to a Region by the other Region.
  public func roundTrips(to region: String) -> [String: Distribution] {
    var times: [String: Distribution] = [:]
    for row in roundTrips where row.regions.contains(region) {
      for other in row.regions where other != region { times[other] = row.time }
    }
    return times
  }

  /// How long the service works on some operations.
  public struct Latency: Hashable, Sendable {
    /// The operations.
    public let operations: [KmsOperation]
    /// The key specs; empty for all.
    public let keySpecs: [KmsKeySpec]
    /// The time.
    public let time: Distribution
    /// Where it comes from.
    public let origin: Origin
  }

  /// List prices in millionths of a dollar.
  public struct Prices: Hashable, Sendable {
    /// One key for one month.
    public let keyMonth: UInt64
    /// Requests; the first that fits counts.
    public let requests: [RequestPrice]

    /// The price of 10,000 requests in millionths of a dollar; nil when the list does not have it.
    public func per10000(_ operation: KmsOperation, keySpec: KmsKeySpec?) -> UInt64? {
      requests.first { price in
        guard price.operations.contains(operation) else { return false }
        guard let keySpec, !price.keySpecs.isEmpty else { return price.keySpecs.isEmpty && keySpec == nil }
        return price.keySpecs.contains(keySpec)
      }?.per10000 ?? requests.first { $0.operations.contains(operation) && $0.keySpecs.isEmpty }?.per10000
    }
  }

  /// What requests cost.
  public struct RequestPrice: Hashable, Sendable {
    /// The operations.
    public let operations: [KmsOperation]
    /// The key specs; empty for those that no other entry names.
    public let keySpecs: [KmsKeySpec]
    /// 10,000 requests in millionths of a dollar.
    public let per10000: UInt64
    /// Where it comes from.
    public let origin: Origin
  }

  /// Operations that a kind of principal needs.
  public struct PermissionSet: Hashable, Sendable {
    /// Its name, for instance `canton-external-keys`.
    public let name: String
    /// The operations.
    public let operations: [KmsOperation]
    /// Where it comes from.
    public let origin: Origin
  }

  /// The quotas of a Region by name.
  public func quotas(in region: String) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for quota in quotas { rates[quota.name] = quota.rate(in: region) }
    return rates
  }

  /// The latencies as the service wants them.
  public var latencyTable: LatencyTable {
    var table = LatencyTable()
    for row in latency {
      for operation in row.operations {
        if row.keySpecs.isEmpty { table.set(row.time, for: operation) }
        for keySpec in row.keySpecs { table.set(row.time, for: operation, keySpec: keySpec) }
      }
    }
    return table
  }
}
