extension Span: CustomStringConvertible {
  /// Units as written in scenarios, largest first, with their length in nanoseconds.
  private static let units: [(symbol: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
  ]

  /// The span in the shortest exact form that `init(_:)` reads back: `250ms`, `1m30s`, `1.5s`, `0`.
  public var description: String {
    if nanoseconds == 0 { return "0" }
    var rest = nanoseconds.magnitude
    var text = nanoseconds < 0 ? "-" : ""
    for (symbol, size) in Span.units.prefix(3) where rest >= UInt64(size) {
      text += "\(rest / UInt64(size))\(symbol)"
      rest %= UInt64(size)
    }
    for (symbol, size) in Span.units.dropFirst(3) where rest >= UInt64(size) {
      text += "\(rest / UInt64(size))"
      let fraction = Span.fraction(rest % UInt64(size), of: UInt64(size))
      text += fraction.isEmpty ? symbol : ".\(fraction)\(symbol)"
      break
    }
    return text
  }

  /// Reads `250ms`, `1.5s`, `5m`, `1m30s`, `30d`, `-2h` or a bare `0`; nil for anything else, for a fraction finer
  /// than a nanosecond and for a value beyond about 292 years. `µs` is read as `us`.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    let negative = bytes.first == UInt8(ascii: "-")
    if negative { bytes = bytes.dropFirst() }
    if Array(bytes) == [UInt8(ascii: "0")] {
      self.init(nanoseconds: 0)
      return
    }
    var total: Int64 = 0
    var isEmpty = true
    while !bytes.isEmpty {
      guard let part = Span.readPart(&bytes) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow { return nil }
      total = sum
      isEmpty = false
    }
    if isEmpty { return nil }
    self.init(nanoseconds: negative ? -total : total)
  }

  /// Reads one number with its unit from the front.
  private static func readPart(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
    func digits() -> ArraySlice<UInt8> {
      let found = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      bytes = bytes.dropFirst(found.count)
      return found
    }
    let whole = digits()
    var fraction: ArraySlice<UInt8> = []
    if bytes.first == UInt8(ascii: ".") {
      bytes = bytes.dropFirst()
      fraction = digits()
      if fraction.isEmpty { return nil }
    }
    if whole.isEmpty { return nil }
    let letters = bytes.prefix { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
    bytes = bytes.dropFirst(letters.count)
    var symbol = String(decoding: letters, as: UTF8.self)
    if symbol == "µs" || symbol == "μs" { symbol = "us" }
    guard let unit = units.first(where: { $0.symbol == symbol })?.nanoseconds else { return nil }
    guard let count = Int64(String(decoding: whole, as: UTF8.self)) else { return nil }
    var (value, overflow) = count.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    var place = unit
    for digit in fraction {
      let weight = Int64(digit - UInt8(ascii: "0"))
      if place % 10 != 0 {
        // Finer than a nanosecond.
        if weight != 0 { return nil }
        continue
      }
      place /= 10
      (value, overflow) = value.addingReportingOverflow(weight * place)
      if overflow { return nil }
    }
    return value
  }

  /// The digits after the decimal point of `part / whole`, `whole` being a power of ten, without trailing zeros.
  private static func fraction(_ part: UInt64, of whole: UInt64) -> String {
    var digits: [UInt8] = []
    var rest = part
    var place = whole
    while rest > 0 {
      place /= 10
      digits.append(UInt8(ascii: "0") + UInt8(rest / place))
      rest %= place
    }
    return String(decoding: digits, as: UTF8.self)
  }
}

extension Instant: CustomStringConvertible {
  /// Hours, minutes and seconds since virtual zero with nine decimals: `00:12:41.250000000`.
  public var description: String {
    let total = nanoseconds.magnitude
    let seconds = total / 1_000_000_000
    let clock = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return (nanoseconds < 0 ? "-" : "") + clock + "." + padded(total % 1_000_000_000, 9)
  }
}

/// `value` in decimal with leading zeros up to `width` digits.
func padded(_ value: UInt64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
