import COpenSSL

/// An owned EVP_PKEY. OpenSSL only reads it once built, apart from locked caches, so it may be shared.
final class ParsedKey: @unchecked Sendable {
  let pointer: OpaquePointer

  private init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    EVP_PKEY_free(pointer)
  }

  /// A public key from its SubjectPublicKeyInfo; a point is checked to lie on its curve.
  static func publicKey(_ subjectPublicKeyInfo: [UInt8]) throws(CryptoError) -> ParsedKey {
    switch try SubjectPublicKeyInfo.parse(subjectPublicKeyInfo) {
    case .ed25519(let raw):
      guard let pointer = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, raw, raw.count) else {
        throw malformed("read an Ed25519 public key")
      }
      return ParsedKey(pointer)
    case .point(let curve, let point):
      return try publicKey(curve, point: point)
    case .rsa(let modulus, let exponent):
      let parameters = ParameterBuilder()
      try parameters.push("n", modulus)
      try parameters.push("e", exponent)
      return try fromData("RSA", parameters, selection: KS_EVP_PKEY_PUBLIC_KEY)
    }
  }

  static func publicKey(_ curve: Curve, point: [UInt8]) throws(CryptoError) -> ParsedKey {
    guard let pointer = EVP_PKEY_new() else { throw OpenSSL.failure("make a key") }
    let key = ParsedKey(pointer)
    try OpenSSL.check(EVP_PKEY_copy_parameters(pointer, curve.template.pointer), "set a curve")
    guard EVP_PKEY_set1_encoded_public_key(pointer, point, point.count) > 0 else { throw malformed("read a point") }
    return key
  }

  /// A private key from its content and its public key.
  static func privateKey(
    _ content: PrivateKeyInfo.Content, subjectPublicKeyInfo: [UInt8]
  ) throws(CryptoError) -> ParsedKey {
    switch content {
    case .ed25519(let seed):
      return try ed25519(seed: seed)
    case .scalar(let curve, let scalar, _):
      return try privateKey(
        curve, scalar: scalar, point: Array(subjectPublicKeyInfo.suffix(1 + 2 * curve.size)))
    case .rsa(let key):
      let parameters = ParameterBuilder()
      try parameters.push("n", key.modulus)
      try parameters.push("e", key.exponent)
      try parameters.push("d", key.privateExponent)
      try parameters.push("rsa-factor1", key.prime1)
      try parameters.push("rsa-factor2", key.prime2)
      try parameters.push("rsa-exponent1", key.exponent1)
      try parameters.push("rsa-exponent2", key.exponent2)
      try parameters.push("rsa-coefficient1", key.coefficient)
      return try fromData("RSA", parameters, selection: KS_EVP_PKEY_KEYPAIR)
    }
  }

  static func ed25519(seed: [UInt8]) throws(CryptoError) -> ParsedKey {
    guard let pointer = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count) else {
      throw malformed("read an Ed25519 private key")
    }
    return ParsedKey(pointer)
  }

  static func privateKey(_ curve: Curve, scalar: [UInt8], point: [UInt8]) throws(CryptoError) -> ParsedKey {
    let parameters = ParameterBuilder()
    try parameters.push("group", text: curve.groupName)
    try parameters.push("pub", octets: point)
    try parameters.push("priv", scalar)
    return try fromData("EC", parameters, selection: KS_EVP_PKEY_KEYPAIR)
  }

  /// The curve's parameters without a key.
  static func template(_ curve: Curve) -> ParsedKey {
    OpenSSL.prepare()
    var pointer: OpaquePointer?
    let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
    defer { EVP_PKEY_CTX_free(context) }
    guard EVP_PKEY_paramgen_init(context) > 0, EVP_PKEY_CTX_set_group_name(context, curve.groupName) > 0,
      EVP_PKEY_paramgen(context, &pointer) > 0, let pointer
    else { preconditionFailure("OpenSSL offers no \(curve.groupName)") }
    return ParsedKey(pointer)
  }

  private static func fromData(
    _ algorithm: String, _ parameters: ParameterBuilder, selection: Int32
  ) throws(CryptoError) -> ParsedKey {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else { throw OpenSSL.failure("make a key") }
    defer { EVP_PKEY_CTX_free(context) }
    guard let list = OSSL_PARAM_BLD_to_param(parameters.pointer) else { throw OpenSSL.failure("make a key") }
    defer { OSSL_PARAM_free(list) }
    var pointer: OpaquePointer?
    let status = withExtendedLifetime(parameters) {
      EVP_PKEY_fromdata_init(context) > 0 && EVP_PKEY_fromdata(context, &pointer, selection, list) > 0
    }
    guard status, let pointer else { throw malformed("build a key") }
    return ParsedKey(pointer)
  }

  private static func malformed(_ operation: StaticString) -> CryptoError {
    .malformedKey(OpenSSL.failure(operation).description)
  }
}

extension Curve {
  private static let p256Template = ParsedKey.template(.p256)
  private static let p384Template = ParsedKey.template(.p384)
  private static let p521Template = ParsedKey.template(.p521)
  private static let secp256k1Template = ParsedKey.template(.secp256k1)

  var template: ParsedKey {
    switch self {
    case .p256: Curve.p256Template
    case .p384: Curve.p384Template
    case .p521: Curve.p521Template
    case .secp256k1: Curve.secp256k1Template
    }
  }
}
