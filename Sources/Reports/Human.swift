import Kernel

/// Numbers as people read them; fixed digits, no locale.
enum Human {
  /// A span with three or four significant digits: `850 ns`, `12.3 ms`, `4m 12s`.
  static func span(_ nanoseconds: Int64, ascii: Bool = false) -> String {
    if nanoseconds < 0 { return "-" + span(-nanoseconds, ascii: ascii) }
    switch nanoseconds {
    case ..<1_000: return "\(nanoseconds) ns"
    case ..<1_000_000: return decimal(nanoseconds, unit: 1_000) + (ascii ? " us" : " µs")
    case ..<1_000_000_000: return decimal(nanoseconds, unit: 1_000_000) + " ms"
    case ..<60_000_000_000: return decimal(nanoseconds, unit: 1_000_000_000) + " s"
    case ..<3_600_000_000_000:
      let seconds = nanoseconds / 1_000_000_000
      return "\(seconds / 60)m \(two(seconds % 60))s"
    default:
      let minutes = nanoseconds / 60_000_000_000
      return "\(minutes / 60)h \(two(minutes % 60))m"
    }
  }

  /// A point in virtual time: `00:12:41.250`.
  static func instant(_ nanoseconds: Int64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let seconds = milliseconds / 1_000
    let fraction = String(1_000 + milliseconds % 1_000).dropFirst()
    return "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(fraction)"
  }

  /// A number with separators: `48,112`.
  static func count(_ number: Int64) -> String {
    var digits = Array(String(number.magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// A number with separators.
  static func count(_ number: Int) -> String { count(Int64(number)) }

  /// Thousandths as a decimal: 12345 is `12.35`.
  static func thousandths(_ number: Int64) -> String {
    let hundredths = (number + 5) / 10
    return "\(count(hundredths / 100)).\(two(hundredths % 100))"
  }

  /// `left / right` as `x1.25`; nil when there is nothing to divide by.
  static func ratio(_ left: Int64, _ right: Int64, ascii: Bool) -> String? {
    guard right > 0 else { return nil }
    let hundredths = Int64((Double(left) * 100 / Double(right)).rounded())
    return "\(ascii ? "x" : "×")\(hundredths / 100).\(two(hundredths % 100))"
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Two digits after the point below 10, one below 100, none from there on.
  private static func decimal(_ value: Int64, unit: Int64) -> String {
    let hundredths = (value * 100 + unit / 2) / unit
    if hundredths < 1_000 { return "\(hundredths / 100).\(two(hundredths % 100))" }
    let tenths = (value * 10 + unit / 2) / unit
    if tenths < 1_000 { return "\(tenths / 10).\(tenths % 10)" }
    return "\((value + unit / 2) / unit)"
  }
}
