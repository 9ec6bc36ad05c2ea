import Configuration
import Kernel

/// Reads how long something takes.
///
/// A plain duration, or an object with one of `fixed`, `uniform`, `exponential`, `lognormal`, `percentiles`; `plus` adds a
/// constant. A distribution laid over another replaces it as a whole.
package enum DistributionReader {
  /// The keys of which a distribution has exactly one.
  package static let kinds: Set<String> = ["fixed", "uniform", "exponential", "lognormal", "percentiles"]
  private static let expected = "a duration, or an object with fixed, uniform, exponential, lognormal or percentiles"

  /// Reads a distribution; `others` asks for the keys that may stand beside it.
  package static func read(_ reader: Reader, others: (ObjectReader) -> Void = { _ in }) -> Distribution? {
    if case .string = reader.value.content {
      return span(reader).map { .constant($0) }
    }
    return reader.object(expected: expected) { object -> Distribution? in
      others(object)
      object.refuse("replay", "stands beside the operations of a KMS's latency, not within one")
      let found: [(String, Distribution?)] = [
        ("fixed", { span($0).map { .constant($0) } }), ("uniform", uniform), ("exponential", exponential),
        ("lognormal", logNormal), ("percentiles", percentiles),
      ].compactMap { (kind: String, read: (Reader) -> Distribution?) in
        object.optional(kind).map { (kind, read($0)) }
      }
      let shift = object.optional("plus").flatMap(span)
      guard found.count == 1, let distribution = found.first?.1 else {
        if found.count != 1, !object.has("replay") {
          object.reader.report(
            found.isEmpty ? "names no distribution" : "names several distributions", expected: expected)
        }
        return nil
      }
      return shift.map { .shifted(distribution, by: $0) } ?? distribution
    } ?? nil
  }

  private static func span(_ reader: Reader?) -> Span? { reader?.nanoseconds().map(Span.init(nanoseconds:)) }

  private static func uniform(_ reader: Reader) -> Distribution? {
    reader.object { object -> Distribution? in
      let bounds = (span(object.required("from")), span(object.required("to")))
      guard let from = bounds.0, let to = bounds.1 else { return nil }
      guard from <= to else {
        reader.report("\"from\" is above \"to\"")
        return nil
      }
      return .uniform(from: from, to: to)
    } ?? nil
  }

  private static func exponential(_ reader: Reader) -> Distribution? {
    reader.object { span($0.required("mean")).map { .exponential(mean: $0) } } ?? nil
  }

  private static func logNormal(_ reader: Reader) -> Distribution? {
    reader.object { object -> Distribution? in
      let points = (span(object.required("p50")), span(object.required("p99")))
      let max = span(object.optional("max"))
      guard let p50 = points.0, let p99 = points.1 else { return nil }
      guard p50 > .zero, p99 >= p50, max.map({ $0 >= p50 }) ?? true else {
        reader.report("the points are not in order", expected: "0 < p50 <= p99, and max not below p50")
        return nil
      }
      return .logNormal(p50: p50, p99: p99, max: max)
    } ?? nil
  }

  /// `{ "p0": "1ms", "p50": "5ms", "p99.9": "1s" }`, ascending.
  private static func percentiles(_ reader: Reader) -> Distribution? {
    var points: [Quantile] = []
    for entry in reader.entries() {
      guard let perMillion = perMillion(entry.key) else {
        entry.reader.report("\"\(entry.key)\" is no percentile", expected: "p0 to p100, for instance p99.9")
        return nil
      }
      guard let value = span(entry.reader) else { return nil }
      if let last = points.last, last.perMillion >= perMillion || last.value > value {
        entry.reader.report("is not above the percentile before it", expected: "percentiles in ascending order")
        return nil
      }
      points.append(Quantile(perMillion: perMillion, value: value))
    }
    guard !points.isEmpty else {
      reader.report("is empty", expected: "at least one percentile")
      return nil
    }
    return .quantiles(points)
  }

  private static func perMillion(_ text: String) -> UInt32? {
    guard text.first == "p", let ratio = Ratio(String(text.dropFirst()) + "%"), ratio <= .one else { return nil }
    let product = ratio.numerator.multipliedFullWidth(by: 1_000_000)
    guard product.high < ratio.denominator else { return nil }
    let (quotient, remainder) = ratio.denominator.dividingFullWidth(product)
    return remainder == 0 ? UInt32(exactly: quotient) : nil
  }
}
