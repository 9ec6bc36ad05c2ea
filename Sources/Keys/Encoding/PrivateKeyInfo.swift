/// Private keys as DER PKCS #8 PrivateKeyInfo (RFC 5208; RFC 5915 for curves, RFC 8410 for Ed25519, RFC 8017 for RSA).
enum PrivateKeyInfo {
  /// The numbers of an RSA private key, big-endian without leading zeros.
  struct RSANumbers {
    var modulus: [UInt8]
    var exponent: [UInt8]
    var privateExponent: [UInt8]
    var prime1: [UInt8]
    var prime2: [UInt8]
    var exponent1: [UInt8]
    var exponent2: [UInt8]
    var coefficient: [UInt8]
  }

  /// The content of a PrivateKeyInfo.
  enum Content {
    /// The 32-byte seed of an Ed25519 key.
    case ed25519([UInt8])
    /// A scalar of the curve's size, and the public point when the encoding holds one.
    case scalar(Curve, [UInt8], point: [UInt8]?)
    /// An RSA key.
    case rsa(RSANumbers)
  }

  private static let version0: [UInt8] = [0x02, 0x01, 0x00]

  static func encode(ed25519 seed: [UInt8]) -> [UInt8] {
    DER.sequence(version0, DER.sequence(DER.objectEd25519), DER.octetString(DER.octetString(seed)))
  }

  /// With the curve's parameters and the public point inside, as Java's providers write it: 150 bytes for P-256, the
  /// size that Canton's documentation shows (OpenSSL leaves the inner parameters out and writes 138).
  static func encode(_ curve: Curve, scalar: [UInt8], point: [UInt8]) -> [UInt8] {
    let inner = DER.sequence(
      [0x02, 0x01, 0x01], DER.octetString(scalar), DER.element(0xa0, curve.object),
      DER.element(0xa1, DER.bitString(point)))
    return DER.sequence(version0, DER.sequence(DER.objectEcPublicKey, curve.object), DER.octetString(inner))
  }

  static func encode(_ key: RSANumbers) -> [UInt8] {
    let inner = DER.sequence(
      version0, DER.integer(key.modulus), DER.integer(key.exponent), DER.integer(key.privateExponent),
      DER.integer(key.prime1), DER.integer(key.prime2), DER.integer(key.exponent1), DER.integer(key.exponent2),
      DER.integer(key.coefficient))
    return DER.sequence(version0, DER.sequence(DER.objectRsaEncryption, DER.null), DER.octetString(inner))
  }

  /// Parses any of the three kinds; attributes behind the key are refused, optional parts of an EC key are not needed.
  static func parse(_ bytes: [UInt8]) throws(CryptoError) -> Content {
    var outer = DER.Reader(bytes)
    var info = try outer.sequence()
    try outer.finish()
    guard try info.integer().isEmpty else { throw .malformedKey("PKCS #8 of another version than 0") }
    let algorithm = try info.element(0x30)
    var key = DER.Reader(try info.element(0x04))
    try info.finish()
    if algorithm == DER.objectEd25519 {
      let seed = try key.element(0x04)
      try key.finish()
      guard seed.count == 32 else { throw .malformedKey("an Ed25519 key has 32 bytes") }
      return .ed25519(seed)
    }
    if algorithm == DER.objectRsaEncryption + DER.null {
      return .rsa(try parseRSA(&key))
    }
    for curve in Curve.allCases where algorithm == DER.objectEcPublicKey + curve.object {
      return try parseEC(&key, curve)
    }
    throw .unsupportedKeySpec
  }

  private static func parseEC(_ key: inout DER.Reader, _ curve: Curve) throws(CryptoError) -> Content {
    var inner = try key.sequence()
    try key.finish()
    guard try inner.integer() == [1] else { throw .malformedKey("an EC private key of another version than 1") }
    let scalar = try inner.element(0x04)
    guard scalar.count == curve.size else { throw .malformedKey("an EC scalar of the wrong length") }
    if inner.nextTag == 0xa0 {
      guard try inner.element(0xa0) == curve.object else { throw .malformedKey("EC parameters contradict each other") }
    }
    var point: [UInt8]?
    if inner.nextTag == 0xa1 {
      var wrapped = DER.Reader(try inner.element(0xa1))
      point = try wrapped.bitString()
      try wrapped.finish()
    }
    try inner.finish()
    return .scalar(curve, scalar, point: point)
  }

  private static func parseRSA(_ key: inout DER.Reader) throws(CryptoError) -> RSANumbers {
    var inner = try key.sequence()
    try key.finish()
    guard try inner.integer().isEmpty else { throw .malformedKey("an RSA private key of another version than 0") }
    let numbers = RSANumbers(
      modulus: try inner.integer(), exponent: try inner.integer(), privateExponent: try inner.integer(),
      prime1: try inner.integer(), prime2: try inner.integer(), exponent1: try inner.integer(),
      exponent2: try inner.integer(), coefficient: try inner.integer())
    try inner.finish()
    guard let first = numbers.modulus.first, first >= 0x80, (256...512).contains(numbers.modulus.count) else {
      throw .malformedKey("an RSA modulus has 2048 to 4096 bits in whole bytes")
    }
    return numbers
  }
}
