import Kernel

/// How long the service works on a request: a distribution for an operation and a key spec, for an operation, or for
/// all. No provider publishes such figures; presets say where theirs come from (kms.md section 9).
public struct LatencyTable: Sendable {
  private struct Row: Hashable, Sendable {
    let operation: KmsOperation
    let keySpec: KmsKeySpec?
  }

  private var rows: [Row: Distribution] = [:]
  /// What holds where no row fits.
  public var fallback: Distribution

  /// A table in which everything takes `fallback`.
  public init(fallback: Distribution = .constant(.zero)) { self.fallback = fallback }

  /// Sets the time of an operation with keys of one spec, or with all keys that have no row of their own.
  public mutating func set(_ distribution: Distribution, for operation: KmsOperation, keySpec: KmsKeySpec? = nil) {
    rows[Row(operation: operation, keySpec: keySpec)] = distribution
  }

  /// The most specific distribution for an operation with a key.
  public func distribution(for operation: KmsOperation, keySpec: KmsKeySpec?) -> Distribution {
    if let keySpec, let found = rows[Row(operation: operation, keySpec: keySpec)] { return found }
    return rows[Row(operation: operation, keySpec: nil)] ?? fallback
  }
}
