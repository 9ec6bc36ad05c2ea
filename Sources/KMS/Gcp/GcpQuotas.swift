import Kernel

/// How Cloud KMS limits requests (kms.md section 8).
public enum GcpQuotaRegime: String, CaseIterable, Hashable, Sendable {
  /// As until 15 February 2026: fixed limits, every request above one is refused. Reads, writes and cryptographic
  /// requests count for the calling project by the minute, wherever they go; uses of Cloud HSM count for the project
  /// and location that hold the key, by the second.
  case hard2025 = "hard-2025"
  /// As from 16 February 2026: all metrics count per project and location by the minute. Above a limit, most requests
  /// are served while the service has capacity left; making and importing HSM keys and random bytes are refused.
  case soft2026 = "soft-2026"
}

/// A quota's metric, under Google's name without the service's.
public enum GcpQuota: String, CaseIterable, Hashable, Sendable {
  /// Until 2026: reads, 300 per minute.
  case readRequests = "read_requests"
  /// Until 2026: writes, 60 per minute.
  case writeRequests = "write_requests"
  /// Until 2026: cryptographic requests, 60,000 per minute.
  case cryptoRequests = "crypto_requests"
  /// Until 2026: symmetric keys in Cloud HSM, 500 per second.
  case hsmSymmetricRequests = "hsm_symmetric_requests"
  /// Until 2026: key pairs in Cloud HSM, 50 per second.
  case hsmAsymmetricRequests = "hsm_asymmetric_requests"
  /// Until 2026: random bytes, 50 per second.
  case hsmGenerateRandomRequests = "hsm_generate_random_requests"
  /// From 2026: reads, 600 per minute.
  case readUsage = "read_usage"
  /// From 2026: writes.
  case writeUsage = "write_usage"
  /// From 2026: keys in software.
  case softwareUsage = "software_usage"
  /// From 2026: keys in Cloud HSM.
  case hsmUsage = "hsm_usage"

  /// Google's whole name.
  public var metric: String { "\(GcpErrors.service)/\(rawValue)" }

  /// The name that refusals show. Those of reads and writes are recorded.
  var title: String {
    switch self {
    case .readRequests: "Read requests"
    case .writeRequests: "Write requests"
    case .cryptoRequests: "Cryptographic requests"
    case .hsmSymmetricRequests: "HSM symmetric cryptographic requests"
    case .hsmAsymmetricRequests: "HSM asymmetric cryptographic requests"
    case .hsmGenerateRandomRequests: "HSM generate random requests"
    case .readUsage: "Read usage"
    case .writeUsage: "Write usage"
    case .softwareUsage: "Software usage"
    case .hsmUsage: "HSM usage"
    }
  }

  /// The limit's name. Those of 2026 are published in Google's dashboards.
  var limitName: String {
    switch self {
    case .readRequests: "ReadRequestsPerMinutePerProject"
    case .writeRequests: "WriteRequestsPerMinutePerProject"
    case .cryptoRequests: "CryptoRequestsPerMinutePerProject"
    case .hsmSymmetricRequests: "HsmSymmetricRequestsPerMinutePerProject"
    case .hsmAsymmetricRequests: "HsmAsymmetricRequestsPerMinutePerProject"
    case .hsmGenerateRandomRequests: "HsmGenerateRandomRequestsPerMinutePerProject"
    case .readUsage: "ReadTokensUsagePerMinutePerProjectPerRegion"
    case .writeUsage: "WriteTokensUsagePerMinutePerProjectPerRegion"
    case .softwareUsage: "SoftwareTokensUsagePerMinutePerProjectPerRegion"
    case .hsmUsage: "HsmTokensUsagePerMinutePerProjectPerRegion"
    }
  }

  /// Over how long it counts.
  public var interval: Span {
    switch self {
    case .hsmSymmetricRequests, .hsmAsymmetricRequests, .hsmGenerateRandomRequests: .seconds(1)
    case .readRequests, .writeRequests, .cryptoRequests, .readUsage, .writeUsage, .softwareUsage, .hsmUsage:
      .minutes(1)
    }
  }

  /// Requests per minute by default. Documented: reads in both regimes, and the 2025 figures; the 2026 figures but that
  /// of reads were not published with the page and are those of 2025 carried over, as Google says that limits start
  /// from a project's former ones.
  public var documentedPerMinute: UInt64 {
    switch self {
    case .readRequests: 300
    case .writeRequests, .writeUsage: 60
    case .cryptoRequests, .softwareUsage: 60_000
    case .hsmSymmetricRequests, .hsmUsage: 30_000
    case .hsmAsymmetricRequests, .hsmGenerateRandomRequests: 3_000
    case .readUsage: 600
    }
  }

