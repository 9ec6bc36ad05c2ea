/// A Swift text without its comments and the words of its strings, so that a rule about code does not stumble over
/// prose. Lines stay where they are, and what is interpolated into a string stays: it is code.
struct SwiftCode: Sendable {
  /// A word of the code with what stands around it.
  struct Word: Sendable {
    let text: String
    let line: Int
    /// The last character before it that is no blank; space at the start.
    let before: Character
    /// The character right behind it; space at the end.
    let next: Character
    fileprivate let end: Int
  }

  private let bytes: [UInt8]
  /// The identifiers and keywords in order.
  let words: [Word]

  init(_ source: String) {
    var scanner = CodeScanner(bytes: Array(source.utf8))
    scanner.skipCode(insideInterpolation: false)
    bytes = scanner.output
    words = SwiftCode.words(of: scanner.output)
  }

  /// Up to 80 characters behind a word, blanks removed.
  func after(_ word: Word) -> String {
    String(decoding: bytes[word.end..<min(bytes.count, word.end + 160)].filter { $0 > 0x20 }.prefix(80), as: UTF8.self)
  }

  private static func words(of bytes: [UInt8]) -> [Word] {
    var words: [Word] = []
    var (position, line) = (0, 1)
    var before: UInt8 = 0x20
    while position < bytes.count {
      let byte = bytes[position]
      guard byte.isWordPart else {
        if byte == 0x0A { line += 1 }
        if byte > 0x20 { before = byte }
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, bytes[position].isWordPart { position += 1 }
      words.append(
        Word(
          text: String(decoding: bytes[start..<position], as: UTF8.self), line: line,
          before: Character(UnicodeScalar(before)),
          next: Character(UnicodeScalar(position < bytes.count ? bytes[position] : 0x20)), end: position))
      before = bytes[position - 1]
    }
    return words
  }
}

extension UInt8 {
  /// Part of an identifier; letters beyond ASCII count as such.
  fileprivate var isWordPart: Bool {
    let letter = self | 0x20
    return letter >= 0x61 && letter <= 0x7A || self >= 0x30 && self <= 0x39 || self == 0x5F || self >= 0x80
  }
}

/// Walks over a Swift text once and copies what is code.
private struct CodeScanner {
  let bytes: [UInt8]
  var output: [UInt8] = []
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private func sees(_ text: StaticString, at offset: Int = 0) -> Bool {
    let start = position + offset
    guard start < bytes.count, bytes[start] == text.utf8Start[0] else { return false }
    let length = text.utf8CodeUnitCount
    guard start + length <= bytes.count else { return false }
    for index in 1..<max(1, length) where bytes[start + index] != text.utf8Start[index] { return false }
    return true
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      output.append(bytes[position] == 0x0A ? 0x0A : 0x20)
      position += 1
    }
  }

  /// Copies code up to the end of the text, or up to the bracket that closes an interpolation.
  mutating func skipCode(insideInterpolation: Bool) {
    var depth = 0
    while position < bytes.count {
      // Letters and blanks are most of a text.
      if bytes[position] > 0x2F || bytes[position] <= 0x20 {
        output.append(bytes[position])
        position += 1
      } else if sees("//") {
        while position < bytes.count, bytes[position] != 0x0A { blank() }
      } else if sees("/*") {
        skipBlockComment()
      } else if let hashes = stringStart() {
        skipString(hashes: hashes)
      } else {
        if sees("(") { depth += 1 }
        if sees(")") {
          if insideInterpolation, depth == 0 { return }
          depth -= 1
        }
        output.append(bytes[position])
        position += 1
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        blank(2)
      } else if sees("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < bytes.count
  }

  /// How many hashes stand before the quote, where a string begins here.
  private func stringStart() -> Int? {
    var hashes = 0
    while sees("#", at: hashes) { hashes += 1 }
    return sees("\"", at: hashes) ? hashes : nil
  }

  private func seesHashes(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { sees("#", at: offset + $0) }
  }

  private mutating func skipString(hashes: Int) {
    blank(hashes)
    let quotes = sees("\"\"\"") ? 3 : 1
    blank(quotes)
    while position < bytes.count {
      if (quotes == 3 ? sees("\"\"\"") : sees("\"")), seesHashes(hashes, at: quotes) {
        return blank(quotes + hashes)
      } else if sees("\\"), seesHashes(hashes, at: 1) {
        blank(1 + hashes)
        guard sees("(") else {
          blank()
          continue
        }
        blank()
        skipCode(insideInterpolation: true)
        blank()
      } else {
        blank()
      }
    }
  }
}
