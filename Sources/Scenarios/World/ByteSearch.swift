import Glibc

/// Finds byte patterns in an artefact.
struct ByteSearch {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The offset of the first occurrence. Looks for the pattern's middle byte first: a key's start may be a header that
  /// many files share.
  func first(_ pattern: [UInt8]) -> Int? {
    guard !pattern.isEmpty, pattern.count <= bytes.count else { return nil }
    let anchor = pattern.count / 2
    return bytes.withUnsafeBytes { haystack in
      pattern.withUnsafeBytes { needle in
        guard let start = haystack.baseAddress, let wanted = needle.baseAddress else { return nil }
        var offset = anchor
        let end = haystack.count - (needle.count - anchor)
        while offset <= end {
          guard let hit = memchr(start + offset, Int32(needle[anchor]), end - offset + 1) else { return nil }
          let candidate = UnsafeRawPointer(hit) - start - anchor
          if memcmp(start + candidate, wanted, needle.count) == 0 { return candidate }
          offset = candidate + anchor + 1
        }
        return nil
      }
    }
  }
}
