import KMS
import Kernel
import Synchronization

/// Counts what a server does and writes it as OpenMetrics text. Safe to use from several threads.
///
/// Labels have few values: operations are those of the service, codes and quotas its own.
final class Metrics: Sendable {
  /// Upper bounds of the histogram's buckets in nanoseconds.
  static let bounds: [Int64] = [
    100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
    250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000,
  ]

  private struct Counter: Hashable, Comparable {
    let operation: String
    let code: String
    let quota: String

    static func < (left: Counter, right: Counter) -> Bool {
      (left.operation, left.code, left.quota) < (right.operation, right.code, right.quota)
    }
  }

  private struct Histogram {
    var buckets = [UInt64](repeating: 0, count: Metrics.bounds.count)
    var count: UInt64 = 0
    var nanoseconds: UInt64 = 0

    mutating func record(_ span: Span) {
      count += 1
      nanoseconds += UInt64(max(0, span.nanoseconds))
      if let bucket = Metrics.bounds.firstIndex(where: { span.nanoseconds <= $0 }) { buckets[bucket] += 1 }
    }
  }

  private struct State {
    var requests: [Counter: UInt64] = [:]
    var throttled: [String: UInt64] = [:]
    var durations: [String: Histogram] = [:]
    var inFlight: Int64 = 0
  }

  private let state = Mutex(State())

  /// Whether all that came in was answered and counted.
  var isAtRest: Bool { state.withLock { $0.inFlight == 0 } }

  /// A request came in.
  func began() { state.withLock { $0.inFlight += 1 } }

  /// A request was answered. `operation` nil stands for none of the service's.
  func ended(operation: KmsOperation?, code: String, quota: String?, isThrottled: Bool, duration: Span) {
    ended(
      name: operation?.rawValue ?? "none", code: code, quota: quota, isThrottled: isThrottled, duration: duration)
  }

  /// The same for an operation or method by its name; `none` stands for none of the service's.
  func ended(name: String, code: String, quota: String?, isThrottled: Bool, duration: Span) {
    state.withLock { state in
      state.inFlight -= 1
      state.requests[Counter(operation: name, code: code, quota: quota ?? "none"), default: 0] += 1
      if isThrottled { state.throttled[quota ?? "none", default: 0] += 1 }
      state.durations[name, default: Histogram()].record(duration)
    }
  }

  /// The text of `/metrics`.
  func text() -> String {
    let state = state.withLock { $0 }
    var lines = [
      "# TYPE keyshift_kms_requests counter",
      "# HELP keyshift_kms_requests Answered requests.",
    ]
    for (key, count) in state.requests.sorted(by: { $0.key < $1.key }) {
      let labels = Self.labels([("operation", key.operation), ("code", key.code), ("quota", key.quota)])
      lines.append("keyshift_kms_requests_total\(labels) \(count)")
    }
    lines += [
      "# TYPE keyshift_kms_throttled counter",
      "# HELP keyshift_kms_throttled Requests refused for lack of quota.",
    ]
    for (quota, count) in state.throttled.sorted(by: { $0.key < $1.key }) {
      lines.append("keyshift_kms_throttled_total\(Self.labels([("quota", quota)])) \(count)")
    }
    lines += [
      "# TYPE keyshift_kms_request_duration_seconds histogram",
      "# UNIT keyshift_kms_request_duration_seconds seconds",
      "# HELP keyshift_kms_request_duration_seconds From the request's last byte to its answer, drawn latency included.",
    ]
    for (operation, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
      lines += Self.lines(of: histogram, operation: operation)
    }
    lines += [
      "# TYPE keyshift_kms_in_flight gauge",
      "# HELP keyshift_kms_in_flight Requests that wait for their answer.",
      "keyshift_kms_in_flight \(state.inFlight)",
      "# EOF",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of histogram: Histogram, operation: String) -> [String] {
    let name = "keyshift_kms_request_duration_seconds"
    var sum: UInt64 = 0
    var lines: [String] = []
    for (bound, count) in zip(bounds, histogram.buckets) {
      sum += count
      lines.append("\(name)_bucket\(labels([("operation", operation), ("le", seconds(UInt64(bound)))])) \(sum)")
    }
    let label = labels([("operation", operation)])
    return lines + [
      "\(name)_bucket\(labels([("operation", operation), ("le", "+Inf")])) \(histogram.count)",
      "\(name)_count\(label) \(histogram.count)",
      "\(name)_sum\(label) \(seconds(histogram.nanoseconds))",
    ]
  }

  /// `0.0025`, at least one digit after the point.
  private static func seconds(_ nanoseconds: UInt64) -> String {
    var digits = String(1_000_000_000 + nanoseconds % 1_000_000_000).dropFirst()
    while digits.count > 1, digits.last == "0" { digits = digits.dropLast() }
    return "\(nanoseconds / 1_000_000_000).\(digits)"
  }

  private static func labels(_ pairs: [(String, String)]) -> String {
    "{" + pairs.map { "\($0)=\"\($1)\"" }.joined(separator: ",") + "}"
  }
}
