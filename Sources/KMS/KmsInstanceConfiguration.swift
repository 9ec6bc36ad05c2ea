import Kernel

/// Whose service it is. Vendors differ in tables, names and errors, not in the engine.
public enum KmsVendor: String, CaseIterable, Hashable, Sendable {
  /// AWS KMS.
  case aws
  /// Google Cloud KMS.
  case gcp
}

/// What a scenario says about one KMS: an account in a Region of a vendor, with its quotas, delays and principals.
public struct KmsInstanceConfiguration: Sendable {
  /// The name in the scenario.
  public var name: String
  /// The vendor.
  public var vendor: KmsVendor
  /// The account that owns the keys.
  public var account: String
  /// The Region.
  public var region: String
  /// Requests per second by quota name (``AwsQuota``); a quota that is missing does not limit.
  public var quotas: [String: QuotaRate]
  /// What other users of the account already take, by quota name.
  public var otherLoad: [String: QuotaRate]
  /// How quotas are enforced.
  public var quotaWindow: QuotaWindow
  /// Who may do what.
  public var permissions: Permissions
  /// How long the service works.
  public var latency: LatencyTable
  /// How long a refusal for lack of quota takes.
  public var throttledLatency: Distribution
  /// There and back between client and service.
  public var roundTrip: Distribution
  /// There and back between a client in another Region and the service, by the client's Region.
  public var roundTrips: [String: Distribution] = [:]
  /// How long a new connection takes until it can carry a request (TCP and TLS).
  public var connectionSetup: Distribution
  /// How many keys the account may have; AWS: 100,000.
  public var maximumKeys: Int
  /// How long a replica is being made, and a primary Region changed. AWS says only that it is seconds.
  public var replicationTime: Distribution = .constant(.zero)
  /// Seconds from 1970-01-01T00:00:00Z to the service's instant zero; policies' dates count by it. 2026-01-01T00:00:00Z
  /// unless set.
  public var epochSeconds: Int64 = 1_767_225_600

  /// How long a new key and a new alias stay unknown to other requests, and a new grant does not count for who does not
  /// show its token: AWS's model is eventual consistency, usually
  /// seconds, up to minutes. Drawn for each of them.
  public var visibilityDelay: Distribution = .constant(.zero)
  /// How long a rotation on demand runs until the new material is current. AWS says only that it is not at once.
  public var rotationTime: Distribution = .constant(.zero)

  /// An instance without quotas, delays and restrictions, unless told otherwise.
  public init(
    name: String, vendor: KmsVendor = .aws, account: String, region: String, quotas: [String: QuotaRate] = [:],
    otherLoad: [String: QuotaRate] = [:], quotaWindow: QuotaWindow = .tokenBucket,
    permissions: Permissions = .unrestricted,
    latency: LatencyTable = LatencyTable(), throttledLatency: Distribution = .constant(.zero),
    roundTrip: Distribution = .constant(.zero), connectionSetup: Distribution = .constant(.zero),
    maximumKeys: Int = 100_000
  ) {
    self.name = name
    self.vendor = vendor
    self.account = account
    self.region = region
    self.quotas = quotas
    self.otherLoad = otherLoad
    self.quotaWindow = quotaWindow
    self.permissions = permissions
    self.latency = latency
    self.throttledLatency = throttledLatency
    self.roundTrip = roundTrip
    self.connectionSetup = connectionSetup
    self.maximumKeys = maximumKeys
  }

  /// The address that audit lines name.
  public var endpointURL: String { "https://kms.\(region).amazonaws.com/" }
}
