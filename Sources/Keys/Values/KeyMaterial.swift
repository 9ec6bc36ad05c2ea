/// The mathematical kind of a key pair, whatever it is used for.
public enum KeyKind: Hashable, Sendable {
  /// Ed25519.
  case ed25519
  /// NIST P-256.
  case p256
  /// NIST P-384.
  case p384
  /// NIST P-521.
  case p521
  /// Koblitz curve secp256k1.
  case secp256k1
  /// RSA with a modulus of this many bits and the public exponent 65537.
  case rsa(bits: Int)

  /// Bytes of an RSA modulus; nil for curves.
  public var modulusSize: Int? {
    guard case .rsa(let bits) = self else { return nil }
    return bits / 8
  }

  var name: String {
    switch self {
    case .ed25519: "ed25519"
    case .p256: "p256"
    case .p384: "p384"
    case .p521: "p521"
    case .secp256k1: "secp256k1"
    case .rsa(let bits): "rsa-\(bits)"
    }
  }
}

/// A public key without purpose and usage: what a key management service and the key codecs handle.
public struct PublicKeyMaterial: Hashable, Sendable {
  /// The kind of the key.
  public let kind: KeyKind
  /// The key as DER SubjectPublicKeyInfo (RFC 5280).
  public let subjectPublicKeyInfo: [UInt8]
  /// Canton's fingerprint of the key.
  public let fingerprint: Fingerprint

  /// Parses a SubjectPublicKeyInfo. Throws `malformedKey` for other bytes and `unsupportedKeySpec` for another kind of
  /// key; whether a point lies on its curve is found out when the key is first used.
  public init(subjectPublicKeyInfo: [UInt8]) throws(CryptoError) {
    kind = try SubjectPublicKeyInfo.kind(of: subjectPublicKeyInfo)
    self.subjectPublicKeyInfo = subjectPublicKeyInfo
    fingerprint = Fingerprint.of(kind, subjectPublicKeyInfo: subjectPublicKeyInfo)
  }

  init(kind: KeyKind, subjectPublicKeyInfo: [UInt8]) {
    self.kind = kind
    self.subjectPublicKeyInfo = subjectPublicKeyInfo
    fingerprint = Fingerprint.of(kind, subjectPublicKeyInfo: subjectPublicKeyInfo)
  }
}

/// A key pair without purpose and usage: what a key management service holds.
///
/// Only `CryptoEngine` makes one, so the public key always belongs to the private one. Prints as its fingerprint.
public struct KeyMaterial: Sendable, Secret {
  /// The public half.
  public let publicKey: PublicKeyMaterial
  /// The private half as DER PKCS #8 PrivateKeyInfo. Never to be printed, logged or recorded.
  public let pkcs8: [UInt8]

  init(publicKey: PublicKeyMaterial, pkcs8: [UInt8]) {
    self.publicKey = publicKey
    self.pkcs8 = pkcs8
  }

  /// The kind of the key pair.
  public var kind: KeyKind { publicKey.kind }

  /// Canton's fingerprint of the public half.
  public var fingerprint: Fingerprint { publicKey.fingerprint }

  var redacted: String { "<private key \(fingerprint.short)>" }
}

/// Something that must not show what it holds: interpolation, `dump`, `Mirror` and the debugger see the redacted text.
protocol Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// What is shown instead.
  var redacted: String { get }
}

extension Secret {
  /// The redacted text.
  public var description: String { redacted }
  /// The redacted text.
  public var debugDescription: String { redacted }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(reflecting: redacted) }
}

extension KeyMaterial {
  /// The number that makes the key private, big-endian: the seed of Ed25519, the scalar of a curve, the first prime of
  /// RSA. Whoever finds it has the key, however it was wrapped in DER; searches of stored bytes look for it.
  public var secretNumber: [UInt8] {
    get throws(CryptoError) {
      switch try PrivateKeyInfo.parse(pkcs8) {
      case .ed25519(let seed): seed
      case .scalar(_, let scalar, point: _): scalar
      case .rsa(let numbers): numbers.prime1
      }
    }
  }
}
