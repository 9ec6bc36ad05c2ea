/// Writes our own wire forms: integers big-endian, bytes and text with a length of four bytes in front.
public struct ByteWriter: Sendable {
  /// Everything written so far.
  public private(set) var output: [UInt8]

  /// An empty writer with room for most of what is written, so that it seldom grows.
  public init() {
    self.init(capacity: 512)
  }

  /// An empty writer with room for `capacity` bytes.
  public init(capacity: Int) {
    output = []
    output.reserveCapacity(capacity)
  }

  /// Appends one byte.
  public mutating func u8(_ value: UInt8) {
    output.append(value)
  }

  /// Appends one byte, 1 for true and 0 for false.
  public mutating func bool(_ value: Bool) {
    output.append(value ? 1 : 0)
  }

  /// Appends two bytes, the high one first.
  public mutating func u16(_ value: UInt16) {
    append(value)
  }

  /// Appends four bytes, the highest first.
  public mutating func u32(_ value: UInt32) {
    append(value)
  }

  /// Appends eight bytes, the highest first.
  public mutating func u64(_ value: UInt64) {
    append(value)
  }

  /// Appends a signed integer in eight bytes, two's complement, the highest first.
  public mutating func i64(_ value: Int64) {
    u64(UInt64(bitPattern: value))
  }

  /// Appends the length in four bytes, then the bytes.
  public mutating func bytes(_ value: [UInt8]) {
    u32(UInt32(value.count))
    output += value
  }

  /// Appends the length of the UTF-8 form in four bytes, then that form.
  public mutating func string(_ value: String) {
    u32(UInt32(value.utf8.count))
    output.append(contentsOf: value.utf8)
  }

  /// Appends bytes as they are, without a length.
  public mutating func raw(_ value: some Collection<UInt8>) {
    output += value
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { output.append(contentsOf: $0) }
  }
}
