/// Canton's hash: SHA-256 over the purpose in four bytes big-endian and the content, written as a multihash of 34
/// bytes (`12 20` and the digest). Model: `Hash.digest` and `HashBuilder` of Canton 3.5.
public enum CantonHash {
  /// The 34-byte multihash of `bytes`, without a length in front of them.
  public static func digest(purpose: HashPurpose, _ bytes: [UInt8]) -> [UInt8] {
    var builder = Builder(purpose: purpose)
    builder.addWithoutLength(bytes)
    return builder.finish()
  }

  /// Hashes a structure field by field.
  public struct Builder: Sendable {
    private var writer = ByteWriter()

    /// Starts with the purpose.
    public init(purpose: HashPurpose) {
      writer.u32(UInt32(bitPattern: purpose.rawValue))
    }

    /// Adds the length of the UTF-8 form in four bytes, then that form.
    public mutating func addString(_ value: String) {
      writer.string(value)
    }

    /// Adds the length in four bytes, then the bytes.
    public mutating func addBytes(_ value: [UInt8]) {
      writer.bytes(value)
    }

    /// Adds four bytes big-endian.
    public mutating func addInt(_ value: Int32) {
      writer.u32(UInt32(bitPattern: value))
    }

    /// Adds eight bytes big-endian.
    public mutating func addLong(_ value: Int64) {
      writer.i64(value)
    }

    /// Adds one byte.
    public mutating func addBool(_ value: Bool) {
      writer.bool(value)
    }

    /// Adds a tag byte, 0 for nil and 1 for a value, then the value.
    public mutating func addOptional<Value>(_ value: Value?, _ add: (inout Builder, Value) -> Void) {
      writer.bool(value != nil)
      if let value {
        add(&self, value)
      }
    }

    /// Adds the number of elements in four bytes, then each of them. Maps come as a list sorted by key.
    public mutating func addList<Element>(_ values: [Element], _ add: (inout Builder, Element) -> Void) {
      addInt(Int32(values.count))
      for value in values {
        add(&self, value)
      }
    }

    /// Adds bytes without a length; for content that is hashed alone or has a fixed size.
    public mutating func addWithoutLength(_ value: [UInt8]) {
      writer.raw(value)
    }

    /// The 34-byte multihash of everything added.
    public func finish() -> [UInt8] {
      [0x12, 0x20] + CryptoEngine.sha256(writer.output)
    }
  }
}
