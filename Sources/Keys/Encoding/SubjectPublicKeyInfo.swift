/// Public keys as DER SubjectPublicKeyInfo (RFC 5280; RFC 5480 for curves, RFC 8410 for Ed25519, RFC 3279 for RSA).
enum SubjectPublicKeyInfo {
  private static let ed25519Prefix: [UInt8] =
    [0x30, 0x2a, 0x30, 0x05] + DER.objectEd25519 + [0x03, 0x21, 0x00]

  /// The content of a SubjectPublicKeyInfo.
  enum Content {
    /// The 32 bytes of an Ed25519 key.
    case ed25519([UInt8])
    /// An uncompressed point.
    case point(Curve, [UInt8])
    /// An RSA key, integers big-endian without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
  }

  static func encode(ed25519 raw: [UInt8]) -> [UInt8] {
    ed25519Prefix + raw
  }

  static func encode(_ curve: Curve, point: [UInt8]) -> [UInt8] {
    curve.subjectPublicKeyInfoPrefix + point
  }

  static func encode(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
    DER.sequence(
      DER.sequence(DER.objectRsaEncryption, DER.null),
      DER.bitString(DER.sequence(DER.integer(modulus), DER.integer(exponent))))
  }

  static func parse(_ bytes: [UInt8]) throws(CryptoError) -> Content {
    if bytes.count == 44, bytes.starts(with: ed25519Prefix) {
      return .ed25519(Array(bytes.suffix(32)))
    }
    for curve in Curve.allCases {
      let prefix = curve.subjectPublicKeyInfoPrefix
      if bytes.count == prefix.count + 1 + 2 * curve.size, bytes.starts(with: prefix), bytes[prefix.count] == 4 {
        return .point(curve, Array(bytes[prefix.count...]))
      }
    }
    return try parseRSA(bytes)
  }

  static func kind(of bytes: [UInt8]) throws(CryptoError) -> KeyKind {
    switch try parse(bytes) {
    case .ed25519: return .ed25519
    case .point(let curve, _): return curve.kind
    case .rsa(let modulus, _): return .rsa(bits: modulus.count * 8)
    }
  }

  private static func parseRSA(_ bytes: [UInt8]) throws(CryptoError) -> Content {
    var outer = DER.Reader(bytes)
    var info = try outer.sequence()
    try outer.finish()
    let algorithm = try info.element(0x30)
    guard algorithm == DER.objectRsaEncryption + DER.null else { throw .unsupportedKeySpec }
    var key = DER.Reader(try info.bitString())
    try info.finish()
    var numbers = try key.sequence()
    try key.finish()
    let modulus = try numbers.integer()
    let exponent = try numbers.integer()
    try numbers.finish()
    guard let first = modulus.first, first >= 0x80, (256...512).contains(modulus.count) else {
      throw .malformedKey("an RSA modulus has 2048 to 4096 bits in whole bytes")
    }
    return .rsa(modulus: modulus, exponent: exponent)
  }
}
