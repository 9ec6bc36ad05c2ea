import Kernel

/// Times and durations as protocol buffers write them in JSON: RFC 3339 in UTC, and seconds with an `s`.
struct GcpTime {
  /// Unix time of virtual zero in nanoseconds.
  let unixNanosecondsAtZero: Int64

  /// For instance `2026-01-01T00:00:00Z`; fractions of a second in three, six or nine digits.
  func text(_ instant: Instant) -> String {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(unixNanosecondsAtZero)
    let total = overflow ? Int64.max : sum
    let seconds = Self.floored(total, 1_000_000_000)
    let days = Self.floored(seconds.quotient, 86_400)
    let date = Self.date(ofDay: days.quotient)
    let clock = days.remainder
    return "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))"
      + "T\(Self.digits(clock / 3600, 2)):\(Self.digits(clock / 60 % 60, 2)):\(Self.digits(clock % 60, 2))"
      + Self.fraction(seconds.remainder) + "Z"
  }

  /// Reads a time, with any offset; nil when it is none, or more than some 290 years away.
  func instant(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54 || bytes[10] == 0x74,
      bytes[13] == 0x3a, bytes[16] == 0x3a, let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
      let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]), (1...12).contains(month),
      (1...Self.days(year, month)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    var rest = bytes[19...]
    guard let nanoseconds = Self.takeFraction(&rest), let offset = Self.offset(rest) else { return nil }
    let seconds = Self.day(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    let (product, tooFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, tooFarToo) = product.addingReportingOverflow(nanoseconds)
    let (difference, tooFarAsWell) = sum.subtractingReportingOverflow(unixNanosecondsAtZero)
    return tooFar || tooFarToo || tooFarAsWell ? nil : Instant(nanoseconds: difference)
  }

  /// For instance `86400s`.
  static func text(_ span: Span) -> String {
    let magnitude = span.nanoseconds.magnitude
    return (span.nanoseconds < 0 ? "-" : "") + "\(magnitude / 1_000_000_000)"
      + fraction(Int64(magnitude % 1_000_000_000)) + "s"
  }

  /// Reads a duration; nil when it is none.
  static func span(_ text: String) -> Span? {
    var bytes = Array(text.utf8)[...]
    guard bytes.popLast() == 0x73 else { return nil }
    let isNegative = bytes.first == 0x2d
    if isNegative { bytes = bytes.dropFirst() }
    let whole = bytes.prefix { (0x30...0x39).contains($0) }
    guard !whole.isEmpty, whole.count <= 10, let seconds = number(whole) else { return nil }
    bytes = bytes.dropFirst(whole.count)
    guard let nanoseconds = takeFraction(&bytes), bytes.isEmpty else { return nil }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow, product < Int64.max - 1_000_000_000 else { return nil }
    return Span(nanoseconds: isNegative ? -(product + nanoseconds) : product + nanoseconds)
  }

  private static func fraction(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "" }
    if nanoseconds % 1_000_000 == 0 { return "." + digits(nanoseconds / 1_000_000, 3) }
    if nanoseconds % 1000 == 0 { return "." + digits(nanoseconds / 1000, 6) }
    return "." + digits(nanoseconds, 9)
  }

  private static func takeFraction(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
    guard bytes.first == 0x2e else { return 0 }
    let part = bytes.dropFirst().prefix { (0x30...0x39).contains($0) }
    guard (1...9).contains(part.count), let value = number(part) else { return nil }
    bytes = bytes.dropFirst(1 + part.count)
    return (part.count..<9).reduce(value) { value, _ in value * 10 }
  }

  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let bytes = Array(bytes)
    if bytes == [0x5a] || bytes == [0x7a] { return 0 }
    guard bytes.count == 6, bytes[3] == 0x3a, let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]),
      hours < 24, minutes < 60, bytes[0] == 0x2b || bytes[0] == 0x2d
    else { return nil }
    return (hours * 3600 + minutes * 60) * (bytes[0] == 0x2d ? -1 : 1)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    bytes.allSatisfy { (0x30...0x39).contains($0) } ? Int64(String(decoding: bytes, as: UTF8.self)) : nil
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  private static func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func days(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the Gregorian calendar, which begins each cycle of 400 years in March.
  private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floored(shifted, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era.quotient * 146_097 + era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + dayOfYear - 719_468
  }

  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let era = floored(day + 719_468, 146_097)
    let dayOfEra = era.remainder
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    return (era.quotient * 400 + year + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
  }
}
