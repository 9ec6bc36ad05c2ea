import Configuration
import Kernel

/// Recursive descent over the text of a condition or a reference.
struct ExpressionParser {
  static let keywords: Set<String> = ["and", "or", "not", "true", "false", "null", "all", "any", "count"]
  private static let deepest = 64

  private let text: [UInt8]
  /// The next byte to read.
  private(set) var index: Int
  private var depth = 0

  /// Reads `text` from an offset on.
  init(_ text: [UInt8], at index: Int = 0) {
    self.text = text
    self.index = index
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy(isNamePart) && !keywords.contains(text)
  }

  mutating func end() throws(ExpressionSyntaxError) {
    skipSpace()
    guard index == text.count else { throw failure("\(here) where the expression should end") }
  }

  mutating func condition() throws(ExpressionSyntaxError) -> Expression {
    var left = try conjunction()
    while word("or") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(ExpressionSyntaxError) -> Expression {
    var left = try negation()
    while word("and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(ExpressionSyntaxError) -> Expression {
    guard word("not") else { return try comparison() }
    try descend()
    defer { depth -= 1 }
    return .not(try negation())
  }

  private mutating func comparison() throws(ExpressionSyntaxError) -> Expression {
    let left = try operand()
    guard let comparison = comparisonSign() else { return left }
    let right = try operand()
    if comparisonSign() != nil { throw failure("a second comparison", expected: "\"and\" between comparisons") }
    return .comparison(left, comparison, right)
  }

  private mutating func comparisonSign() -> Expression.Comparison? {
    skipSpace()
    for comparison in Expression.Comparison.allCases where text[index...].starts(with: comparison.rawValue.utf8) {
      index += comparison.rawValue.utf8.count
      return comparison
    }
    return nil
  }

  /// A literal, a path, `count(…)`, a quantifier or a condition in parentheses.
  mutating func operand() throws(ExpressionSyntaxError) -> Expression {
    skipSpace()
    guard index < text.count else { throw failure("the expression ends too early", expected: "a value") }
    let byte = text[index]
    if byte == UInt8(ascii: "(") {
      try descend()
      defer { depth -= 1 }
      index += 1
      let inner = try condition()
      try expect(")")
      return inner
    }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return .literal(.string(try quoted())) }
    if byte == UInt8(ascii: "-") || Self.isDigit(byte) { return .literal(try number()) }
    guard Self.isLetter(byte) else { throw failure("\(here) where a value should be") }
    let start = index
    let name = readName()
    switch name {
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "null": return .literal(.null)
    case "all", "any", "count": return try call(name)
    case "and", "or", "not": throw failure("\"\(name)\" where a value should be", at: start)
    default: return .path(try path(root: name, offset: start))
    }
  }

  private mutating func call(_ name: String) throws(ExpressionSyntaxError) -> Expression {
    try descend()
    defer { depth -= 1 }
    try expect("(")
    let list = try operand()
    guard let quantifier = Expression.Quantifier(rawValue: name) else {
      try expect(")")
      return .count(list)
    }
    try expect(",")
    skipSpace()
    let start = index
    let variable = readName()
    guard Self.isName(variable) else { throw failure("no variable", at: start, expected: "a name for the element") }
    try expect(",")
    let condition = try condition()
    try expect(")")
    return .quantified(quantifier, list: list, variable: variable, condition: condition)
  }

  private mutating func path(root: String, offset: Int) throws(ExpressionSyntaxError) -> PathExpression {
    var segments: [PathExpression.Segment] = []
    while index < text.count {
      if text[index] == UInt8(ascii: ".") {
        index += 1
        segments.append(.field(try segment()))
      } else if text[index] == UInt8(ascii: "[") {
        index += 1
        let start = index
        while index < text.count, Self.isDigit(text[index]) { index += 1 }
        guard let position = Int(String(decoding: text[start..<index], as: UTF8.self)) else {
          throw failure("no index", at: start, expected: "a whole number from 0")
        }
        try expect("]")
        segments.append(.index(position))
      } else if text[index] == UInt8(ascii: "-") {
        throw failure("a hyphen in a path", expected: "the segment in quotes, as in kms.'aws-main'")
      } else {
        break
      }
    }
    return PathExpression(root: root, segments: segments, offset: offset)
  }

  private mutating func segment() throws(ExpressionSyntaxError) -> String {
    if index < text.count, text[index] == UInt8(ascii: "'") || text[index] == UInt8(ascii: "\"") { return try quoted() }
    let name = readName()
    if name.isEmpty { throw failure("no name behind the point", expected: "a name, or one in quotes") }
    return name
  }

  private mutating func quoted() throws(ExpressionSyntaxError) -> String {
    let opening = index
    let quote = text[index]
    index += 1
    while index < text.count, text[index] != quote { index += 1 }
    guard index < text.count else { throw failure("a quote that is not closed", at: opening) }
    index += 1
    return String(decoding: text[(opening + 1)..<(index - 1)], as: UTF8.self)
  }

  private mutating func number() throws(ExpressionSyntaxError) -> Expression.Literal {
    let start = index
    if text[index] == UInt8(ascii: "-") { index += 1 }
    while index < text.count, Self.isNamePart(text[index]) || text[index] == UInt8(ascii: ".") { index += 1 }
    let word = String(decoding: text[start..<index], as: UTF8.self)
    if let integer = Int64(word) { return .integer(integer) }
    if let nanoseconds = DurationText.nanoseconds(word) { return .span(Span(nanoseconds: nanoseconds)) }
    throw failure("\"\(word)\" is no number", at: start, expected: "a whole number or a duration such as 250ms")
  }

  // MARK: Characters

  private mutating func descend() throws(ExpressionSyntaxError) {
    depth += 1
    if depth > Self.deepest { throw failure("nesting deeper than \(Self.deepest)") }
  }

  /// Reads a word if it stands here and is not the beginning of a longer one.
  private mutating func word(_ word: String) -> Bool {
    skipSpace()
    guard text[index...].starts(with: word.utf8) else { return false }
    let end = index + word.utf8.count
    if end < text.count, Self.isNamePart(text[end]) { return false }
    index = end
    return true
  }

  mutating func expect(_ sign: Character) throws(ExpressionSyntaxError) {
    skipSpace()
    guard index < text.count, text[index] == sign.asciiValue else {
      throw failure(index < text.count ? "\(here)" : "the expression ends too early", expected: "\"\(sign)\"")
    }
    index += 1
  }

  private mutating func readName() -> String {
    let start = index
    while index < text.count, Self.isNamePart(text[index]) { index += 1 }
    return String(decoding: text[start..<index], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while index < text.count, text[index] == 0x20 || text[index] == 0x09 || text[index] == 0x0A { index += 1 }
  }

  private var here: String {
    guard index < text.count else { return "the end" }
    return (0x21...0x7E).contains(text[index])
      ? "'\(Character(UnicodeScalar(text[index])))'" : "byte 0x\(String(text[index], radix: 16))"
  }

  private func failure(_ message: String, at offset: Int? = nil, expected: String? = nil) -> ExpressionSyntaxError {
    ExpressionSyntaxError(offset: offset ?? index, message: message, expected: expected)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isNamePart(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
