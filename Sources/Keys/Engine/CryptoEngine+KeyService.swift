/// What a key management service does beyond signing and RSA: AES-256-GCM and key wrapping. Real in both modes, because
/// both are rare, cheap and fed by tools outside the simulation.
extension CryptoEngine {
  /// Encrypts with AES-256-GCM under a 32-byte key: nonce (12) ‖ ciphertext ‖ tag (16). `authenticating` must be the
  /// same when opening. Throws `malformedKey` for a key of another length.
  public func aes256GcmSeal(
    _ plaintext: [UInt8], key: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    guard key.count == 32 else { throw .malformedKey("an AES-256 key has 32 bytes") }
    var stream = stream(.seal)
    let nonce = stream.bytes(12)
    return nonce
      + (try SymmetricCiphers.gcmSeal(
        OpenSSL.aes256Gcm, key: key, nonce: nonce, plaintext, authenticating: authenticating))
  }

  /// Decrypts what `aes256GcmSeal` made. Throws `decryptionFailed` for another key, other authenticated bytes or
  /// changed bytes, `malformedKey` for a key of another length.
  public func aes256GcmOpen(
    _ sealed: [UInt8], key: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    guard key.count == 32 else { throw .malformedKey("an AES-256 key has 32 bytes") }
    guard sealed.count >= 28 else { throw .decryptionFailed }
    return try SymmetricCiphers.gcmOpen(
      OpenSSL.aes256Gcm, key: key, nonce: Array(sealed[..<12]), Array(sealed[12...]), authenticating: authenticating)
  }

  /// Wraps bytes with AES key wrap with padding (RFC 5649) under a key of 16, 24 or 32 bytes. Throws `malformedKey`.
  public static func aesKeyWrapPad(_ bytes: [UInt8], key: [UInt8]) throws(CryptoError) -> [UInt8] {
    OpenSSL.prepare()
    return try SymmetricCiphers.wrapPad(key: key, bytes, wrapping: true)
  }

  /// Unwraps what `aesKeyWrapPad` made. Throws `decryptionFailed` for another key or changed bytes, `malformedKey`.
  public static func aesKeyUnwrapPad(_ wrapped: [UInt8], key: [UInt8]) throws(CryptoError) -> [UInt8] {
    OpenSSL.prepare()
    return try SymmetricCiphers.wrapPad(key: key, wrapped, wrapping: false)
  }

  /// RSA_AES_KEY_WRAP_SHA_1 and _SHA_256: RSA-OAEP of a fresh AES-256 key ‖ AES key wrap with padding of `bytes` under
  /// it. Model: AWS KMS, *Importing key material*. Throws `keyAlgorithmMismatch` for a key that is not RSA.
  public func rsaAesKeyWrap(
    _ bytes: [UInt8], for key: PublicKeyMaterial, hash: HashFunction
  ) throws(CryptoError) -> [UInt8] {
    guard key.kind.modulusSize != nil else { throw .keyAlgorithmMismatch }
    var stream = stream(.wrap)
    let wrappingKey = stream.bytes(32)
    let parsed = try parsed(key)
    let head = try stream.scoped { () throws(CryptoError) in try parsed.oaepEncrypt(wrappingKey, hash) }
    return head + (try CryptoEngine.aesKeyWrapPad(bytes, key: wrappingKey))
  }

  /// Unwraps what `rsaAesKeyWrap` made. Throws `decryptionFailed` for another key or changed bytes,
  /// `keyAlgorithmMismatch`.
  public func rsaAesKeyUnwrap(
    _ wrapped: [UInt8], with key: KeyMaterial, hash: HashFunction
  ) throws(CryptoError) -> [UInt8] {
    guard let size = key.kind.modulusSize else { throw .keyAlgorithmMismatch }
    guard wrapped.count > size else { throw .decryptionFailed }
    let parsed = try parsed(key)
    var stream = stream(.wrap)
    let wrappingKey = try stream.scoped { () throws(CryptoError) in
      try parsed.oaepDecrypt(Array(wrapped[..<size]), hash)
    }
    guard wrappingKey.count == 32 else { throw .decryptionFailed }
    return try CryptoEngine.aesKeyUnwrapPad(Array(wrapped[size...]), key: wrappingKey)
  }
}
