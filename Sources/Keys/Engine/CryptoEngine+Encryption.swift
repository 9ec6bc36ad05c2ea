/// Encrypting and decrypting.
extension CryptoEngine {
  /// Encrypts for the holder of a key; see `Ecies` for that scheme's construction. Throws `keyAlgorithmMismatch`,
  /// `plaintextTooLong` (RSA takes 190 bytes), `malformedKey` for a point off the curve.
  public func encrypt(
    _ plaintext: [UInt8], for key: EncryptionPublicKey, algorithm: EncryptionAlgorithmSpec
  ) throws(CryptoError) -> AsymmetricEncrypted {
    guard algorithm.keySpecs.contains(key.spec) else { throw .keyAlgorithmMismatch }
    let ciphertext: [UInt8]
    switch algorithm {
    case .rsaOaepSha256:
      ciphertext = try rsaOaepEncrypt(plaintext, for: key.material, hash: .sha256)
    case .eciesHkdfHmacSha256Aes128Cbc:
      var stream = stream(.encrypt)
      if mode == .symbolic {
        ciphertext = SymbolicCrypto.encrypt(
          plaintext, recipient: key.fingerprint, label: algorithm.rawValue, nonce: stream.bytes(16),
          size: algorithm.ciphertextSize(plaintextSize: plaintext.count))
      } else {
        ciphertext = try Ecies.encrypt(plaintext, for: parsed(key.material), stream: &stream)
      }
    }
    return AsymmetricEncrypted(ciphertext: ciphertext, algorithm: algorithm, fingerprint: key.fingerprint)
  }

  /// Decrypts with the recipient's key. Throws `decryptionFailed` for a ciphertext of another key or changed bytes,
  /// `keyAlgorithmMismatch`, `wrongKeyPurpose`.
  public func decrypt(_ encrypted: AsymmetricEncrypted, with key: PrivateKey) throws(CryptoError) -> [UInt8] {
    guard case .encryption(let publicKey) = key.publicKey else { throw .wrongKeyPurpose }
    guard encrypted.algorithm.keySpecs.contains(publicKey.spec) else { throw .keyAlgorithmMismatch }
    switch encrypted.algorithm {
    case .rsaOaepSha256:
      return try rsaOaepDecrypt(encrypted.ciphertext, with: key.material, hash: .sha256)
    case .eciesHkdfHmacSha256Aes128Cbc:
      if mode == .symbolic {
        return try SymbolicCrypto.decrypt(
          encrypted.ciphertext, recipient: key.fingerprint, label: encrypted.algorithm.rawValue)
      }
      let parsed = try parsed(key.material)
      var stream = stream(.decrypt)
      return try stream.scoped { () throws(CryptoError) in try Ecies.decrypt(encrypted.ciphertext, with: parsed) }
    }
  }

  /// Encrypts with AES-128-GCM: nonce (12) ‖ ciphertext ‖ tag (16).
  public func seal(_ plaintext: [UInt8], with key: SymmetricKey) throws(CryptoError) -> [UInt8] {
    var stream = stream(.seal)
    let nonce = stream.bytes(12)
    if mode == .symbolic { return SymbolicCrypto.seal(plaintext, key: key.bytes, nonce: nonce) }
    return nonce
      + (try SymmetricCiphers.gcmSeal(
        OpenSSL.aes128Gcm, key: key.bytes, nonce: nonce, plaintext, authenticating: []))
  }

  /// Decrypts what `seal` made. Throws `decryptionFailed` for another key or changed bytes.
  public func open(_ sealed: [UInt8], with key: SymmetricKey) throws(CryptoError) -> [UInt8] {
    guard sealed.count >= SymmetricKey.sealingOverhead else { throw .decryptionFailed }
    if mode == .symbolic { return try SymbolicCrypto.open(sealed, key: key.bytes) }
    return try SymmetricCiphers.gcmOpen(
      OpenSSL.aes128Gcm, key: key.bytes, nonce: Array(sealed[..<12]), Array(sealed[12...]), authenticating: [])
  }

  /// Encrypts with RSA-OAEP, the same hash for MGF1 and an empty label. Throws `keyAlgorithmMismatch` for a key that is
  /// not RSA, `plaintextTooLong`.
  public func rsaOaepEncrypt(
    _ plaintext: [UInt8], for key: PublicKeyMaterial, hash: HashFunction
  ) throws(CryptoError) -> [UInt8] {
    guard let size = key.kind.modulusSize else { throw .keyAlgorithmMismatch }
    try checkOaep(plaintext, modulusSize: size, hash)
    var stream = stream(.encrypt)
    if mode == .symbolic {
      return SymbolicCrypto.encrypt(
        plaintext, recipient: key.fingerprint, label: symbolicLabel(hash), nonce: stream.bytes(16), size: size)
    }
    let parsed = try parsed(key)
    return try stream.scoped { () throws(CryptoError) in try parsed.oaepEncrypt(plaintext, hash) }
  }

  /// Decrypts what `rsaOaepEncrypt` made. Throws `decryptionFailed`, `keyAlgorithmMismatch`.
  public func rsaOaepDecrypt(
    _ ciphertext: [UInt8], with key: KeyMaterial, hash: HashFunction
  ) throws(CryptoError) -> [UInt8] {
    guard let size = key.kind.modulusSize else { throw .keyAlgorithmMismatch }
    guard ciphertext.count == size else { throw .decryptionFailed }
    if mode == .symbolic {
      return try SymbolicCrypto.decrypt(ciphertext, recipient: key.fingerprint, label: symbolicLabel(hash))
    }
    let parsed = try parsed(key)
    var stream = stream(.decrypt)
    return try stream.scoped { () throws(CryptoError) in try parsed.oaepDecrypt(ciphertext, hash) }
  }

  func checkOaep(_ plaintext: [UInt8], modulusSize: Int, _ hash: HashFunction) throws(CryptoError) {
    let limit = modulusSize - 2 * hash.size - 2
    guard plaintext.count <= limit else { throw .plaintextTooLong(limit: limit) }
  }

  /// Names the scheme in symbolic ciphertexts.
  private func symbolicLabel(_ hash: HashFunction) -> String {
    "rsa-oaep-\(hash.rawValue)"
  }
}
