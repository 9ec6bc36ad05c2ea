/// A running 64-bit hash of what happened, equal on every platform and in every process.
///
/// Not cryptographic: it tells two runs apart, it does not authenticate one.
@frozen
public struct Digest: Hashable, Sendable {
  @usableFromInline var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The digest of nothing.
  @inlinable
  public init() {}

  /// The hash so far.
  @inlinable
  public var value: UInt64 { state }

  /// The hash so far in 16 hexadecimal digits.
  public var hex: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// Takes in a word.
  @inlinable
  public mutating func mix(_ word: UInt64) {
    state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    state ^= state >> 32
  }

  /// Takes in an integer.
  @inlinable
  public mutating func mix(_ number: Int) { mix(UInt64(bitPattern: Int64(number))) }

  /// Takes in a truth value.
  @inlinable
  public mutating func mix(_ flag: Bool) { mix(flag ? 1 as UInt64 : 2 as UInt64) }

  /// Takes in a text: its UTF-8 bytes and their number, so that neighbouring texts cannot run together.
  public mutating func mix(_ text: String) {
    var text = text
    text.withUTF8 { mix(buffer: $0) }
  }

  /// Takes in bytes and their number.
  public mutating func mix(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { mix(buffer: $0) }
  }

  /// Takes in an instant.
  @inlinable
  public mutating func mix(_ instant: Instant) { mix(UInt64(bitPattern: instant.nanoseconds)) }

  /// Takes in a span.
  @inlinable
  public mutating func mix(_ span: Span) { mix(UInt64(bitPattern: span.nanoseconds)) }

  private mutating func mix(buffer: UnsafeBufferPointer<UInt8>) {
    mix(UInt64(buffer.count))
    let raw = UnsafeRawBufferPointer(buffer)
    var offset = 0
    while offset + 8 <= raw.count {
      mix(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    if offset == raw.count { return }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while offset < raw.count {
      tail |= UInt64(raw[offset]) << shift
      shift += 8
      offset += 1
    }
    mix(tail)
  }
}
