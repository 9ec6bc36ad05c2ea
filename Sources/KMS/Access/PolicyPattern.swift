/// A text with the wildcards `*` (any characters, none too) and `?` (exactly one).
struct PolicyPattern: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  /// Whether the whole of a text matches. Takes time in the product of both lengths at worst.
  func matches(_ candidate: String, ignoringCase: Bool = false) -> Bool {
    let pattern = Array((ignoringCase ? text.lowercased() : text).unicodeScalars)
    let candidate = Array((ignoringCase ? candidate.lowercased() : candidate).unicodeScalars)
    var (at, position) = (0, 0)
    // Where the last star stands, and how far it reaches at the moment.
    var star: (at: Int, position: Int)?
    while position < candidate.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, position)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == candidate[position] {
        at += 1
        position += 1
      } else if let last = star {
        star = (last.at, last.position + 1)
        at = last.at + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}

/// What an `Action`, `Resource`, `NotAction` or `NotResource` element names.
struct PolicyPatterns: Hashable, Sendable {
  let patterns: [PolicyPattern]
  /// Whether the element names what it does not concern.
  let isNegated: Bool

  init(_ patterns: [PolicyPattern], isNegated: Bool = false) {
    self.patterns = patterns
    self.isNegated = isNegated
  }

  func cover(_ text: String, ignoringCase: Bool = false) -> Bool {
    patterns.contains { $0.matches(text, ignoringCase: ignoringCase) } != isNegated
  }
}
