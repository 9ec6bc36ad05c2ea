/// Reads a JSON text from memory in one pass. Texts without escapes are taken over as they are.
struct WireTextReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let maximumDepth: Int
  private var position = 0
  private var depth = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  /// The one value of the text.
  mutating func document() throws(WireTextError) -> WireValue {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw malformed }
    return value
  }

  private var malformed: WireTextError { .malformed(offset: position) }

  /// The byte here; 0, which no JSON text contains bare, at the end.
  private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(WireTextError) -> WireValue {
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: WireValue) throws(WireTextError) -> WireValue {
    for index in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[index] else { throw malformed }
      position += 1
    }
    return value
  }

  private mutating func enter() throws(WireTextError) {
    depth += 1
    guard depth <= maximumDepth else { throw .tooDeep(offset: position) }
    position += 1
    skipSpace()
  }

  /// Past the closing bracket; false when a comma was there instead.
  private mutating func leave(_ bracket: Character) throws(WireTextError) -> Bool {
    skipSpace()
    guard let closing = bracket.asciiValue else { throw malformed }
    if byte == closing {
      position += 1
      depth -= 1
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw malformed }
    position += 1
    skipSpace()
    return false
  }

  private mutating func object() throws(WireTextError) -> WireValue {
    try enter()
    var members: [WireMember] = []
    if byte == UInt8(ascii: "}") {
      _ = try leave("}")
      return .object(members)
    }
    repeat {
      guard byte == UInt8(ascii: "\"") else { throw malformed }
      let name = try text()
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw malformed }
      position += 1
      members.append(WireMember(name: name, value: try value()))
    } while try !leave("}")
    return .object(members)
  }

  private mutating func list() throws(WireTextError) -> WireValue {
    try enter()
    var values: [WireValue] = []
    if byte == UInt8(ascii: "]") {
      _ = try leave("]")
      return .list(values)
    }
    repeat { values.append(try value()) } while try !leave("]")
    return .list(values)
  }

  private mutating func number() throws(WireTextError) -> WireValue {
    let start = position
    if byte == UInt8(ascii: "-") { position += 1 }
    if byte == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if byte == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      position += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(WireTextError) {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw malformed }
  }

  private mutating func text() throws(WireTextError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let text = try string(bytes[start..<position])
        position += 1
        return text
      case UInt8(ascii: "\\"): return try escapedText(from: start)
      case 0..<0x20: throw malformed
      default: position += 1
      }
    }
    throw malformed
  }

  /// The rest of a text whose first escape stands here.
  private mutating func escapedText(from start: Int) throws(WireTextError) -> String {
    var content = [UInt8](bytes[start..<position])
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let text = try string(content)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        content.append(contentsOf: try escape().utf8)
      case 0..<0x20: throw malformed
      default:
        content.append(bytes[position])
        position += 1
      }
    }
    throw malformed
  }

  private func string(_ content: some Collection<UInt8>) throws(WireTextError) -> String {
    guard let text = String(validating: content, as: UTF8.self) else { throw malformed }
    return text
  }

  /// The character of an escape; its letter stands here.
  private mutating func escape() throws(WireTextError) -> Character {
    let letter = byte
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try scalar())
    default: throw malformed
    }
  }

  /// The scalar of one or, outside the first plane, two groups of four digits.
  private mutating func scalar() throws(WireTextError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xd800..<0xdc00).contains(first), byte == UInt8(ascii: "\\") else { throw malformed }
    position += 1
    guard byte == UInt8(ascii: "u") else { throw malformed }
    position += 1
    let second = try fourDigits()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw malformed }
    return scalar
  }

  private mutating func fourDigits() throws(WireTextError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw malformed
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
