/// The faults that exist.
public enum FaultCatalog {
  /// One line each.
  public static let all: [Fault] =
    kmsErrors + [
      latencyFactor,
      latency,
      quotaFactor,
      partition,
      crash,
    ]
}
