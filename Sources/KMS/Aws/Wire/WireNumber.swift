/// Numbers of a JSON text without floating point.
enum WireNumber {
  /// What a number times ten to a power is, cut to a whole number; beyond 18 digits, the bound of that side.
  static func whole(_ text: String, timesTenTo power: Int = 0) -> Int {
    let bound = 1_000_000_000_000_000_000
    let sign = text.utf8.first == UInt8(ascii: "-") ? -1 : 1
    let parts = text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") })
    guard let mantissa = parts.first else { return 0 }
    let fraction = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).dropFirst().first
    var shift = power - (fraction?.count ?? 0)
    if parts.count > 1 { shift += exponent(parts[1]) }
    var digits = mantissa.filter { $0 >= UInt8(ascii: "0") }.map { Int($0 - UInt8(ascii: "0")) }.drop { $0 == 0 }
    if digits.isEmpty { return 0 }
    if shift < 0 { digits = digits.dropLast(-shift) }
    let count = digits.count + max(0, shift)
    guard count <= 18 else { return sign * bound }
    let value = digits.reduce(0) { $0 * 10 + $1 }
    return sign * (0..<max(0, shift)).reduce(value) { product, _ in product * 10 }
  }

  /// An exponent, held within a million to either side, which no number of a body reaches by its digits.
  private static func exponent(_ text: Substring.UTF8View) -> Int {
    let digits = text.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let value = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 10_000_000) }
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  /// Seconds with milliseconds in the form of Java's `Double.toString`: `1.767225600123E9`, and without an exponent
  /// below ten million seconds.
  static func seconds(milliseconds: Int64) -> String {
    let sign = milliseconds < 0 ? "-" : ""
    let digits = String(milliseconds.magnitude)
    if digits.count > 10 {
      return "\(sign)\(digits.prefix(1)).\(trimmed(digits.dropFirst()))E\(digits.count - 4)"
    }
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(3)).\(trimmed(padded.suffix(3)))"
  }

  /// A fraction without the zeros at its end, but for the first digit.
  private static func trimmed(_ fraction: Substring) -> Substring {
    var fraction = fraction
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return fraction
  }
}