  /// The regime that has it.
  public var regime: GcpQuotaRegime {
    switch self {
    case .readRequests, .writeRequests, .cryptoRequests, .hsmSymmetricRequests, .hsmAsymmetricRequests,
      .hsmGenerateRandomRequests:
      .hard2025
    case .readUsage, .writeUsage, .softwareUsage, .hsmUsage: .soft2026
    }
  }

  /// All default limits of a regime, by name.
  public static func documentedDefaults(_ regime: GcpQuotaRegime) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for quota in allCases where quota.regime == regime { rates[quota.rawValue] = .perMinute(quota.documentedPerMinute) }
    return rates
  }
}

extension QuotaRate {
  /// A rate in requests per minute, rounded to a thousandth of a request per second.
  public static func perMinute(_ count: UInt64) -> QuotaRate { QuotaRate(perThousandSeconds: (count * 1000 + 30) / 60) }
}

/// A charge of a request: the quota and whose it is.
struct GcpCharge: Hashable {
  let quota: GcpQuota
  let project: String
  let location: String?
  /// Whether a request above the limit is refused whatever capacity is left.
  let isHard: Bool

  /// Whose meter it is.
  var consumer: String { location.map { "\(project)/\($0)" } ?? project }
}

extension GcpQuotaRegime {
  /// What a request is charged. `level` and `isAsymmetric` are those of the key that it uses or makes.
  func charges(
    _ method: GcpMethod, caller: GcpPrincipal, name: GcpResourceName, level: GcpProtectionLevel?, isAsymmetric: Bool
  ) -> [GcpCharge] {
    switch self {
    case .hard2025:
      func calling(_ quota: GcpQuota) -> GcpCharge {
        GcpCharge(quota: quota, project: caller.project, location: nil, isHard: true)
      }
      switch method.quotaClass {
      case .read: return [calling(.readRequests)]
      case .write: return [calling(.writeRequests)]
      case .crypto:
        var charges = [calling(.cryptoRequests)]
        let hosting: GcpQuota? =
          method == .generateRandomBytes
          ? .hsmGenerateRandomRequests
          : level == .hsm && method != .getPublicKey
            ? (isAsymmetric ? .hsmAsymmetricRequests : .hsmSymmetricRequests) : nil
        if let hosting {
          charges.append(GcpCharge(quota: hosting, project: name.project, location: name.location, isHard: true))
        }
        return charges
      }
    case .soft2026:
      let makesHsmKey =
        level == .hsm && [.createCryptoKey, .createCryptoKeyVersion, .importCryptoKeyVersion].contains(method)
      let quota: GcpQuota
      switch method.quotaClass {
      case .read: quota = .readUsage
      case .write: quota = .writeUsage
      case .crypto: quota = level == .hsm ? .hsmUsage : .softwareUsage
      }
      return [
        GcpCharge(
          quota: quota, project: name.project, location: name.location,
          isHard: makesHsmKey || method == .generateRandomBytes)
      ]
    }
  }
}

extension GcpErrors {
  /// A project's number, which refusals name: it depends on the id alone.
  static func projectNumber(_ project: String) -> String {
    var stream = RandomStream(seed: 0, name: "project-number/\(project)")
    return String(100_000_000_000 + stream.below(900_000_000_000))
  }

  static func quotaExceeded(_ charge: GcpCharge, perMinute: UInt64) -> GcpStatus {
    let quota = charge.quota
    let number = projectNumber(charge.project)
    let limit = quota.regime == .hard2025 ? "\(quota.title) per minute" : "\(quota.title) per minute per region"
    return GcpStatus(
      .resourceExhausted,
      "Quota exceeded for quota metric '\(quota.title)' and limit '\(limit)' of service '\(service)' for consumer "
        + "'project_number:\(number)'.",
      details: [
        .errorInfo(
          reason: "RATE_LIMIT_EXCEEDED", domain: "googleapis.com",
          metadata: [
            GcpStatus.Pair("consumer", "projects/\(number)"), GcpStatus.Pair("quota_limit", quota.limitName),
            GcpStatus.Pair("quota_limit_value", String(perMinute)),
            GcpStatus.Pair("quota_location", charge.location ?? "global"),
            GcpStatus.Pair("quota_metric", quota.metric), GcpStatus.Pair("service", service),
          ])
      ])
  }
}
