import Keys

/// The caller's half of an import: wrapping key material for the key that `GetParametersForImport` handed out. At AWS
/// this is done with OpenSSL on the operator's machine.
public enum ImportWrapping {
  /// Wraps material: PKCS #8 for a key pair, the bytes themselves for a symmetric or HMAC key. Throws `malformedKey` when
  /// the wrapping key cannot be read, `plaintextTooLong` when RSAES_OAEP cannot take the material, and
  /// `operationFailed` for an algorithm that AWS refuses.
  public static func wrap(
    _ material: [UInt8], for parameters: GetParametersForImportResponse, algorithm: KmsWrappingAlgorithm,
    crypto: CryptoEngine
  ) throws(CryptoError) -> SecretBytes {
    try wrap(material, publicKey: parameters.publicKey, algorithm: algorithm, crypto: crypto)
  }

  /// The same, given the wrapping key alone.
  public static func wrap(
    _ material: [UInt8], publicKey: [UInt8], algorithm: KmsWrappingAlgorithm, crypto: CryptoEngine
  ) throws(CryptoError) -> SecretBytes {
    let wrappingKey = try PublicKeyMaterial(subjectPublicKeyInfo: publicKey)
    guard let method = algorithm.method else { throw .operationFailed("\(algorithm.rawValue) is not supported") }
    return SecretBytes(
      method.isKeyWrap
        ? try crypto.rsaAesKeyWrap(material, for: wrappingKey, hash: method.hash)
        : try crypto.rsaOaepEncrypt(material, for: wrappingKey, hash: method.hash))
  }
}
