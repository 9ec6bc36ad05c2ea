import Kernel

/// What a Google KMS is set up with. One service holds all projects and locations, as Google's does; quotas and keys
/// are told apart by the names.
public struct GcpConfiguration: Sendable {
  /// The name in the scenario; ids and material derive from it.
  public var name: String
  /// The locations that exist; empty for any.
  public var locations: [String]
  /// How requests are limited.
  public var regime: GcpQuotaRegime
  /// The limits by quota name (``GcpQuota``); a quota that is missing does not limit.
  public var quotas: [String: QuotaRate]
  /// What others of the same project already take, by quota name.
  public var otherLoad: [String: QuotaRate]
  /// How quotas are counted. Google does not say; the window is a minute, or a second where `GcpQuota` says so.
  public var quotaWindow: QuotaWindow
  /// Regime `soft-2026`: how probable it is that the service has no capacity left for a request above its limit.
  public var backgroundLoad: Ratio
  /// Who may do what.
  public var permissions: GcpPermissions
  /// How long new key pairs stay in state `PENDING_GENERATION`, and imports in `PENDING_IMPORT`.
  public var delays: GcpDelays

  /// A service without quotas and restrictions whose keys are usable at once, unless told otherwise.
  public init(
    name: String, locations: [String] = [], regime: GcpQuotaRegime = .hard2025, quotas: [String: QuotaRate] = [:],
    otherLoad: [String: QuotaRate] = [:], quotaWindow: QuotaWindow = .tokenBucket, backgroundLoad: Ratio = .one,
    permissions: GcpPermissions = .unrestricted, delays: GcpDelays = .none
  ) {
    self.name = name
    self.locations = locations
    self.regime = regime
    self.quotas = quotas
    self.otherLoad = otherLoad
    self.quotaWindow = quotaWindow
    self.backgroundLoad = backgroundLoad
    self.permissions = permissions
    self.delays = delays
  }
}

/// How long Cloud KMS works in the background. It publishes no figures; users have seen seconds to minutes.
public struct GcpDelays: Hashable, Sendable {
  /// A key pair in software.
  public var softwarePair: Distribution
  /// A key pair in Cloud HSM.
  public var hsmPair: Distribution
  /// An import.
  public var importing: Distribution
  /// The wrapping key of an import job.
  public var importJob: Distribution

  /// Makes them.
  public init(softwarePair: Distribution, hsmPair: Distribution, importing: Distribution, importJob: Distribution) {
    self.softwarePair = softwarePair
    self.hsmPair = hsmPair
    self.importing = importing
    self.importJob = importJob
  }

  /// Nothing takes time.
  public static let none = GcpDelays(
    softwarePair: .constant(.zero), hsmPair: .constant(.zero), importing: .constant(.zero),
    importJob: .constant(.zero))

  /// A guess (kms.md section 9): HSM pairs 1 to 10 seconds, import jobs likewise, the rest a second.
  public static let guess = GcpDelays(
    softwarePair: .constant(.seconds(1)), hsmPair: .uniform(from: .seconds(1), to: .seconds(10)),
    importing: .constant(.seconds(1)), importJob: .uniform(from: .seconds(1), to: .seconds(10)))

  func pair(_ level: GcpProtectionLevel) -> Distribution { level == .software ? softwarePair : hsmPair }
}
