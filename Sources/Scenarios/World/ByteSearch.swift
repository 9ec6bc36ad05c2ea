/// Finds byte patterns in an artefact.
struct ByteSearch {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The offset of the first occurrence. Horspool's search: the byte under the pattern's end tells how far the pattern
  /// can move at least, which is mostly its whole length.
  func first(_ pattern: [UInt8]) -> Int? {
    guard let last = pattern.indices.last, pattern.count <= bytes.count else { return nil }
    var steps = [Int](repeating: pattern.count, count: 256)
    for (position, byte) in pattern[..<last].enumerated() { steps[Int(byte)] = last - position }
    return bytes.withUnsafeBufferPointer { bytes in
      steps.withUnsafeBufferPointer { steps in
        var end = last
        while end < bytes.count {
          let byte = bytes[end]
          if byte == pattern[last], bytes[(end - last)...end].elementsEqual(pattern) { return end - last }
          end += steps[Int(byte)]
        }
        return nil
      }
    }
  }
}
