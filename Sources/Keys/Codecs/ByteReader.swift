/// What is wrong with bytes that a `ByteReader` reads.
public enum ByteReaderError: Error, Hashable, Sendable {
  /// Fewer bytes are left than the next value takes.
  case truncated(offset: Int)
  /// The text at this offset is not UTF-8.
  case notText(offset: Int)
  /// The byte at this offset is neither 0 nor 1.
  case notBoolean(offset: Int)
  /// Bytes are left over after the last value.
  case trailing(offset: Int)
}

/// Reads what `ByteWriter` wrote.
public struct ByteReader: Sendable {
  private let input: [UInt8]
  /// How many bytes were read.
  public private(set) var offset: Int

  /// A reader at the first byte of `input`.
  public init(_ input: [UInt8]) {
    self.input = input
    offset = 0
  }

  /// How many bytes are left.
  public var remaining: Int { input.count - offset }

  /// Takes `count` bytes as they are.
  public mutating func raw(_ count: Int) throws(ByteReaderError) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw .truncated(offset: offset) }
    defer { offset += count }
    return Array(input[offset..<offset + count])
  }

  /// Takes one byte.
  public mutating func u8() throws(ByteReaderError) -> UInt8 {
    guard remaining > 0 else { throw .truncated(offset: offset) }
    defer { offset += 1 }
    return input[offset]
  }

  /// Takes one byte that must be 0 or 1.
  public mutating func bool() throws(ByteReaderError) -> Bool {
    switch try u8() {
    case 0: return false
    case 1: return true
    default: throw .notBoolean(offset: offset - 1)
    }
  }

  /// Takes two bytes, the high one first.
  public mutating func u16() throws(ByteReaderError) -> UInt16 {
    UInt16(truncatingIfNeeded: try integer(bytes: 2))
  }

  /// Takes four bytes, the highest first.
  public mutating func u32() throws(ByteReaderError) -> UInt32 {
    UInt32(truncatingIfNeeded: try integer(bytes: 4))
  }

  /// Takes eight bytes, the highest first.
  public mutating func u64() throws(ByteReaderError) -> UInt64 {
    try integer(bytes: 8)
  }

  /// Takes a signed integer of eight bytes.
  public mutating func i64() throws(ByteReaderError) -> Int64 {
    Int64(bitPattern: try integer(bytes: 8))
  }

  /// Takes a length of four bytes and as many bytes.
  public mutating func bytes() throws(ByteReaderError) -> [UInt8] {
    let count = Int(try u32())
    return try raw(count)
  }

  /// Takes a length of four bytes and as many bytes of UTF-8.
  public mutating func string() throws(ByteReaderError) -> String {
    let start = offset
    let count = Int(try u32())
    guard count <= remaining else { throw .truncated(offset: offset) }
    guard let text = String(validating: input[offset..<offset + count], as: UTF8.self) else {
      throw .notText(offset: start)
    }
    offset += count
    return text
  }

  /// Checks that nothing is left over.
  public func finish() throws(ByteReaderError) {
    guard remaining == 0 else { throw .trailing(offset: offset) }
  }

  private mutating func integer(bytes count: Int) throws(ByteReaderError) -> UInt64 {
    guard count <= remaining else { throw .truncated(offset: offset) }
    var value: UInt64 = 0
    for index in offset..<offset + count {
      value = value << 8 | UInt64(input[index])
    }
    offset += count
    return value
  }
}
