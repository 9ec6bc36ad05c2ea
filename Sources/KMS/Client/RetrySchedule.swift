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

extension Span {
  /// The span doubled so often, without exceeding a limit.
  func doubled(_ times: Int, atMost limit: Span) -> Span {
    var span = self
    for _ in 0..<times where span < limit { span = span * 2 }
    return min(span, limit)
  }

  /// A uniform share of the span, both ends included.
  func share(from stream: inout RandomStream) -> Span {
    guard nanoseconds > 0 else { return .zero }
    return Span(nanoseconds: Int64(stream.below(UInt64(nanoseconds) + 1)))
  }
}
