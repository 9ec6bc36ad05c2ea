/// Reads JSON strictly (RFC 8259): valid UTF-8, no duplicate keys, no comments, no trailing commas, numbers that fit.
///
/// Hostile input is refused quickly: depth, size and the number of values are limited, and reading stops at the first
/// error.
public enum JSONReader {
  /// What a document may at most be.
  public struct Limits: Sendable {
    /// Nesting of lists and objects.
    public var depth: Int
    /// Size of the text in bytes.
    public var bytes: Int
    /// Number of values of any kind.
    public var values: Int

    /// Depth 64, 32 MiB, two million values.
    public init(depth: Int = 64, bytes: Int = 32 << 20, values: Int = 2_000_000) {
      self.depth = depth
      self.bytes = bytes
      self.values = values
    }
  }

  /// Reads a file. Throws a diagnostic when it cannot be read, is too large or is not JSON.
  public static func read(file path: String, limits: Limits = Limits()) throws(Diagnostic) -> Document {
    try read(Source(name: path, bytes: FileBytes.read(path, limit: limits.bytes)), limits: limits)
  }

  /// Reads text given as a string.
  public static func read(text: String, name: String, limits: Limits = Limits()) throws(Diagnostic) -> Document {
    try read(Source(name: name, text: text), limits: limits)
  }

  /// Reads a source.
  public static func read(_ source: Source, limits: Limits = Limits()) throws(Diagnostic) -> Document {
    guard source.bytes.count <= limits.bytes else {
      throw FileBytes.tooLarge(source.name, size: source.bytes.count, limit: limits.bytes)
    }
    var parser = JSONParser(source: source, limits: limits)
    return Document(source: source, root: try parser.document())
  }
}

/// The recursive descent over one text.
struct JSONParser {
  let source: Source
  let bytes: [UInt8]
  let limits: JSONReader.Limits
  var index = 0
  private var depth = 0
  private var values = 0
  private var path: [Path.Component] = []

  init(source: Source, limits: JSONReader.Limits) {
    self.source = source
    self.bytes = source.bytes
    self.limits = limits
  }

  func failure(_ message: String, at offset: Int? = nil, expected: String? = nil) -> Diagnostic {
    Diagnostic(
      position: source.position(of: offset ?? index), path: Path(path).description, message: message,
      expected: expected)
  }

  mutating func document() throws(Diagnostic) -> Value {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure("the file begins with a byte order mark", expected: "UTF-8 without one")
    }
    let root = try value()
    skipSpace()
    if index < bytes.count { throw failure("content after the end of the document") }
    return root
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      index += 1
    }
  }

  private mutating func value() throws(Diagnostic) -> Value {
    skipSpace()
    guard index < bytes.count else { throw failure("the file ends where a value is missing") }
    values += 1
    if values > limits.values { throw failure("more than \(limits.values) values") }
    let start = index
    let content: Value.Content
    switch bytes[index] {
    case UInt8(ascii: "{"): content = .object(try object())
    case UInt8(ascii: "["): content = .array(try array())
    case UInt8(ascii: "\""): content = .string(try string())
    case UInt8(ascii: "t"):
      try literal("true")
      content = .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      content = .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      content = .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try number())
    default: throw failure("\(describe(bytes[index])) where a value should be", expected: "a JSON value")
    }
    return Value(content, range: SourceRange(source: source, start: start, end: index))
  }

  private mutating func enter() throws(Diagnostic) {
    depth += 1
    if depth > limits.depth { throw failure("nesting deeper than \(limits.depth)") }
    index += 1
    skipSpace()
  }

  private mutating func object() throws(Diagnostic) -> [Value.Member] {
    let opening = index
    try enter()
    defer { depth -= 1 }
    var members: [Value.Member] = []
    var seen: Set<String> = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return members
    }
    while true {
      skipSpace()
      guard index < bytes.count else { throw unclosed("object", opening) }
      guard bytes[index] == UInt8(ascii: "\"") else {
        throw failure("\(describe(bytes[index])) where a key should be", expected: "a key in double quotes")
      }
      let keyStart = index
      let key = try string()
      let keyRange = SourceRange(source: source, start: keyStart, end: index)
      // Comparing keys one by one is fastest for the small objects that nearly all are.
      if members.count == 12 { seen = Set(members.map(\.key)) }
      let isNew = members.count < 12 ? !members.contains { $0.key == key } : seen.insert(key).inserted
      if !isNew { throw failure("duplicate key \"\(key)\"", at: keyStart) }
      path.append(.key(key))
      skipSpace()
      guard index < bytes.count else { throw unclosed("object", opening) }
      guard bytes[index] == UInt8(ascii: ":") else {
        throw failure("\(describe(bytes[index])) after a key", expected: "\":\"")
      }
      index += 1
      members.append(Value.Member(key: key, keyRange: keyRange, value: try value()))
      path.removeLast()
      skipSpace()
      guard index < bytes.count else { throw unclosed("object", opening) }
      switch bytes[index] {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "}"):
        index += 1
        return members
      default: throw failure("\(describe(bytes[index])) after a value", expected: "\",\" or \"}\"")
      }
    }
  }

  private mutating func array() throws(Diagnostic) -> [Value] {
    let opening = index
    try enter()
    defer { depth -= 1 }
    var elements: [Value] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return elements
    }
    while true {
      path.append(.index(elements.count))
      elements.append(try value())
      path.removeLast()
      skipSpace()
      guard index < bytes.count else { throw unclosed("list", opening) }
      switch bytes[index] {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "]"):
        index += 1
        return elements
      default: throw failure("\(describe(bytes[index])) after a value", expected: "\",\" or \"]\"")
      }
    }
  }

  private func unclosed(_ what: String, _ opening: Int) -> Diagnostic {
    let begin = source.position(of: opening)
    return failure("the file ends inside the \(what) that begins at \(begin.line):\(begin.column)")
  }

  private mutating func literal(_ word: StaticString) throws(Diagnostic) {
    let start = index
    for offset in 0..<word.utf8CodeUnitCount {
      guard index < bytes.count, bytes[index] == word.utf8Start[offset] else {
        throw failure("a word that is not JSON", at: start, expected: "\(word)")
      }
      index += 1
    }
  }

  private func describe(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
  }
}
