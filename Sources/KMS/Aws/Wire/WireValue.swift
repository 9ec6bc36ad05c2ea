/// A value of a JSON text: what stands in the body of a request.
public enum WireValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case flag(Bool)
  /// A number, as it was written.
  case number(String)
  /// A text.
  case text(String)
  /// A list.
  case list([WireValue])
  /// An object; members keep their order, and a name can stand there twice.
  case object([WireMember])

  /// The member of an object; of a name that stands there twice the last, and nil for anything that is no object.
  public subscript(name: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }
}

/// A member of a JSON object.
public struct WireMember: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// Its value.
  public let value: WireValue

  /// Makes a member.
  public init(name: String, value: WireValue) {
    self.name = name
    self.value = value
  }
}

extension WireValue {
  /// Reads a JSON text (RFC 8259), strictly: UTF-8 without a mark, nothing before or after it but white space, no
  /// unpaired surrogate. Throws for anything else, and for more than `maximumDepth` lists and objects inside each other.
  public init(json: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 32) throws(WireTextError) {
    var reader = WireTextReader(json, maximumDepth: maximumDepth)
    self = try reader.document()
  }

  /// The same, of bytes in an array.
  public init(json: [UInt8], maximumDepth: Int = 32) throws(WireTextError) {
    self = try json.withUnsafeBufferPointer { (buffer) throws(WireTextError) in
      try WireValue(json: buffer, maximumDepth: maximumDepth)
    }
  }

  /// The JSON text, without white space.
  public var json: [UInt8] {
    var writer = WireWriter()
    writer.value(self)
    return writer.bytes
  }
}

/// Why a text is no JSON text that we read.
public enum WireTextError: Error, Hashable, Sendable {
  /// It breaks the grammar at this byte, counted from zero.
  case malformed(offset: Int)
  /// Too many lists and objects inside each other, from this byte on.
  case tooDeep(offset: Int)
}
