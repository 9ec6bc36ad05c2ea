import Kernel

extension CantonRetryConfiguration {
  /// How long Canton waits before a retry, counted from 1.
  func delay(beforeRetry retry: Int, mode: CantonRetryMode, stream: inout RandomStream) -> Span {
    guard retry > 1 else { return initialDelay }
    let ceiling: Span
    switch mode {
    case .asImplemented: ceiling = initialDelay
    case .asConfigured: ceiling = initialDelay.doubled(retry - 1, atMost: maximumDelay)
    }
    return ceiling / 2 + (ceiling - ceiling / 2).share(from: &stream)
  }
}

/// The back-off of the AWS SDK for Java 2 in retry mode legacy: full jitter over 100 ms · 2ⁿ after a failure, equal
/// jitter over 500 ms · 2ⁿ after throttling, both at most 20 s; and its budget of 500 tokens, of which a retry after a
/// failure takes 5 and one after throttling none (kms.md section 7).
struct SdkRetryPolicy {
  static let capacity = 500
  static let retryCost = 5
  static let base = Span.milliseconds(100)
  static let throttlingBase = Span.milliseconds(500)
  static let maximum = Span.seconds(20)

  private(set) var tokens = capacity

  /// Takes the cost of a retry; nil when the budget is spent.
  mutating func cost(isThrottling: Bool) -> Int? {
    let cost = isThrottling ? 0 : Self.retryCost
    guard tokens >= cost else { return nil }
    tokens -= cost
    return cost
  }

  /// Gives back what the last retry cost, or one token after a success at the first attempt.
  mutating func succeeded(lastCost: Int?) { tokens = min(Self.capacity, tokens + (lastCost ?? 1)) }

  /// How long to wait before a retry, counted from 1.
  static func delay(beforeRetry retry: Int, isThrottling: Bool, stream: inout RandomStream) -> Span {
    let ceiling = (isThrottling ? throttlingBase : base).doubled(retry - 1, atMost: maximum)
    guard isThrottling else { return ceiling.share(from: &stream) }
    return ceiling / 2 + (ceiling - ceiling / 2).share(from: &stream)
  }
}

extension Span {
  /// The span doubled so often, without exceeding a limit.
  fileprivate func doubled(_ times: Int, atMost limit: Span) -> Span {
    var span = self
    for _ in 0..<times where span < limit { span = span * 2 }
    return min(span, limit)
  }

  /// A uniform share of the span, both ends included.
  fileprivate func share(from stream: inout RandomStream) -> Span {
    guard nanoseconds > 0 else { return .zero }
    return Span(nanoseconds: Int64(stream.below(UInt64(nanoseconds) + 1)))
  }
}
