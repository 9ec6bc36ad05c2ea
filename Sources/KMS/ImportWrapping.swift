import Keys

/// The caller's half of an import: wrapping key material for the key that `GetParametersForImport` handed out. At AWS
/// this is done with OpenSSL on the operator's machine.
public enum ImportWrapping {
  /// Wraps material: PKCS #8 for a key pair, 32 bytes for a symmetric key. Throws `malformedKey` when the wrapping key
  /// cannot be read and `plaintextTooLong` when RSAES_OAEP cannot take the material.
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
    switch algorithm {
    case .rsaesOaepSha256:
      return SecretBytes(try crypto.rsaOaepEncrypt(material, for: wrappingKey, hash: .sha256))
    case .rsaAesKeyWrapSha256:
      return SecretBytes(try crypto.rsaAesKeyWrap(material, for: wrappingKey, hash: .sha256))
    }
  }
}
