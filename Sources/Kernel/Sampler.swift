/// A distribution made ready for many draws: what can be computed once is computed here.
public struct Sampler: Sendable {
  private enum Form {
    case constant(Int64)
    case uniform(from: Int64, width: UInt64)
    case exponential(mean: Int64)
    case logNormal(p50: Span, slope: Int64, max: Span?)
    case quantiles([Quantile])
    indirect case mixture(body: Sampler, tail: Sampler, tailChance: Ratio)
    indirect case shifted(Sampler, by: Span)
  }

  private let form: Form

  /// Prepares draws from `distribution`.
  public init(_ distribution: Distribution) {
    switch distribution {
    case .constant(let span): form = .constant(span.nanoseconds)
    case .uniform(let from, let to):
      precondition(from <= to, "a uniform distribution from \(from) to \(to)")
      form = .uniform(from: from.nanoseconds, width: UInt64((to - from).nanoseconds) + 1)
    case .exponential(let mean): form = .exponential(mean: mean.nanoseconds)
    case .logNormal(let p50, let p99, let max):
      form = .logNormal(p50: p50, slope: Normal.slope(p50: p50, p99: p99), max: max)
    case .quantiles(let points):
      precondition(
        zip(points, points.dropFirst()).allSatisfy { $0.perMillion <= $1.perMillion && $0.value <= $1.value },
        "the points of a measured distribution must ascend")
      form = .quantiles(points)
    case .mixture(let body, let tail, let chance):
      form = .mixture(body: Sampler(body), tail: Sampler(tail), tailChance: chance)
    case .shifted(let distribution, let span): form = .shifted(Sampler(distribution), by: span)
    }
  }

  /// Draws a span.
  public func draw(from stream: inout RandomStream) -> Span {
    switch form {
    case .constant(let nanoseconds): return Span(nanoseconds: nanoseconds)
    case .uniform(let from, let width): return Span(nanoseconds: from + Int64(stream.below(width)))
    case .exponential(let mean):
      let logarithm = FixedPoint.negativeLogarithm(max(1, stream.next()))
      return Span(nanoseconds: FixedPoint.multiply(mean, logarithm))
    case .logNormal(let p50, let slope, let max):
      return Normal.logNormal(p50: p50, slope: slope, z: Normal.draw(stream.next()), max: max)
    case .quantiles(let points):
      let position = stream.next().multipliedFullWidth(by: 1_000_000 << 32).high
      return Distribution.interpolate(points, at: position)
    case .mixture(let body, let tail, let chance):
      let fromTail = stream.below(chance.denominator) < chance.numerator
      return fromTail ? tail.draw(from: &stream) : body.draw(from: &stream)
    case .shifted(let sampler, let span): return sampler.draw(from: &stream) + span
    }
  }
}

/// The standard normal distribution in units of `2^-28`.
enum Normal {
  /// The 99th percentile, 2.3263…, inverted, in units of `2^-56`.
  private static let inverseOf99th: Int64 = 30_974_556_661_108_759

  /// The absolute value exceeded with probability `tail / 2^63`, by straight lines between the table's entries.
  static func half(tail: UInt64) -> Int64 {
    let octave = (tail << 1).leadingZeroBitCount
    if octave >= 32 { return Int64(NormalTable.halfQuantiles[2_048]) }
    let below = ~(tail << UInt64(octave + 1))
    let index = octave * 64 + Int(below >> 57)
    let start = Int64(NormalTable.halfQuantiles[index])
    let rise = Int64(NormalTable.halfQuantiles[index + 1]) - start
    return start + (rise * Int64((below & (1 << 57 - 1)) >> 25)) >> 32
  }

  /// A normal value from 64 random bits.
  static func draw(_ bits: UInt64) -> Int64 {
    let value = half(tail: bits >> 1)
    return bits & 1 == 0 ? value : -value
  }

  /// Binary logarithm of the growth for each standard deviation, in units of `2^-56`.
  static func slope(p50: Span, p99: Span) -> Int64 {
    precondition(p99 >= p50 && p50 > .zero, "a log-normal distribution with median \(p50) and 99th percentile \(p99)")
    let growth = FixedPoint.log2(UInt64(p99.nanoseconds)) - FixedPoint.log2(UInt64(p50.nanoseconds))
    return FixedPoint.multiply(growth, inverseOf99th)
  }

  /// The log-normal value at `z` standard deviations.
  static func logNormal(p50: Span, slope: Int64, z: Int64, max: Span?) -> Span {
    let exponent = Int64((Int128(slope) * Int128(z)) >> 28)
    let value = Span(nanoseconds: FixedPoint.scale(UInt64(p50.nanoseconds), byPowerOfTwo: exponent))
    if let max, value > max { return max }
    return value
  }
}
