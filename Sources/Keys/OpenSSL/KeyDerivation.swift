import COpenSSL

/// Makes key pairs from private values: OpenSSL computes the public half, the encodings are ours.
enum KeyDerivation {
  /// The key pair of an Ed25519 seed.
  static func ed25519(seed: [UInt8]) throws(CryptoError) -> KeyMaterial {
    try KeyMaterial(
      publicKey: PublicKeyMaterial(
        kind: .ed25519, subjectPublicKeyInfo: SubjectPublicKeyInfo.encode(ed25519: ed25519PublicKey(seed: seed))),
      pkcs8: PrivateKeyInfo.encode(ed25519: seed))
  }

  /// The key pair of a scalar, which must be between 1 and the order less 1.
  static func curve(_ curve: Curve, scalar: [UInt8]) throws(CryptoError) -> KeyMaterial {
    let point = try point(curve, scalar: scalar)
    return KeyMaterial(
      publicKey: PublicKeyMaterial(
        kind: curve.kind, subjectPublicKeyInfo: SubjectPublicKeyInfo.encode(curve, point: point)),
      pkcs8: PrivateKeyInfo.encode(curve, scalar: scalar, point: point))
  }

  /// The key pair of an encoded private key, kept as it is encoded. Throws `malformedKey` when the numbers are out of
  /// range or do not belong together.
  static func importing(pkcs8: [UInt8]) throws(CryptoError) -> KeyMaterial {
    let publicKey: PublicKeyMaterial
    switch try PrivateKeyInfo.parse(pkcs8) {
    case .ed25519(let seed):
      publicKey = try ed25519(seed: seed).publicKey
    case .scalar(let curve, let scalar, let point):
      let derived = try self.point(curve, scalar: scalar)
      guard point == nil || point == derived else { throw .malformedKey("the public point is another key's") }
      publicKey = PublicKeyMaterial(
        kind: curve.kind, subjectPublicKeyInfo: SubjectPublicKeyInfo.encode(curve, point: derived))
    case .rsa(let numbers):
      try RSAArithmetic.check(numbers)
      publicKey = PublicKeyMaterial(
        kind: .rsa(bits: numbers.modulus.count * 8),
        subjectPublicKeyInfo: SubjectPublicKeyInfo.encode(modulus: numbers.modulus, exponent: numbers.exponent))
    }
    return KeyMaterial(publicKey: publicKey, pkcs8: pkcs8)
  }

  private static func ed25519PublicKey(seed: [UInt8]) throws(CryptoError) -> [UInt8] {
    try SeededStream.blinding { () throws(CryptoError) in
      let key = try ParsedKey.ed25519(seed: seed)
      var raw = [UInt8](repeating: 0, count: 32)
      var size = raw.count
      try OpenSSL.check(EVP_PKEY_get_raw_public_key(key.pointer, &raw, &size), "derive an Ed25519 public key")
      return raw
    }
  }

  /// The uncompressed point of a scalar. Throws `malformedKey` for a scalar out of range.
  static func point(_ curve: Curve, scalar: [UInt8]) throws(CryptoError) -> [UInt8] {
    guard isInRange(scalar, curve) else { throw .malformedKey("an EC scalar out of range") }
    return try SeededStream.blinding { () throws(CryptoError) in
      let group = curve.group.pointer
      let context = BigNumberContext()
      guard let point = EC_POINT_new(group) else { throw OpenSSL.failure("make a point") }
      defer { EC_POINT_free(point) }
      let number = BigNumber(scalar)
      try OpenSSL.check(EC_POINT_mul(group, point, number.pointer, nil, nil, context.pointer), "multiply a point")
      var output = [UInt8](repeating: 0, count: 1 + 2 * curve.size)
      let size = EC_POINT_point2oct(
        group, point, POINT_CONVERSION_UNCOMPRESSED, &output, output.count, context.pointer)
      guard size == output.count else { throw OpenSSL.failure("encode a point") }
      return output
    }
  }

  /// Whether a scalar of the curve's size is between 1 and the order less 1.
  static func isInRange(_ scalar: [UInt8], _ curve: Curve) -> Bool {
    scalar.count == curve.size && scalar.contains { $0 != 0 } && scalar.lexicographicallyPrecedes(curve.order)
  }
}
