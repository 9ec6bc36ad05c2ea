/// Signing and verifying.
extension CryptoEngine {
  /// Signs a message; in Canton's protocols that is the 34-byte multihash of the content.
  ///
  /// `usage` says what the signature is for; nil skips the check. Throws `invalidKeyUsage` when the key's usage has
  /// nothing in common with it, `keyAlgorithmMismatch`, `wrongKeyPurpose`.
  public func sign(
    _ message: [UInt8], with key: PrivateKey, algorithm: SigningAlgorithmSpec, usage: SigningKeyUsages? = nil
  ) throws(CryptoError) -> Signature {
    guard case .signing(let publicKey) = key.publicKey else { throw .wrongKeyPurpose }
    try checkUsage(publicKey, usage)
    guard algorithm.keySpecs.contains(publicKey.spec) else { throw .keyAlgorithmMismatch }
    let bytes = try sign(message: message, with: key.material, algorithm: RawSigningAlgorithm(algorithm))
    return Signature(
      format: algorithm.signatureFormat, bytes: bytes, signedBy: key.fingerprint, algorithm: algorithm)
  }

  /// Checks a signature with the key that it names; a delegation is not looked at.
  ///
  /// Throws, in Canton's order: `signatureWithWrongKey`, `invalidKeyUsage`, `invalidSignatureFormat`,
  /// `keyAlgorithmMismatch`, `invalidSignature`. `usage` as in `sign`.
  public func verify(
    _ message: [UInt8], _ signature: Signature, with key: SigningPublicKey, usage: SigningKeyUsages? = nil
  ) throws(CryptoError) {
    guard signature.signedBy == key.fingerprint else { throw .signatureWithWrongKey }
    try checkUsage(key, usage)
    guard signature.format == signature.algorithm.signatureFormat else { throw .invalidSignatureFormat }
    guard signature.algorithm.keySpecs.contains(key.spec) else { throw .keyAlgorithmMismatch }
    let algorithm = RawSigningAlgorithm(signature.algorithm)
    guard try verify(message: message, signature: signature.bytes, with: key.material, algorithm: algorithm) else {
      throw .invalidSignature
    }
  }

  /// Signs a message as a key service does. Throws `keyAlgorithmMismatch`, `operationFailed` for more bytes than RSA
  /// without a hash takes.
  public func sign(
    message: [UInt8], with key: KeyMaterial, algorithm: RawSigningAlgorithm
  ) throws(CryptoError) -> [UInt8] {
    if let hash = algorithm.hash {
      return try sign(digest: hash.digest(message), with: key, algorithm: algorithm)
    }
    guard algorithm.works(with: key.kind) else { throw .keyAlgorithmMismatch }
    if let size = key.kind.modulusSize, message.count > size - 11 { throw .operationFailed("too much for the modulus") }
    if mode == .symbolic { return SymbolicCrypto.sign(message, key: key.publicKey, algorithm: algorithm) }
    let parsed = try parsed(key)
    var stream = stream(.sign)
    return try stream.scoped { () throws(CryptoError) in
      algorithm == .ed25519 ? try parsed.signEd25519(message) : try parsed.sign(digest: message, algorithm: algorithm)
    }
  }

  /// Signs a digest as a key service does. Throws `keyAlgorithmMismatch` (Ed25519 signs no digests),
  /// `wrongDigestLength`.
  public func sign(
    digest: [UInt8], with key: KeyMaterial, algorithm: RawSigningAlgorithm
  ) throws(CryptoError) -> [UInt8] {
    try check(digest, key.kind, algorithm)
    if mode == .symbolic { return SymbolicCrypto.sign(digest, key: key.publicKey, algorithm: algorithm) }
    if case .ed25519Prehashed = algorithm {
      return try Ed25519Prehashed.sign(
        digest, seed: key.secretNumber, publicKey: Array(key.publicKey.subjectPublicKeyInfo.suffix(32)))
    }
    let parsed = try parsed(key)
    var stream = stream(.sign)
    return try stream.scoped { () throws(CryptoError) in try parsed.sign(digest: digest, algorithm: algorithm) }
  }

  /// Whether a signature matches a message. Throws `keyAlgorithmMismatch`, `malformedKey`.
  public func verify(
    message: [UInt8], signature: [UInt8], with key: PublicKeyMaterial, algorithm: RawSigningAlgorithm
  ) throws(CryptoError) -> Bool {
    if let hash = algorithm.hash {
      return try verify(digest: hash.digest(message), signature: signature, with: key, algorithm: algorithm)
    }
    guard algorithm.works(with: key.kind) else { throw .keyAlgorithmMismatch }
    if mode == .symbolic { return SymbolicCrypto.sign(message, key: key, algorithm: algorithm) == signature }
    return try isVerified(message, signature, key, algorithm) { (parsed) throws(CryptoError) in
      algorithm == .ed25519
        ? try parsed.verifyEd25519(message, signature)
        : try parsed.verify(digest: message, signature, algorithm: algorithm)
    }
  }

  /// Whether a signature matches a digest. Throws `keyAlgorithmMismatch`, `wrongDigestLength`, `malformedKey`.
  public func verify(
    digest: [UInt8], signature: [UInt8], with key: PublicKeyMaterial, algorithm: RawSigningAlgorithm
  ) throws(CryptoError) -> Bool {
    try check(digest, key.kind, algorithm)
    if mode == .symbolic { return SymbolicCrypto.sign(digest, key: key, algorithm: algorithm) == signature }
    return try isVerified(digest, signature, key, algorithm) { (parsed) throws(CryptoError) in
      if case .ed25519Prehashed = algorithm {
        return try Ed25519Prehashed.verify(
          digest, signature, publicKey: Array(key.subjectPublicKeyInfo.suffix(32)))
      }
      return try parsed.verify(digest: digest, signature, algorithm: algorithm)
    }
  }

  private func check(_ digest: [UInt8], _ kind: KeyKind, _ algorithm: RawSigningAlgorithm) throws(CryptoError) {
    guard let hash = algorithm.hash, algorithm.works(with: kind) else { throw .keyAlgorithmMismatch }
    guard digest.count == hash.size else { throw .wrongDigestLength(expected: hash.size) }
  }

  private func checkUsage(_ key: SigningPublicKey, _ usage: SigningKeyUsages?) throws(CryptoError) {
    if let usage, key.usage.isDisjoint(with: usage) { throw .invalidKeyUsage }
  }
}
