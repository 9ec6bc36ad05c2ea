/// Writes protobuf messages field by field, in the order of the calls.
///
/// A codec of ours, because exported keys, topology transactions and ACS files must agree with Canton's byte for byte
/// (field order and packing included, which a generated codec leaves to its runtime), because the modules below the
/// edges do without Foundation, and because the generated one costs more build time than the rest of the program.
/// As in proto3 a field with its default value is left out; `message` fields are written even when empty.
public struct ProtobufWriter: Sendable {
  /// Everything written so far.
  public private(set) var encoded: [UInt8]

  /// An empty writer.
  public init() {
    encoded = []
  }

  /// The bytes of one message.
  public static func message(_ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    write(&writer)
    return writer.encoded
  }

  /// An unsigned integer, enum or bool; left out when zero.
  public mutating func varint(_ field: Int, _ value: UInt64) {
    guard value != 0 else { return }
    tag(field, wire: 0)
    rawVarint(value)
  }

  /// A signed integer (`int32`, `int64`): a negative one takes ten bytes; left out when zero.
  public mutating func int(_ field: Int, _ value: Int64) {
    varint(field, UInt64(bitPattern: value))
  }

  /// A bool; left out when false.
  public mutating func bool(_ field: Int, _ value: Bool) {
    varint(field, value ? 1 : 0)
  }

  /// Bytes; left out when empty.
  public mutating func bytes(_ field: Int, _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    delimited(field, value)
  }

  /// Text; left out when empty.
  public mutating func string(_ field: Int, _ value: String) {
    bytes(field, [UInt8](value.utf8))
  }

  /// An element of a repeated bytes, string or message field; written even when empty.
  public mutating func element(_ field: Int, _ value: [UInt8]) {
    delimited(field, value)
  }

  /// An embedded message; written even when empty.
  public mutating func message(_ field: Int, _ value: [UInt8]) {
    delimited(field, value)
  }

  /// A packed repeated integer or enum; left out when there is none.
  public mutating func packed(_ field: Int, _ values: [UInt64]) {
    guard !values.isEmpty else { return }
    var content = ProtobufWriter()
    for value in values {
      content.rawVarint(value)
    }
    delimited(field, content.encoded)
  }

  /// Bytes as they are; for length-delimited streams of messages.
  public mutating func raw(_ value: [UInt8]) {
    encoded += value
  }

  /// A bare varint without a field number; for the length in front of each message of a delimited stream.
  public mutating func rawVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      encoded.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    encoded.append(UInt8(rest))
  }

  private mutating func delimited(_ field: Int, _ value: [UInt8]) {
    tag(field, wire: 2)
    rawVarint(UInt64(value.count))
    encoded += value
  }

  private mutating func tag(_ field: Int, wire: UInt64) {
    precondition(field > 0, "protobuf field number \(field)")
    rawVarint(UInt64(field) << 3 | wire)
  }
}
