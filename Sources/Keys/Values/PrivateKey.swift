/// A private key with its public key. Only `CryptoEngine` makes one, so the two always belong together.
///
/// Prints as `<private key 1220ab…>`, under `dump` and `Mirror` too.
public struct PrivateKey: Sendable, Secret {
  /// The public half, with purpose and usage.
  public let publicKey: PublicKey
  /// The key pair without purpose and usage.
  public let material: KeyMaterial

  init(publicKey: PublicKey, material: KeyMaterial) {
    precondition(publicKey.fingerprint == material.fingerprint, "a private key with a foreign public key")
    self.publicKey = publicKey
    self.material = material
  }

  /// The key as DER PKCS #8 PrivateKeyInfo. Never to be printed, logged or recorded.
  public var pkcs8: [UInt8] { material.pkcs8 }

  /// Identifies the key pair.
  public var fingerprint: Fingerprint { publicKey.fingerprint }

  /// What the key is for.
  public var purpose: KeyPurpose { publicKey.purpose }

  var redacted: String { material.redacted }
}

/// Two private keys are equal when their key pair, purpose and usage are; the encoding of the private half may differ.
extension PrivateKey: Equatable {
  /// Whether key pair, purpose and usage are the same.
  public static func == (left: PrivateKey, right: PrivateKey) -> Bool {
    left.publicKey == right.publicKey
  }
}

/// A key for AES-128-GCM, the one symmetric scheme of Canton. Prints redacted.
public struct SymmetricKey: Hashable, Sendable, Secret {
  /// The 16 bytes of the key. Never to be printed, logged or recorded.
  public let bytes: [UInt8]

  /// A key of these 16 bytes. Throws `malformedKey` for another length.
  public init(bytes: [UInt8]) throws(CryptoError) {
    guard bytes.count == SymmetricKey.size else {
      throw .malformedKey("a symmetric key has \(SymmetricKey.size) bytes, not \(bytes.count)")
    }
    self.bytes = bytes
  }

  init(drawn bytes: [UInt8]) {
    precondition(bytes.count == SymmetricKey.size, "a symmetric key has \(SymmetricKey.size) bytes")
    self.bytes = bytes
  }

  /// Bytes of a key.
  public static let size = 16

  /// Bytes that sealing adds: the nonce in front, the tag behind.
  public static let sealingOverhead = 28

  var redacted: String { "<symmetric key>" }
}
