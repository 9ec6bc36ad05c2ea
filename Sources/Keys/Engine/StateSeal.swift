/// Seals what a service stores, with AES-256-GCM under a key that derives from an operator's and a store's salt: so no
/// two stores share a key. Each sealing is bound to a name, and opens under no other.
///
/// Nonces come from whoever makes the seal. They must be chance, never a run's stream: one that is repeated under the
/// same key gives the plaintexts away. Prints redacted.
public struct StateSeal: Sendable, Secret {
  /// Bytes of an operator's key.
  public static let keySize = 32
  /// Bytes of a store's salt.
  public static let saltSize = 32
  private static let nonceSize = 12

  private let sealingKey: [UInt8]
  private let tagKey: [UInt8]
  private let chance: @Sendable (Int) -> [UInt8]

  /// The seal of a store. `chance` gives that many random bytes. Throws `malformedKey` for an operator's key of another
  /// length.
  public init(
    operatorKey: [UInt8], salt: [UInt8], chance: @escaping @Sendable (Int) -> [UInt8]
  ) throws(CryptoError) {
    guard operatorKey.count == StateSeal.keySize else { throw .malformedKey("a state key has 32 bytes") }
    OpenSSL.prepare()
    sealingKey = CryptoEngine.hmac(.sha256, key: operatorKey, Array("keyshift state: sealing".utf8) + salt)
    tagKey = CryptoEngine.hmac(.sha256, key: operatorKey, Array("keyshift state: tags".utf8) + salt)
    self.chance = chance
  }

  /// Seals bytes under a name: nonce (12) ‖ ciphertext ‖ tag (16).
  public func seal(_ plaintext: [UInt8], as name: String) throws(CryptoError) -> [UInt8] {
    let nonce = chance(StateSeal.nonceSize)
    precondition(nonce.count == StateSeal.nonceSize, "a nonce has 12 bytes")
    return nonce
      + (try SymmetricCiphers.gcmSeal(
        OpenSSL.aes256Gcm, key: sealingKey, nonce: nonce, plaintext, authenticating: Array(name.utf8)))
  }

  /// Opens what was sealed under a name. Throws `decryptionFailed` for another name, another key and changed bytes.
  public func open(_ sealed: [UInt8], as name: String) throws(CryptoError) -> [UInt8] {
    guard sealed.count >= StateSeal.nonceSize else { throw .decryptionFailed }
    return try SymmetricCiphers.gcmOpen(
      OpenSSL.aes256Gcm, key: sealingKey, nonce: Array(sealed[..<StateSeal.nonceSize]),
      Array(sealed[StateSeal.nonceSize...]), authenticating: Array(name.utf8))
  }

  /// What tells that stored bytes are unchanged: an HMAC of them.
  public func tag(of bytes: [UInt8]) -> [UInt8] { CryptoEngine.hmac(.sha256, key: tagKey, bytes) }

  /// A key pair that was sealed as its PKCS #8 form. Throws as ``open(_:as:)`` does, and `malformedKey`.
  public func openKeyMaterial(_ sealed: [UInt8], as name: String) throws(CryptoError) -> KeyMaterial {
    try KeyDerivation.importing(pkcs8: try open(sealed, as: name))
  }

  var redacted: String { "<state seal>" }
}
