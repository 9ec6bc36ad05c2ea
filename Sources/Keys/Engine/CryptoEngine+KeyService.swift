/// What a key management service does beyond signing and RSA: AES-256-GCM, key wrapping, HMAC and key agreement. Real in
/// both modes, because they are rare, cheap and fed by tools outside the simulation.
extension CryptoEngine {
  /// The HMAC (RFC 2104) of a message.
  public static func hmac(_ hash: HashFunction, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    OpenSSL.prepare()
    return OpenSSL.hmac(hash.openSSL, key: key, message)
  }

  /// ECDH: the x coordinate of the shared point, as long as the curve's coordinates. Throws `keyAlgorithmMismatch`
  /// unless both keys are of one Weierstrass curve, `malformedKey` for a point off it.
  public func sharedSecret(of key: KeyMaterial, and peer: PublicKeyMaterial) throws(CryptoError) -> [UInt8] {
    guard key.kind == peer.kind, Curve(key.kind) != nil else { throw .keyAlgorithmMismatch }
    let own = try parsed(key)
    // Not kept: peers are as many as callers like.
    return try SeededStream.blinding { () throws(CryptoError) in
      try own.agree(ParsedKey.publicKey(peer.subjectPublicKeyInfo))
    }
  }

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

/// AES as a caller sees it: with the vector in its own hands.
public enum RawCipher: String, CaseIterable, Hashable, Sendable {
  /// AES-GCM with a tag of 16 bytes behind the ciphertext.
  case gcm
  /// AES-CBC without padding: whole blocks of 16 bytes.
  case cbc
  /// AES-CTR.
  case ctr

  /// Bytes of the vector.
  public var vectorSize: Int { self == .gcm ? 12 : 16 }
}

extension CryptoEngine {
  /// Encrypts under a key of 16 or 32 bytes with a given vector. Throws `malformedKey` for another length of key or
  /// vector, `operationFailed` for CBC of broken blocks.
  public static func rawEncrypt(
    _ plaintext: [UInt8], _ cipher: RawCipher, key: [UInt8], vector: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    let isLong = try checkRaw(cipher, key, vector)
    switch cipher {
    case .gcm:
      return try SymmetricCiphers.gcmSeal(
        isLong ? OpenSSL.aes256Gcm : OpenSSL.aes128Gcm, key: key, nonce: vector, plaintext,
        authenticating: authenticating)
    case .cbc:
      guard plaintext.count.isMultiple(of: 16) else { throw .operationFailed("AES-CBC takes whole blocks") }
      return try SymmetricCiphers.plain(
        isLong ? OpenSSL.aes256Cbc : OpenSSL.aes128Cbc, key: key, vector: vector, plaintext, encrypting: true)
    case .ctr:
      return try SymmetricCiphers.plain(
        isLong ? OpenSSL.aes256Ctr : OpenSSL.aes128Ctr, key: key, vector: vector, plaintext, encrypting: true)
    }
  }

  /// Decrypts what `rawEncrypt` made. Throws `decryptionFailed`, `malformedKey`.
  public static func rawDecrypt(
    _ ciphertext: [UInt8], _ cipher: RawCipher, key: [UInt8], vector: [UInt8], authenticating: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    let isLong = try checkRaw(cipher, key, vector)
    switch cipher {
    case .gcm:
      return try SymmetricCiphers.gcmOpen(
        isLong ? OpenSSL.aes256Gcm : OpenSSL.aes128Gcm, key: key, nonce: vector, ciphertext,
        authenticating: authenticating)
    case .cbc:
      guard ciphertext.count.isMultiple(of: 16) else { throw .decryptionFailed }
      return try SymmetricCiphers.plain(
        isLong ? OpenSSL.aes256Cbc : OpenSSL.aes128Cbc, key: key, vector: vector, ciphertext, encrypting: false)
    case .ctr:
      return try SymmetricCiphers.plain(
        isLong ? OpenSSL.aes256Ctr : OpenSSL.aes128Ctr, key: key, vector: vector, ciphertext, encrypting: false)
    }
  }

  private static func checkRaw(_ cipher: RawCipher, _ key: [UInt8], _ vector: [UInt8]) throws(CryptoError) -> Bool {
    OpenSSL.prepare()
    guard key.count == 16 || key.count == 32 else { throw .malformedKey("an AES key has 16 or 32 bytes") }
    guard vector.count == cipher.vectorSize else { throw .malformedKey("a vector has \(cipher.vectorSize) bytes") }
    return key.count == 32
  }
}
