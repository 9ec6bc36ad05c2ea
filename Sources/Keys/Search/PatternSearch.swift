/// Finds many byte patterns in one pass over an artefact; the algorithm of Wu and Manber with blocks of two bytes.
///
/// A window as long as the shortest pattern moves over the bytes. Its last two bytes tell how far it can move without
/// passing the beginning of a pattern, which is mostly its whole length; where they end a pattern's beginning, the
/// pattern is compared.
struct PatternSearch {
  private let patterns: [[UInt8]]
  private let window: Int
  private var shifts: [Int]
  private var endings: [Int: [Int]] = [:]

  /// A search for these patterns, each of at least two bytes.
  init(_ patterns: [[UInt8]]) {
    self.patterns = patterns
    window = patterns.map(\.count).min() ?? 2
    precondition(window >= 2, "a pattern needs two bytes")
    shifts = [Int](repeating: window - 1, count: 1 << 16)
    for (number, pattern) in patterns.enumerated() {
      for last in 1..<window {
        let block = PatternSearch.block(pattern[last - 1], pattern[last])
        shifts[block] = min(shifts[block], window - 1 - last)
        if last == window - 1 { endings[block, default: []].append(number) }
      }
    }
  }

  private static func block(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }

  /// The offset of each pattern's first occurrence; nil where there is none.
  func firstOffsets(in bytes: [UInt8]) -> [Int?] {
    var offsets = [Int?](repeating: nil, count: patterns.count)
    var last = window - 1
    bytes.withUnsafeBufferPointer { bytes in
      shifts.withUnsafeBufferPointer { shifts in
        while last < bytes.count {
          let block = PatternSearch.block(bytes[last - 1], bytes[last])
          if shifts[block] == 0 {
            let start = last - window + 1
            for number in endings[block] ?? [] where offsets[number] == nil {
              if bytes[start...].starts(with: patterns[number]) { offsets[number] = start }
            }
          }
          last += max(shifts[block], 1)
        }
      }
    }
    return offsets
  }
}
