/// The few DER forms that key encodings are made of. Written by hand because OpenSSL's provider based encoders take
/// 100 to 360 microseconds per key and choose their own variants of PKCS #8.
enum DER {
  static let objectEcPublicKey: [UInt8] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
  static let objectP256: [UInt8] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
  static let objectP384: [UInt8] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]
  static let objectP521: [UInt8] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23]
  static let objectSecp256k1: [UInt8] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a]
  static let objectEd25519: [UInt8] = [0x06, 0x03, 0x2b, 0x65, 0x70]
  static let objectRsaEncryption: [UInt8] = [
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
  ]
  static let null: [UInt8] = [0x05, 0x00]

  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [tag]
    if content.count < 0x80 {
      output.append(UInt8(content.count))
    } else {
      let length = withUnsafeBytes(of: UInt32(content.count).bigEndian) { $0.drop { $0 == 0 }.map { $0 } }
      output.append(0x80 | UInt8(length.count))
      output += length
    }
    return output + content
  }

  static func sequence(_ parts: [UInt8]...) -> [UInt8] {
    element(0x30, parts.flatMap { $0 })
  }

  static func octetString(_ content: [UInt8]) -> [UInt8] {
    element(0x04, content)
  }

  /// A bit string of whole bytes.
  static func bitString(_ content: [UInt8]) -> [UInt8] {
    element(0x03, [0] + content)
  }

  /// A non-negative integer from its big-endian bytes.
  static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    var content = Array(magnitude.drop { $0 == 0 })
    if content.isEmpty || content[0] >= 0x80 {
      content.insert(0, at: 0)
    }
    return element(0x02, content)
  }

  /// Reads elements one after the other; strict: definite minimal lengths only.
  struct Reader {
    private var input: ArraySlice<UInt8>

    init(_ input: [UInt8]) {
      self.input = input[...]
    }

    var isAtEnd: Bool { input.isEmpty }

    /// The tag of the next element; nil at the end.
    var nextTag: UInt8? { input.first }

    /// The content of the next element, which must have this tag.
    mutating func element(_ tag: UInt8) throws(CryptoError) -> [UInt8] {
      guard input.popFirst() == tag, let first = input.popFirst() else { throw .malformedKey("unexpected DER element") }
      var length = Int(first)
      if first >= 0x80 {
        let count = Int(first & 0x7f)
        guard (1...3).contains(count), input.count >= count else { throw .malformedKey("bad DER length") }
        length = input.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        let isMinimal = input.first != 0 && length >= 0x80
        guard isMinimal else { throw .malformedKey("bad DER length") }
        input = input.dropFirst(count)
      }
      guard length <= input.count else { throw .malformedKey("truncated DER") }
      defer { input = input.dropFirst(length) }
      return Array(input.prefix(length))
    }

    mutating func sequence() throws(CryptoError) -> Reader {
      Reader(try element(0x30))
    }

    /// The big-endian bytes of a non-negative integer, without leading zeros.
    mutating func integer() throws(CryptoError) -> [UInt8] {
      let content = try element(0x02)
      guard let first = content.first, first < 0x80 else { throw .malformedKey("bad DER integer") }
      return Array(content.drop { $0 == 0 })
    }

    /// The content of a bit string of whole bytes.
    mutating func bitString() throws(CryptoError) -> [UInt8] {
      let content = try element(0x03)
      guard content.first == 0 else { throw .malformedKey("bad DER bit string") }
      return Array(content.dropFirst())
    }

    func finish() throws(CryptoError) {
      guard input.isEmpty else { throw .malformedKey("trailing bytes in DER") }
    }
  }
}
