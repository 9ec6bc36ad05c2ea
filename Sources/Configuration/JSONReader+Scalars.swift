extension JSONParser {
  /// Reads a number exactly. Digits that a `Number` cannot hold are an error, never rounded.
  mutating func number() throws(Diagnostic) -> Number {
    let start = index
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var magnitude: UInt64 = 0
    var scale = 0
    var overflow = false
    let whole = try digits("a digit", start) { digit in
      overflow = JSONParser.append(digit, to: &magnitude) || overflow
    }
    if whole.count > 1, bytes[whole.lowerBound] == UInt8(ascii: "0") {
      throw failure("a number with a leading zero", at: start)
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      // Zeros at the end of the fraction say nothing; held back so that they cannot overflow.
      var zeros = 0
      _ = try digits("a digit behind the point", start) { digit in
        if digit == 0 {
          zeros += 1
          return
        }
        for _ in 0..<min(zeros, 20) { overflow = JSONParser.append(0, to: &magnitude) || overflow }
        overflow = JSONParser.append(digit, to: &magnitude) || overflow
        scale += zeros + 1
        zeros = 0
      }
    }
    let exponent = try exponent(start)
    if !overflow, let number = JSONParser.number(isNegative, magnitude, scale, exponent) { return number }
    throw failure("a number that does not fit", at: start, expected: "at most 19 significant digits")
  }

  private mutating func exponent(_ start: Int) throws(Diagnostic) -> Int {
    guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return 0 }
    index += 1
    var isNegative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var exponent = 0
    _ = try digits("a digit in the exponent", start) { digit in exponent = min(exponent * 10 + Int(digit), 100_000) }
    return isNegative ? -exponent : exponent
  }

  /// Passes each decimal digit from here on to `body`; at least one must be there.
  private mutating func digits(
    _ expected: String, _ start: Int, _ body: (UInt8) -> Void
  ) throws(Diagnostic) -> Range<Int> {
    let first = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
      body(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    if index == first { throw failure("an incomplete number", at: start, expected: expected) }
    return first..<index
  }

  private static func append(_ digit: UInt8, to magnitude: inout UInt64) -> Bool {
    let (product, first) = magnitude.multipliedReportingOverflow(by: 10)
    let (sum, second) = product.addingReportingOverflow(UInt64(digit))
    magnitude = sum
    return first || second
  }

  private static func number(_ isNegative: Bool, _ magnitude: UInt64, _ scale: Int, _ exponent: Int) -> Number? {
    if magnitude == 0 { return Number(0) }
    var magnitude = magnitude
    var scale = scale - exponent
    while scale > 0, magnitude % 10 == 0 {
      magnitude /= 10
      scale -= 1
    }
    while scale < 0 {
      if append(0, to: &magnitude) { return nil }
      scale += 1
    }
    return scale <= 18 ? Number(isNegative: isNegative, magnitude: magnitude, scale: scale) : nil
  }

  /// Reads a string; the index stands on its opening quote.
  mutating func string() throws(Diagnostic) -> String {
    let opening = index
    index += 1
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let slice = bytes[start..<index]
        guard let string = String(validating: slice, as: UTF8.self) else { throw invalidUTF8(from: start) }
        index += 1
        return string
      }
      if byte == UInt8(ascii: "\\") { break }
      if byte < 0x20 { throw controlCharacter(byte, opening) }
      index += 1
    }
    return try escapedString(start: start, opening: opening)
  }

  private mutating func escapedString(start: Int, opening: Int) throws(Diagnostic) -> String {
    var text = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw invalidUTF8(from: start) }
        index += 1
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw controlCharacter(byte, opening)
      default:
        text.append(byte)
        index += 1
      }
    }
    throw failure("a string that is not closed", at: opening)
  }

  private mutating func escape(into text: inout [UInt8]) throws(Diagnostic) {
    let start = index
    index += 1
    guard index < bytes.count else { throw failure("a string that is not closed", at: start) }
    let letter = bytes[index]
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal(start)
      if (0xD800..<0xDC00).contains(code) {
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
          throw failure("half of a surrogate pair", at: start)
        }
        index += 2
        let low = try hexadecimal(start)
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair", at: start) }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair", at: start) }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw failure("an escape that JSON does not have", at: start)
    }
  }

  private mutating func hexadecimal(_ start: Int) throws(Diagnostic) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = Character(UnicodeScalar(bytes[index])).hexDigitValue else {
        throw failure("an incomplete \\u escape", at: start, expected: "four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }

  private func controlCharacter(_ byte: UInt8, _ opening: Int) -> Diagnostic {
    byte == 0x0A || byte == 0x0D
      ? failure("a string that is not closed on its line", at: opening)
      : failure("a control character in a string", expected: "an escape such as \\t or \\u0001")
  }

  /// The error for the first byte at or behind `start` that is not UTF-8.
  private func invalidUTF8(from start: Int) -> Diagnostic {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes[start...].makeIterator()
    var offset = start
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error, .emptyInput: return failure("bytes that are not UTF-8", at: offset)
      }
    }
  }
}
