import Kernel

/// A rate in thousandths of a request per second, so that quotas below one per second stay integers.
public struct QuotaRate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Requests per 1000 seconds.
  public let perThousandSeconds: UInt64

  /// A rate in requests per 1000 seconds, at most 10 million requests per second.
  public init(perThousandSeconds: UInt64) {
    precondition(perThousandSeconds <= 10_000_000_000, "a quota of \(perThousandSeconds) per 1000 s is out of range")
    self.perThousandSeconds = perThousandSeconds
  }

  /// A rate in whole requests per second.
  public init(perSecond: UInt64) { self.init(perThousandSeconds: perSecond * 1000) }

  /// Orders by rate.
  public static func < (left: QuotaRate, right: QuotaRate) -> Bool {
    left.perThousandSeconds < right.perThousandSeconds
  }

  /// What is left of this rate when others use `used`; never below zero.
  public func minus(_ used: QuotaRate) -> QuotaRate {
    QuotaRate(perThousandSeconds: used >= self ? 0 : perThousandSeconds - used.perThousandSeconds)
  }

  /// The rate multiplied by a ratio, rounded down.
  public func scaled(by factor: Ratio) -> QuotaRate {
    let product = perThousandSeconds.multipliedFullWidth(by: factor.numerator)
    return QuotaRate(perThousandSeconds: factor.denominator.dividingFullWidth(product).quotient)
  }

  /// For instance `1000/s` or `0.25/s`.
  public var description: String {
    let whole = perThousandSeconds / 1000
    let part = perThousandSeconds % 1000
    guard part > 0 else { return "\(whole)/s" }
    var digits = String(1000 + part).dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    return "\(whole).\(digits)/s"
  }
}

/// How a quota is enforced. AWS documents "each one-second interval" and not how the interval runs (kms.md section 5),
/// so it is a parameter.
public enum QuotaWindow: String, CaseIterable, Hashable, Sendable {
  /// Continuous refill; the bucket holds one second of rate, and at least one request.
  case tokenBucket = "token-bucket"
  /// The count starts anew with each full second of virtual time.
  case fixedSecond = "fixed-second"
}

/// One quota's meter, in integers only. A refused request takes nothing.
public struct QuotaMeter: Hashable, Sendable {
  /// What may be used.
  public let rate: QuotaRate
  private let window: QuotaWindow
  /// Over how many seconds requests are counted: how much the bucket holds, or how long a window is.
  private let seconds: UInt64
  /// Token bucket: in units of 10⁻¹² requests. Fixed window: requests taken in the current window.
  private var level: UInt64
  private var at: Instant

  /// A request in units of the bucket: a rate of r per 1000 s refills r units per nanosecond.
  private static let request: UInt64 = 1_000_000_000_000

  /// A meter that is full at `start`. It counts over `interval`, whole seconds: one at AWS, also a minute at Google.
  public init(rate: QuotaRate, window: QuotaWindow, start: Instant, interval: Span = .seconds(1)) {
    self.rate = rate
    self.window = window
    at = start
    seconds = UInt64(max(1, interval.nanoseconds / 1_000_000_000))
    precondition(rate.perThousandSeconds <= 10_000_000_000 / seconds, "\(rate) over \(seconds) s is out of range")
    switch window {
    case .tokenBucket:
      level = rate.perThousandSeconds == 0 ? 0 : max(rate.perThousandSeconds * 1_000_000_000 * seconds, Self.request)
    case .fixedSecond: level = 0
    }
  }

  /// Takes one request at `instant`, which must not lie before the last one; false when the quota is spent.
  public mutating func take(at instant: Instant) -> Bool {
    guard rate.perThousandSeconds > 0 else { return false }
    switch window {
    case .tokenBucket: return takeToken(instant)
    case .fixedSecond: return takeOfWindow(instant)
    }
  }

  private mutating func takeToken(_ instant: Instant) -> Bool {
    let capacity = max(rate.perThousandSeconds * 1_000_000_000 * seconds, Self.request)
    let elapsed = UInt64(max(0, (instant - at).nanoseconds))
    let missing = capacity - level
    let (refill, overflow) = elapsed.multipliedReportingOverflow(by: rate.perThousandSeconds)
    level = overflow || refill >= missing ? capacity : level + refill
    at = instant
    guard level >= Self.request else { return false }
    level -= Self.request
    return true
  }

  private mutating func takeOfWindow(_ instant: Instant) -> Bool {
    // Below one per interval the window is as long as one request takes.
    let perInterval = rate.perThousandSeconds * seconds
    let length = perInterval >= 1000 ? 1_000_000_000 * seconds : Self.request / rate.perThousandSeconds
    let limit = max(1, perInterval / 1000)
    let start = Int64(UInt64(max(0, instant.nanoseconds)) / length * length)
    if at.nanoseconds < start {
      at = Instant(nanoseconds: start)
      level = 0
    }
    guard level < limit else { return false }
    level += 1
    return true
  }
}

/// All meters of a service: one for each quota and calling account, since AWS counts a cross-account call against the
/// caller's account. What others of the same account use (`other-load`) is taken off the rate.
struct Quotas: Sendable {
  private let rates: [String: QuotaRate]
  private let otherLoad: [String: QuotaRate]
  private let window: QuotaWindow
  private let intervals: [String: Span]
  private var factor: Ratio = .one
  private var meters: [MeterKey: QuotaMeter] = [:]

  private struct MeterKey: Hashable {
    let account: String
    let quota: String
  }

  /// `intervals`: over how long a quota counts, where that is not a second.
  init(
    rates: [String: QuotaRate], otherLoad: [String: QuotaRate], window: QuotaWindow, intervals: [String: Span] = [:]
  ) {
    self.rates = rates
    self.otherLoad = otherLoad
    self.window = window
    self.intervals = intervals
  }

  /// Takes one request; true when the quota does not exist or has room.
  mutating func take(_ quota: String, account: String, at instant: Instant) -> Bool {
    guard let rate = rates[quota] else { return true }
    let key = MeterKey(account: account, quota: quota)
    var meter =
      meters[key]
      ?? QuotaMeter(
        rate: effective(rate, quota), window: window, start: instant, interval: intervals[quota] ?? .seconds(1))
    let taken = meter.take(at: instant)
    meters[key] = meter
    return taken
  }

  /// Multiplies every rate from now on; meters start full again.
  mutating func scale(by factor: Ratio) {
    self.factor = factor
    meters.removeAll()
  }

  private func effective(_ rate: QuotaRate, _ quota: String) -> QuotaRate {
    rate.scaled(by: factor).minus(otherLoad[quota] ?? QuotaRate(perThousandSeconds: 0))
  }
}
