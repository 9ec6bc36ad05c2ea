import Kernel

/// What a threshold found.
public struct ThresholdResult: Hashable, Sendable {
  /// The threshold.
  public let threshold: Threshold
  /// Whether it was met.
  public let passed: Bool
  /// The statistic: nanoseconds, a count, or a rate in thousandths per second; rounded down where it is a mean or a
  /// rate; nil when there was nothing to compute it of.
  public let observed: Int64?
  /// How many samples it was computed of.
  public let samples: Int
  /// Why there is no value.
  public let note: String?

  /// `ns`, `count` or `milli_per_second`.
  public var unit: String {
    switch threshold.statistic {
    case .rate: "milli_per_second"
    case .count: "count"
    case .percentile, .average, .minimum, .maximum, .sum, .last:
      threshold.metric.unit == .nanoseconds ? "ns" : "count"
    }
  }
}

extension Threshold {
  /// Evaluates the threshold over a run. A percentile, mean or extreme of no samples fails: a threshold that looks at
  /// nothing guards nothing. Counts, sums and rates of no samples are 0.
  public func evaluate(_ table: MetricTable, phases: [PhaseResult], end: Instant) -> ThresholdResult {
    var from = Instant.zero
    var until = end
    if let phase {
      guard let window = phases.first(where: { $0.name == phase }) else {
        return ThresholdResult(
          threshold: self, passed: false, observed: nil, samples: 0, note: "phase '\(phase)' was not reached")
      }
      from = window.start
      until = window.end
    }
    var samples: [MetricSample] = []
    for series in table.series(of: metric, matching: tags) {
      samples += series.samples.filter { $0.instant >= from && $0.instant <= until }
    }
    let window = until - from
    guard let value = compute(samples, window: window) else {
      let reason = statistic == .rate ? "the window has no duration" : "no samples"
      return ThresholdResult(threshold: self, passed: false, observed: nil, samples: 0, note: reason)
    }
    let passed = comparison.holds(value.numerator * Int128(denominator), Int128(numerator) * value.denominator)
    let scale: Int128 = statistic == .rate ? 1_000 : 1
    let observed = Int64(clamping: value.numerator * scale / value.denominator)
    return ThresholdResult(threshold: self, passed: passed, observed: observed, samples: samples.count, note: nil)
  }

  private func compute(_ samples: [MetricSample], window: Span) -> (numerator: Int128, denominator: Int128)? {
    let sum = samples.reduce(Int128(0)) { $0 + Int128($1.value) }
    let count = metric.unit == .count ? sum : Int128(samples.count)
    switch statistic {
    case .count: return (count, 1)
    case .sum: return (sum, 1)
    case .rate: return window.nanoseconds > 0 ? (count * 1_000_000_000, Int128(window.nanoseconds)) : nil
    case .average: return samples.isEmpty ? nil : (sum, Int128(samples.count))
    case .minimum: return samples.map(\.value).min().map { (Int128($0), 1) }
    case .maximum: return samples.map(\.value).max().map { (Int128($0), 1) }
    case .last: return latest(samples).map { (Int128($0.value), 1) }
    case .percentile(let perMillion):
      let sorted = samples.map(\.value).sorted()
      return sorted.isEmpty ? nil : (Int128(Percentiles.value(perMillion: perMillion, ofSorted: sorted)), 1)
    }
  }

  private func latest(_ samples: [MetricSample]) -> MetricSample? {
    var latest = samples.first
    for sample in samples {
      if let known = latest, sample.instant >= known.instant { latest = sample }
    }
    return latest
  }
}
