import Kernel

/// A threshold that cannot be read, with the nearest word where one is near.
public struct ThresholdError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// The word that was probably meant.
  public let suggestion: String?

  init(_ message: String, suggestion: String? = nil) {
    self.message = message
    self.suggestion = suggestion
  }

  /// The message with the suggestion.
  public var description: String {
    suggestion.map { "\(message); did you mean '\($0)'?" } ?? message
  }
}

/// What a threshold computes of the samples.
public enum Statistic: Hashable, Sendable {
  /// A percentile by nearest rank, in parts per million.
  case percentile(perMillion: Int)
  /// The mean.
  case average
  /// The smallest sample.
  case minimum
  /// The greatest sample.
  case maximum
  /// Of a metric of counts their sum (every event of a counter is a sample of 1), of spans the number of samples.
  case count
  /// The count per second of the window.
  case rate
  /// The sum of the samples.
  case sum
  /// The last sample.
  case last
}

/// How a threshold compares.
public enum Comparison: String, Sendable, CaseIterable {
  /// At most.
  case atMost = "<="
  /// At least.
  case atLeast = ">="
  /// Equal.
  case equal = "=="
  /// Less.
  case less = "<"
  /// Greater.
  case greater = ">"

  func holds(_ left: Int128, _ right: Int128) -> Bool {
    switch self {
    case .atMost: left <= right
    case .atLeast: left >= right
    case .equal: left == right
    case .less: left < right
    case .greater: left > right
    }
  }
}

/// A bound on a statistic of a metric, for instance `p99 < 50ms` on `daml.signing.latency{node:p1,usage:signing}`.
/// Comparison is exact; there is no floating point.
public struct Threshold: Hashable, Sendable {
  /// The metric.
  public let metric: Metric
  /// The series it looks at: those whose tags match all of these.
  public let tags: [MetricTag]
  /// What is computed.
  public let statistic: Statistic
  /// How it is compared.
  public let comparison: Comparison
  /// The bound is `numerator / denominator`, in nanoseconds, counts, or counts per second.
  public let numerator: Int64
  /// See `numerator`; a power of ten.
  public let denominator: Int64
  /// The expression as written.
  public let expression: String
  /// Only samples of this phase count; nil for the whole run.
  public let phase: String?
  /// Whether a failure decides the exit code.
  public let severity: Severity
  /// What it means to its author.
  public let label: String?

  /// Reads a threshold. `metric` is the key of the scenario's map, `expression` the comparison.
  public init(
    metric text: String, expression: String, duringPhase phase: String? = nil, severity: Severity = .error,
    label: String? = nil
  ) throws(ThresholdError) {
    (metric, tags) = try Threshold.readMetric(text)
    var reader = ExpressionReader(expression)
    statistic = try reader.statistic()
    comparison = try reader.comparison()
    let bound = try reader.bound()
    let isRate = statistic == .rate
    let isTime = metric.unit == .nanoseconds && !isRate && statistic != .count
    let factor = try Threshold.factor(unit: bound.unit, isTime: isTime, isRate: isRate, metric: metric)
    let scaled = bound.digits.multipliedReportingOverflow(by: factor)
    guard !scaled.overflow else { throw ThresholdError("the bound of '\(expression)' is out of range") }
    numerator = scaled.partialValue
    denominator = bound.denominator
    self.expression = expression
    self.phase = phase
    self.severity = severity
    self.label = label
  }

  /// The metric with its filters, as written in scenarios.
  public var metricText: String {
    tags.isEmpty ? metric.name : "\(metric.name){\(tags.map(\.description).joined(separator: ","))}"
  }

  private static func readMetric(_ text: String) throws(ThresholdError) -> (Metric, [MetricTag]) {
    guard let open = text.firstIndex(of: "{") else { return (try Metric(name: text), []) }
    guard text.hasSuffix("}") else { throw ThresholdError("'\(text)' lacks a closing brace") }
    let metric = try Metric(name: String(text[..<open]))
    let inner = text[text.index(after: open)...].dropLast()
    var tags: [MetricTag] = []
    for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
      guard let colon = part.firstIndex(of: ":") else { throw ThresholdError("'\(part)' is not 'tag:value'") }
      let name = trimmed(part[..<colon])
      guard metric.tags.contains(name) else {
        throw ThresholdError(
          "\(metric.name) has no tag '\(name)' (it has \(metric.tags.joined(separator: ", ")))",
          suggestion: NearestName.of(name, among: metric.tags))
      }
      tags.append(MetricTag(name, trimmed(part[part.index(after: colon)...])))
    }
    return (metric, tags)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func factor(unit: String, isTime: Bool, isRate: Bool, metric: Metric) throws(ThresholdError) -> Int64 {
    let times: KeyValuePairs<String, Int64> = [
      "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]
    if isTime {
      if let factor = times.first(where: { $0.key == unit })?.value { return factor }
      throw ThresholdError("\(metric.name) is a duration; write the bound with ns, us, ms, s, m or h")
    }
    if unit.isEmpty || (isRate && unit == "/s") { return 1 }
    throw ThresholdError("unit '\(unit)' does not fit: the statistic is \(isRate ? "a rate per second" : "a count")")
  }
}

/// Reads `p99 < 50ms`.
private struct ExpressionReader {
  let text: String
  var rest: Substring

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func statistic() throws(ThresholdError) -> Statistic {
    skipSpaces()
    let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "." })
    rest = rest.dropFirst(word.count)
    switch word {
    case "avg": return .average
    case "min": return .minimum
    case "max": return .maximum
    case "count": return .count
    case "rate": return .rate
    case "sum": return .sum
    case "last": return .last
    default:
      if word.first == "p", let percent = decimal(word.dropFirst()), percent.denominator <= 10_000 {
        let perMillion = percent.digits.multipliedReportingOverflow(by: 10_000 / percent.denominator)
        if !perMillion.overflow, perMillion.partialValue < 1_000_000 {
          return .percentile(perMillion: Int(perMillion.partialValue))
        }
      }
      throw ThresholdError(
        "'\(word)' in '\(text)' is no statistic; use p50 … p99.9, avg, min, max, count, rate, sum or last",
        suggestion: NearestName.of(word, among: ["avg", "min", "max", "count", "rate", "sum", "last"]))
    }
  }

  mutating func comparison() throws(ThresholdError) -> Comparison {
    skipSpaces()
    for comparison in Comparison.allCases where rest.hasPrefix(comparison.rawValue) {
      rest = rest.dropFirst(comparison.rawValue.count)
      return comparison
    }
    throw ThresholdError("'\(text)' lacks a comparison; use <, <=, >, >= or ==")
  }

  mutating func bound() throws(ThresholdError) -> (digits: Int64, denominator: Int64, unit: String) {
    skipSpaces()
    let number = rest.prefix { $0.isNumber || $0 == "." }
    guard let value = decimal(number) else { throw ThresholdError("'\(text)' lacks a number after the comparison") }
    rest = rest.dropFirst(number.count)
    skipSpaces()
    var unit = String(rest)
    while unit.last == " " { unit.removeLast() }
    return (value.digits, value.denominator, unit)
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

  /// Digits and power of ten of a decimal number with at most nine places.
  private func decimal(_ text: Substring) -> (digits: Int64, denominator: Int64)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty else { return nil }
    let places = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || (1...9).contains(places.count) else { return nil }
    guard (whole + places).utf8.allSatisfy({ (0x30...0x39).contains($0) }), let digits = Int64(whole + places) else {
      return nil
    }
    return (digits, places.reduce(1) { product, _ in product * 10 })
  }
}
