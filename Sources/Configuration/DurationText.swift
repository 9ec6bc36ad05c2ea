/// Durations as configuration writes them: `250ms`, `1.5s`, `5m`, `30d`, `0`.
public enum DurationText {
  /// The units with their nanoseconds.
  static let units: [(name: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// The duration in nanoseconds; nil when the text is none, does not fit 64 bits or is finer than a nanosecond.
  /// Grammar: `0` alone, or digits with an optional fraction and one of ns, us, ms, s, m, h, d, without spaces.
  public static func nanoseconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    let bytes = Array(text.utf8)
    var index = 0
    var magnitude: UInt64 = 0
    var scale = 0
    func digits() -> Int? {
      let start = index
      while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
        let (product, first) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.addingReportingOverflow(UInt64(bytes[index] - UInt8(ascii: "0")))
        if first || second { return nil }
        magnitude = sum
        index += 1
      }
      return index == start ? nil : index - start
    }
    guard digits() != nil else { return nil }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard let count = digits(), count <= 18 else { return nil }
      scale = count
    }
    let name = String(decoding: bytes[index...], as: UTF8.self)
    guard let unit = units.first(where: { $0.name == name }) else { return nil }
    var divisor: UInt64 = 1
    for _ in 0..<scale { divisor *= 10 }
    let product = magnitude.multipliedFullWidth(by: unit.nanoseconds)
    guard product.high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }
}
