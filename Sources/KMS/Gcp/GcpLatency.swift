import Kernel

/// How long Cloud KMS works on a request: a distribution for a method, an algorithm and a protection level, or for fewer
/// of them. Google publishes no such figures; presets say where theirs come from (kms.md section 9).
public struct GcpLatencyTable: Sendable {
  private struct Row: Hashable, Sendable {
    let method: GcpMethod
    let algorithm: GcpAlgorithm?
    let level: GcpProtectionLevel?
  }

  private var rows: [Row: Distribution] = [:]
  /// What holds where no row fits.
  public var fallback: Distribution

  /// A table in which everything takes `fallback`.
  public init(fallback: Distribution = .constant(.zero)) { self.fallback = fallback }

  /// Sets the time of a method with keys of one algorithm and one level; nil stands for all that have no row of their
  /// own.
  public mutating func set(
    _ distribution: Distribution, for method: GcpMethod, algorithm: GcpAlgorithm? = nil,
    level: GcpProtectionLevel? = nil
  ) {
    rows[Row(method: method, algorithm: algorithm, level: level)] = distribution
  }

  /// Sets the time of a method whatever the key.
  public mutating func replace(_ distribution: Distribution, for method: GcpMethod) {
    rows = rows.filter { $0.key.method != method }
    set(distribution, for: method)
  }

  /// Sets the time of a method with keys of one algorithm, wherever they live.
  public mutating func replace(_ distribution: Distribution, for method: GcpMethod, algorithm: GcpAlgorithm) {
    rows = rows.filter { $0.key.method != method || $0.key.algorithm != algorithm }
    set(distribution, for: method, algorithm: algorithm)
  }

  /// The most specific distribution: an algorithm counts for more than a level.
  public func distribution(
    for method: GcpMethod, algorithm: GcpAlgorithm?, level: GcpProtectionLevel?
  ) -> Distribution {
    let candidates = [
      Row(method: method, algorithm: algorithm, level: level), Row(method: method, algorithm: algorithm, level: nil),
      Row(method: method, algorithm: nil, level: level), Row(method: method, algorithm: nil, level: nil),
    ]
    return candidates.lazy.compactMap { rows[$0] }.first ?? fallback
  }
}
