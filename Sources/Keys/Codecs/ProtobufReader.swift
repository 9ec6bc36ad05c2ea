/// What is wrong with bytes that a `ProtobufReader` reads.
public enum ProtobufError: Error, Hashable, Sendable {
  /// The message ends inside a field.
  case truncated(offset: Int)
  /// A varint of more than ten bytes or more than 64 bits.
  case malformedVarint(offset: Int)
  /// A field number of zero or a group, which Canton's messages do not use.
  case unsupportedField(offset: Int)
  /// The field has another wire type than its message declares.
  case wrongType(field: Int)
  /// The field is not UTF-8.
  case notText(field: Int)
}

/// One field of a message, in wire order.
public struct ProtobufField: Hashable, Sendable {
  /// What a field carries on the wire.
  public enum Value: Hashable, Sendable {
    /// Wire type 0.
    case varint(UInt64)
    /// Wire type 1.
    case fixed64(UInt64)
    /// Wire type 2: bytes, text, an embedded message or a packed list.
    case delimited([UInt8])
    /// Wire type 5.
    case fixed32(UInt32)
  }

  /// The field number.
  public let number: Int
  /// The content.
  public let value: Value

  /// The content of an integer, enum or bool field.
  public func varint() throws(ProtobufError) -> UInt64 {
    guard case .varint(let value) = value else { throw .wrongType(field: number) }
    return value
  }

  /// The content of a signed integer field (`int32`, `int64`).
  public func int() throws(ProtobufError) -> Int64 {
    Int64(bitPattern: try varint())
  }

  /// The content of a bytes or message field.
  public func bytes() throws(ProtobufError) -> [UInt8] {
    guard case .delimited(let value) = value else { throw .wrongType(field: number) }
    return value
  }

  /// The content of a text field.
  public func string() throws(ProtobufError) -> String {
    let content = try bytes()
    guard let text = String(validating: content, as: UTF8.self) else { throw .notText(field: number) }
    return text
  }

  /// The values of one occurrence of a repeated integer field, packed or not.
  public func varints() throws(ProtobufError) -> [UInt64] {
    if case .varint(let value) = value { return [value] }
    var reader = ProtobufReader(try bytes())
    var values: [UInt64] = []
    while !reader.isAtEnd {
      values.append(try reader.rawVarint())
    }
    return values
  }
}

/// Reads the fields of a protobuf message in wire order; the counterpart of `ProtobufWriter`.
public struct ProtobufReader: Sendable {
  private let input: [UInt8]
  /// How many bytes were read.
  public private(set) var offset: Int

  /// A reader at the first byte of `input`.
  public init(_ input: [UInt8]) {
    self.input = input
    offset = 0
  }

  /// Whether everything was read.
  public var isAtEnd: Bool { offset == input.count }

  /// The next field; nil at the end of the message.
  public mutating func next() throws(ProtobufError) -> ProtobufField? {
    guard !isAtEnd else { return nil }
    let start = offset
    let tag = try rawVarint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw .unsupportedField(offset: start) }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return ProtobufField(number: number, value: .varint(try rawVarint()))
    case 1: return ProtobufField(number: number, value: .fixed64(try littleEndian(8)))
    case 2: return ProtobufField(number: number, value: .delimited(try rawDelimited()))
    case 5: return ProtobufField(number: number, value: .fixed32(UInt32(try littleEndian(4))))
    default: throw .unsupportedField(offset: start)
    }
  }

  /// All fields of a message, in wire order.
  public static func fields(_ bytes: [UInt8]) throws(ProtobufError) -> [ProtobufField] {
    var reader = ProtobufReader(bytes)
    var fields: [ProtobufField] = []
    while let field = try reader.next() {
      fields.append(field)
    }
    return fields
  }

  /// A bare varint.
  public mutating func rawVarint() throws(ProtobufError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < input.count {
      let byte = input[offset]
      offset += 1
      guard shift < 63 || byte <= 1 else { throw .malformedVarint(offset: start) }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
      guard shift < 70 else { throw .malformedVarint(offset: start) }
    }
    throw .truncated(offset: start)
  }

  /// A varint and as many bytes: one message of a delimited stream.
  public mutating func rawDelimited() throws(ProtobufError) -> [UInt8] {
    let start = offset
    let count = try rawVarint()
    guard count <= UInt64(input.count - offset) else { throw .truncated(offset: start) }
    defer { offset += Int(count) }
    return Array(input[offset..<offset + Int(count)])
  }

  private mutating func littleEndian(_ count: Int) throws(ProtobufError) -> UInt64 {
    guard count <= input.count - offset else { throw .truncated(offset: offset) }
    var value: UInt64 = 0
    for index in (offset..<offset + count).reversed() {
      value = value << 8 | UInt64(input[index])
    }
    offset += count
    return value
  }
}
