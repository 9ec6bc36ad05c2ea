import Configuration
import Kernel

/// What names may look like.
enum Names {
  /// Words that expressions begin with, so that no node can be called so.
  static let reserved: Set<String> = [
    "kms", "sim", "steps", "result", "item", "index", "cell", "parties", "synchronizers",
  ]

  static let nodeExpected = "letters, digits and \"_\", beginning with a letter"
  static let wordExpected = "letters, digits, \"-\", \"_\", \".\", \"+\" and \"@\", beginning with a letter or digit"

  /// A node's name: it is the beginning of console commands and of references.
  static func isNode(_ text: String) -> Bool {
    ExpressionParser.isName(text) && text.utf8.first != UInt8(ascii: "_") && !reserved.contains(text)
      && text.utf8.count <= 64
  }

  /// A step's id: letters, digits, `_` and `-`, beginning with a letter.
  static func isStep(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }

  /// Any other name: of a KMS, a synchronizer, a party, an axis, a phase.
  static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || isDigit(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.+@".utf8.contains($0) }
  }

  /// The name of a scenario: lower-case words with hyphens.
  static func isScenario(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
    }
  }

  /// Whether a key is a good name; reported at the key when it is not.
  static func check(_ entry: Reader.Entry, kind: String, _ isGood: (String) -> Bool, _ expected: String) -> Bool {
    if isGood(entry.key) { return true }
    let message =
      reserved.contains(entry.key)
      ? "\"\(entry.key)\" is a word of the format" : "\"\(entry.key)\" is no name for a \(kind)"
    entry.reader.diagnostics.report(message, at: entry.keyRange, path: entry.reader.path, expected: expected)
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension Reader {
  /// A string that is a name.
  func name(_ isGood: (String) -> Bool, _ expected: String) -> String? {
    guard let text = string(expected: expected) else { return nil }
    if isGood(text) { return text }
    report("\"\(text)\" is no name here", expected: expected)
    return nil
  }

  /// A duration.
  func span() -> Span? { nanoseconds().map(Span.init(nanoseconds:)) }

  /// A string that is one of given names.
  func reference(to kind: String, among names: [String]) -> String? {
    guard let text = string(expected: "the name of a \(kind)") else { return nil }
    if names.contains(text) { return text }
    reportUnknown(text, kind: kind, among: names)
    return nil
  }

  /// Reports that nothing has this name.
  func reportUnknown(_ text: String, kind: String, among names: [String]) {
    let nearest = Nearest.word(to: text, among: names)
    let listed = names.count <= 12 ? Reader.oneOf(names.sorted()) : nil
    report(
      "unknown \(kind) \"\(text)\"", expected: names.isEmpty ? "there is none" : (nearest == nil ? listed : nil),
      suggestion: nearest)
  }
}
