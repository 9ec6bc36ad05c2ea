import Kernel

/// Exact percentiles of a set of spans, by the nearest-rank rule: the smallest sample that at least the given share
/// of all samples does not exceed. Nanoseconds.
public struct Percentiles: Hashable, Sendable {
  /// How many samples there were; at least 1.
  public let count: Int
  /// The smallest sample.
  public let minimum: Int64
  /// The median.
  public let p50: Int64
  /// The 90th percentile.
  public let p90: Int64
  /// The 99th percentile.
  public let p99: Int64
  /// The 99.9th percentile.
  public let p999: Int64
  /// The greatest sample.
  public let maximum: Int64
  /// The sum of all samples.
  public let sum: Int64

  /// Takes samples in any order; nil when there are none.
  public init?(_ samples: [Int64]) {
    self.init(sorted: samples.sorted())
  }

  /// Takes ascending samples; nil when there are none.
  public init?(sorted samples: [Int64]) {
    guard let first = samples.first, let last = samples.last else { return nil }
    count = samples.count
    minimum = first
    p50 = Percentiles.value(perMillion: 500_000, ofSorted: samples)
    p90 = Percentiles.value(perMillion: 900_000, ofSorted: samples)
    p99 = Percentiles.value(perMillion: 990_000, ofSorted: samples)
    p999 = Percentiles.value(perMillion: 999_000, ofSorted: samples)
    maximum = last
    sum = samples.reduce(0, +)
  }

  /// The nearest-rank percentile of ascending, non-empty samples.
  public static func value(perMillion: Int, ofSorted samples: [Int64]) -> Int64 {
    precondition(
      !samples.isEmpty && (0...1_000_000).contains(perMillion), "percentile \(perMillion) of \(samples.count)")
    let rank = (perMillion * samples.count + 999_999) / 1_000_000
    return samples[max(rank, 1) - 1]
  }
}
