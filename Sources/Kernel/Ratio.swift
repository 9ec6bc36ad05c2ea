/// A probability or share as a fraction of two integers, in lowest terms.
///
/// Values above one are allowed (a factor); a chance above one always comes true.
public struct Ratio: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Parts counted.
  public let numerator: UInt64
  /// Parts in the whole, at least one.
  public let denominator: UInt64

  /// `numerator / denominator`; the denominator must not be zero.
  public init(numerator: UInt64, denominator: UInt64) {
    precondition(denominator > 0, "a ratio needs a denominator above zero, got \(numerator)/0")
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  /// `parts` out of `per`.
  public init(parts: UInt64, per: UInt64) { self.init(numerator: parts, denominator: per) }
  /// `parts` out of a million.
  public static func perMillion(_ parts: UInt64) -> Ratio { Ratio(numerator: parts, denominator: 1_000_000) }
  /// `parts` out of a hundred.
  public static func percent(_ parts: UInt64) -> Ratio { Ratio(numerator: parts, denominator: 100) }

  /// Never.
  public static let zero = Ratio(numerator: 0, denominator: 1)
  /// Always.
  public static let one = Ratio(numerator: 1, denominator: 1)

  /// The smaller share comes first.
  public static func < (left: Ratio, right: Ratio) -> Bool {
    let a = left.numerator.multipliedFullWidth(by: right.denominator)
    let b = right.numerator.multipliedFullWidth(by: left.denominator)
    return (a.high, a.low) < (b.high, b.low)
  }

  /// The fraction as `1/50`, or the plain number when whole.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Reads `2%`, `0.5%`, `0.02`, `1/50`, `1`; nil for anything else.
  public init?(_ text: String) {
    if let slash = text.firstIndex(of: "/") {
      guard let above = UInt64(text[..<slash]), let below = UInt64(text[text.index(after: slash)...]), below > 0 else {
        return nil
      }
      self.init(numerator: above, denominator: below)
      return
    }
    var scale: UInt64 = text.hasSuffix("%") ? 100 : 1
    let digits = (text.hasSuffix("%") ? text.dropLast() : text[...]).utf8
    var value: UInt64 = 0
    var isFraction = false
    if digits.isEmpty || digits.first == UInt8(ascii: ".") || digits.last == UInt8(ascii: ".") { return nil }
    for byte in digits {
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value < 1_000_000_000_000_000 else { return nil }
      value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
      if isFraction { scale *= 10 }
    }
    self.init(numerator: value, denominator: scale)
  }
}
