import Kernel

/// The retry modes of the AWS SDK for Java 2, as `AWS_RETRY_MODE` and `AWS_NEW_RETRIES_2026` choose them (kms.md
/// section 7). Canton sets none, so legacy holds until the SDK's default changes.
public enum SdkRetryMode: String, CaseIterable, Hashable, Sendable {
  /// The default until November 2026 at the earliest: four attempts, throttling costs nothing of the budget.
  case legacy
  /// `AWS_RETRY_MODE=standard` before 2026: three attempts, throttling costs as much as a failure.
  case standard
  /// Standard with `AWS_NEW_RETRIES_2026=true`: shorter waits after a failure, which cost more; a limit that is
  /// exceeded is tried again, too.
  case standard2026 = "standard-2026"

  /// Attempts in all.
  public var attempts: Int {
    switch self {
    case .legacy: 4
    case .standard, .standard2026: 3
    }
  }

  /// What a retry takes of the budget.
  func cost(isThrottling: Bool) -> Int {
    switch self {
    case .legacy: isThrottling ? 0 : 5
    case .standard: 5
    case .standard2026: isThrottling ? 5 : 14
    }
  }

  /// The greatest first wait.
  func base(isThrottling: Bool) -> Span {
    switch self {
    case .legacy: isThrottling ? .milliseconds(500) : .milliseconds(100)
    case .standard: isThrottling ? .seconds(1) : .milliseconds(100)
    case .standard2026: isThrottling ? .seconds(1) : .milliseconds(50)
    }
  }

  /// Whether the SDK tries again after an answer with this code, beside throttling and HTTP 500, 502, 503, 504.
  func retries(code: String) -> Bool { self == .standard2026 && code == "LimitExceededException" }
}

/// The back-off of one SDK client and its budget of 500 tokens: ceilings double up to 20 s; the wait is uniform below
/// the ceiling (full jitter), in mode legacy after throttling in its upper half (equal jitter).
struct SdkRetryPolicy {
  static let capacity = 500
  static let maximum = Span.seconds(20)

  let mode: SdkRetryMode
  private(set) var tokens = capacity

  init(mode: SdkRetryMode = .legacy) { self.mode = mode }

  /// Takes the cost of a retry; nil when the budget is spent.
  mutating func cost(isThrottling: Bool) -> Int? {
    let cost = mode.cost(isThrottling: isThrottling)
    guard tokens >= cost else { return nil }
    tokens -= cost
    return cost
  }

  /// Gives back what the last retry cost, or one token after a success at the first attempt.
  mutating func succeeded(lastCost: Int?) { tokens = min(Self.capacity, tokens + (lastCost ?? 1)) }

  /// How long to wait before a retry, counted from 1.
  func delay(beforeRetry retry: Int, isThrottling: Bool, stream: inout RandomStream) -> Span {
    let ceiling = mode.base(isThrottling: isThrottling).doubled(retry - 1, atMost: Self.maximum)
    guard mode == .legacy, isThrottling else { return ceiling.share(from: &stream) }
    return ceiling / 2 + (ceiling - ceiling / 2).share(from: &stream)
  }
}
