/// An exact decimal number: `magnitude / 10^scale` with a sign, in lowest terms (no trailing zero behind the point).
///
/// Configuration needs rates and shares such as `0.3`, and the simulator uses no floating point; so a number stays
/// decimal until it becomes a ratio or a count. At most 19 significant digits; what does not fit is refused on reading.
public struct Number: Hashable, Sendable, CustomStringConvertible {
  /// Whether the number is below zero; zero is never negative.
  public let isNegative: Bool
  /// All significant digits as one integer.
  public let magnitude: UInt64
  /// How many of the digits stand behind the point, 0...18.
  public let scale: Int

  /// Makes a number and brings it to lowest terms.
  public init(isNegative: Bool = false, magnitude: UInt64, scale: Int = 0) {
    var magnitude = magnitude
    var scale = scale
    while scale > 0, magnitude % 10 == 0 {
      magnitude /= 10
      scale -= 1
    }
    self.isNegative = isNegative && magnitude != 0
    self.magnitude = magnitude
    self.scale = magnitude == 0 ? 0 : scale
  }

  /// Makes a whole number.
  public init(_ integer: Int64) {
    self.init(isNegative: integer < 0, magnitude: integer.magnitude)
  }

  /// Whether there is nothing behind the point: `5`, `5.0` and `5e3` all are integers.
  public var isInteger: Bool { scale == 0 }

  /// The number as a signed integer; nil when it has a fraction or does not fit.
  public var int64: Int64? {
    guard isInteger else { return nil }
    if isNegative { return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  /// The number as an unsigned integer; nil when it has a fraction or is negative.
  public var uint64: UInt64? { isInteger && !isNegative ? magnitude : nil }

  /// The number as `numerator / denominator`, both exact.
  public var fraction: (numerator: UInt64, denominator: UInt64) {
    var denominator: UInt64 = 1
    for _ in 0..<scale { denominator *= 10 }
    return (magnitude, denominator)
  }

  /// The number multiplied by a power of ten, rounded towards zero to a whole one; nil when negative or too large.
  /// For instance a price of `0.15` dollars times 10^6 is 150,000 micro-dollars.
  public func scaled(byPowerOfTen power: Int) -> UInt64? {
    guard !isNegative else { return nil }
    var result = magnitude
    var exponent = power - scale
    while exponent > 0 {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
      exponent -= 1
    }
    while exponent < 0 {
      result /= 10
      exponent += 1
    }
    return result
  }

  /// The shortest decimal form: `0.3`, `-12`, never with an exponent.
  public var description: String {
    var digits = String(magnitude)
    if scale > 0 {
      if digits.utf8.count <= scale {
        digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
      }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
    }
    return isNegative ? "-" + digits : digits
  }
}

extension Number: Comparable {
  /// Numeric order.
  public static func < (left: Number, right: Number) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let (a, b) = left.isNegative ? (right, left) : (left, right)
    let first = a.magnitude.multipliedFullWidth(by: b.fraction.denominator)
    let second = b.magnitude.multipliedFullWidth(by: a.fraction.denominator)
    return first.high != second.high ? first.high < second.high : first.low < second.low
  }
}
