/// Finds the word that a user probably meant.
public enum Nearest {
  /// The candidate with the smallest edit distance (insertion, deletion, replacement, swap of neighbours), if it is near
  /// enough: at most a third of the longer word, and at least one edit is allowed. Of equals the first one wins. Case does
  /// not count. Words over 100 bytes have no neighbour.
  public static func word(to word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
    var best: (distance: Int, word: String)?
    for candidate in candidates where candidate != word {
      let other = Array(candidate.lowercased().utf8)
      guard other.count <= 100 else { continue }
      let allowed = max(1, max(wanted.count, other.count) / 3)
      let found = distance(wanted, other)
      if found <= allowed, found < best?.distance ?? .max { best = (found, candidate) }
    }
    return best?.word
  }

  /// Damerau-Levenshtein distance (restricted: no edit between swapped neighbours).
  static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var current = [Int](repeating: 0, count: second.count + 1)
      current[0] = row + 1
      for column in 0..<second.count {
        let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
        var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current[column + 1] = cost
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
