/// A point of a measured distribution: `value` is not exceeded with the given probability.
public struct Quantile: Hashable, Sendable {
  /// The probability in parts per million, 0 to 1,000,000.
  public let perMillion: UInt32
  /// The value at that probability.
  public let value: Span

  /// A point of a measured distribution.
  public init(perMillion: UInt32, value: Span) {
    self.perMillion = perMillion
    self.value = value
  }
}

/// How long something takes, as a distribution of spans. Drawn in integers only, so no C library has a say in a run.
public enum Distribution: Hashable, Sendable {
  /// Always the same.
  case constant(Span)
  /// Every nanosecond from `from` to `to`, both included, equally likely.
  case uniform(from: Span, to: Span)
  /// Memoryless with the given mean.
  case exponential(mean: Span)
  /// Log-normal through its median and 99th percentile; draws above `max` are cut to it.
  case logNormal(p50: Span, p99: Span, max: Span?)
  /// Measured points in ascending order, straight lines between them, flat outside.
  case quantiles([Quantile])
  /// A draw from `tail` with probability `tailChance`, else from `body`.
  indirect case mixture(body: Distribution, tail: Distribution, tailChance: Ratio)
  /// A draw moved by a fixed span.
  indirect case shifted(Distribution, by: Span)

  /// Draws a span. Takes one draw of the stream (none for `constant`, one more for each mixture).
  public func draw(from stream: inout RandomStream) -> Span {
    Sampler(self).draw(from: &stream)
  }

  /// The value not exceeded with probability `perMillion` / 1,000,000. For a mixture it is found by bisection over the
  /// shares of both parts, exact to one part per million.
  public func quantile(perMillion: UInt32) -> Span {
    precondition(perMillion <= 1_000_000, "a probability of \(perMillion) parts per million")
    switch self {
    case .constant(let span): return span
    case .uniform(let from, let to):
      let width = Int128((to - from).nanoseconds)
      return from + Span(nanoseconds: Int64(width * Int128(perMillion) / 1_000_000))
    case .exponential(let mean):
      let rest = UInt64(max(1, 1_000_000 - Int64(perMillion)))
      let number = rest == 1_000_000 ? UInt64.max : rest.multipliedFullWidth(by: UInt64.max / 1_000_000).low
      return Span(nanoseconds: FixedPoint.multiply(mean.nanoseconds, FixedPoint.negativeLogarithm(number)))
    case .logNormal(let p50, let p99, let max):
      let isUpper = perMillion > 500_000
      let tail = UInt64(2 * (isUpper ? 1_000_000 - perMillion : perMillion)) * (1 << 63 / 1_000_000)
      let z = Normal.half(tail: Swift.min(tail, 1 << 63 - 1))
      let slope = Normal.slope(p50: p50, p99: p99)
      return Normal.logNormal(p50: p50, slope: slope, z: isUpper ? z : -z, max: max)
    case .quantiles(let points):
      return Distribution.interpolate(points, at: UInt64(perMillion) << 32)
    case .mixture(let body, let tail, let tailChance):
      return Distribution.mixtureQuantile(perMillion, body, tail, tailChance)
    case .shifted(let distribution, let span):
      return distribution.quantile(perMillion: perMillion) + span
    }
  }

  /// The value at a probability given in units of `2^-32` parts per million.
  static func interpolate(_ points: [Quantile], at position: UInt64) -> Span {
    guard let first = points.first, let last = points.last else { return .zero }
    if position <= UInt64(first.perMillion) << 32 { return first.value }
    if position >= UInt64(last.perMillion) << 32 { return last.value }
    var low = 0
    var high = points.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if UInt64(points[middle].perMillion) << 32 <= position { low = middle } else { high = middle }
    }
    let width = Int128(points[high].perMillion - points[low].perMillion) << 32
    if width == 0 { return points[high].value }
    let into = Int128(position) - Int128(points[low].perMillion) << 32
    let rise = Int128((points[high].value - points[low].value).nanoseconds)
    return points[low].value + Span(nanoseconds: Int64(rise * into / width))
  }

  /// The share of draws, in parts per million, that do not exceed `value`.
  public func share(notAbove value: Span) -> UInt32 {
    if case .mixture(let body, let tail, let chance) = self {
      let mixed = Distribution.mix(body.share(notAbove: value), tail.share(notAbove: value), chance)
      return UInt32(mixed / UInt128(chance.denominator))
    }
    if quantile(perMillion: 0) > value { return 0 }
    var low: UInt32 = 0
    var high: UInt32 = 1_000_001
    while high - low > 1 {
      let middle = (low + high) / 2
      if quantile(perMillion: middle) <= value { low = middle } else { high = middle }
    }
    return low
  }

  /// Both shares weighted, times the chance's denominator.
  private static func mix(_ body: UInt32, _ tail: UInt32, _ chance: Ratio) -> UInt128 {
    let weight = min(chance.numerator, chance.denominator)
    return UInt128(body) * UInt128(chance.denominator - weight) + UInt128(tail) * UInt128(weight)
  }

  private static func mixtureQuantile(
    _ perMillion: UInt32, _ body: Distribution, _ tail: Distribution, _ chance: Ratio
  ) -> Span {
    let target = UInt128(perMillion) * UInt128(chance.denominator)
    var low = min(body.quantile(perMillion: 0), tail.quantile(perMillion: 0)).nanoseconds
    var high = max(body.quantile(perMillion: 1_000_000), tail.quantile(perMillion: 1_000_000)).nanoseconds
    while low < high {
      let middle = low + (high - low) / 2
      let value = Span(nanoseconds: middle)
      if mix(body.share(notAbove: value), tail.share(notAbove: value), chance) >= target {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return Span(nanoseconds: low)
  }
}
