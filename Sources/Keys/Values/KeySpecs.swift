/// What a key pair is for. Canton's `KeyPurpose`.
public enum KeyPurpose: String, CaseIterable, Hashable, Sendable {
  /// Signing and verifying.
  case signing
  /// Encrypting and decrypting.
  case encryption

  /// The value in Canton's protobuf enum `KeyPurpose`.
  public var protoValue: UInt64 {
    switch self {
    case .signing: 1
    case .encryption: 2
    }
  }
}

/// A crypto provider of a node, by its name in Canton's configuration. `tink` exists in the 2.x line only.
public enum ProviderName: String, CaseIterable, Hashable, Sendable {
  /// Google Tink, the default of the 2.x line.
  case tink
  /// The Java cryptography extension, the default of the 3.x line.
  case jce
  /// Private keys in a key management service, public operations in software.
  case kms
}

/// A name that scheme tables, configuration and error texts speak of.
public protocol CryptoSpec: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
  /// Canton's name in printouts and error texts.
  var displayName: String { get }
}

/// The kind of a signing key pair. Raw values are Canton's configuration names.
public enum SigningKeySpec: String, CryptoSpec {
  /// Ed25519.
  case ecCurve25519 = "ec-curve-25519"
  /// NIST P-256 (secp256r1).
  case ecP256 = "ec-p-256"
  /// NIST P-384 (secp384r1).
  case ecP384 = "ec-p-384"
  /// Koblitz curve secp256k1.
  case ecSecp256k1 = "ec-secp-256k-1"

  /// The value in Canton's protobuf enum `SigningKeySpec`.
  public var protoValue: UInt64 {
    switch self {
    case .ecCurve25519: 1
    case .ecP256: 2
    case .ecP384: 3
    case .ecSecp256k1: 4
    }
  }

  /// The spec with this protobuf value; nil for an unknown one.
  public init?(protoValue: UInt64) {
    guard let spec = SigningKeySpec.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = spec
  }

  /// Canton's name in printouts and error texts.
  public var displayName: String {
    switch self {
    case .ecCurve25519: "EC-Curve25519"
    case .ecP256: "EC-P256"
    case .ecP384: "EC-P384"
    case .ecSecp256k1: "EC-Secp256k1"
    }
  }

  /// Bytes of the public key as DER SubjectPublicKeyInfo.
  public var publicKeySize: Int {
    switch self {
    case .ecCurve25519: 44
    case .ecP256: 91
    case .ecP384: 120
    case .ecSecp256k1: 88
    }
  }

  var kind: KeyKind {
    switch self {
    case .ecCurve25519: .ed25519
    case .ecP256: .p256
    case .ecP384: .p384
    case .ecSecp256k1: .secp256k1
    }
  }
}

/// How a signature is made. Raw values are Canton's configuration names.
public enum SigningAlgorithmSpec: String, CryptoSpec {
  /// Ed25519 over the message.
  case ed25519 = "ed-25519"
  /// ECDSA over the SHA-256 digest of the message.
  case ecDsaSha256 = "ec-dsa-sha-256"
  /// ECDSA over the SHA-384 digest of the message.
  case ecDsaSha384 = "ec-dsa-sha-384"

  /// The value in Canton's protobuf enum `SigningAlgorithmSpec`.
  public var protoValue: UInt64 {
    switch self {
    case .ed25519: 1
    case .ecDsaSha256: 2
    case .ecDsaSha384: 3
    }
  }

  /// The algorithm with this protobuf value; nil for an unknown one.
  public init?(protoValue: UInt64) {
    guard let spec = SigningAlgorithmSpec.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = spec
  }

  /// Canton's name in printouts and error texts.
  public var displayName: String {
    switch self {
    case .ed25519: "Ed25519"
    case .ecDsaSha256: "EC-DSA-SHA256"
    case .ecDsaSha384: "EC-DSA-SHA384"
    }
  }

  /// The key specs that this algorithm signs with, in Canton's order.
  public var keySpecs: [SigningKeySpec] {
    switch self {
    case .ed25519: [.ecCurve25519]
    case .ecDsaSha256: [.ecP256, .ecSecp256k1]
    case .ecDsaSha384: [.ecP384]
    }
  }

  /// The format of its signatures.
  public var signatureFormat: SignatureFormat {
    switch self {
    case .ed25519: .concat
    case .ecDsaSha256, .ecDsaSha384: .der
    }
  }

  /// Bytes that a signature counts for traffic, whatever its real length: a DER signature counts its maximum.
  public func nominalSignatureSize(_ spec: SigningKeySpec) -> Int {
    switch spec {
    case .ecCurve25519: 64
    case .ecP256, .ecSecp256k1: 72
    case .ecP384: 104
    }
  }

  /// The algorithm that a key of this spec signs with; Canton maps each key spec to exactly one.
  public static func matching(_ spec: SigningKeySpec) -> SigningAlgorithmSpec {
    switch spec {
    case .ecCurve25519: .ed25519
    case .ecP256, .ecSecp256k1: .ecDsaSha256
    case .ecP384: .ecDsaSha384
    }
  }
}

/// The kind of an encryption key pair. Raw values are Canton's configuration names.
public enum EncryptionKeySpec: String, CryptoSpec {
  /// NIST P-256 for ECIES.
  case ecP256 = "ec-p-256"
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "rsa-2048"

  /// The value in Canton's protobuf enum `EncryptionKeySpec`.
  public var protoValue: UInt64 {
    switch self {
    case .ecP256: 1
    case .rsa2048: 2
    }
  }

  /// The spec with this protobuf value; nil for an unknown one.
  public init?(protoValue: UInt64) {
    guard let spec = EncryptionKeySpec.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = spec
  }

  /// Canton's name in printouts and error texts.
  public var displayName: String {
    switch self {
    case .ecP256: "EC-P256"
    case .rsa2048: "RSA-2048"
    }
  }

  /// Bytes of the public key as DER SubjectPublicKeyInfo.
  public var publicKeySize: Int {
    switch self {
    case .ecP256: 91
    case .rsa2048: 294
    }
  }

  var kind: KeyKind {
    switch self {
    case .ecP256: .p256
    case .rsa2048: .rsa(bits: 2048)
    }
  }
}

/// How a session key is encrypted for a recipient. Raw values are Canton's configuration names.
public enum EncryptionAlgorithmSpec: String, CryptoSpec {
  /// ECIES over P-256 with AES-128-CBC and HMAC-SHA256; see `CryptoEngine.encrypt` for the construction.
  case eciesHkdfHmacSha256Aes128Cbc = "ecies-hkdf-hmac-sha-256-aes-128-cbc"
  /// RSA-OAEP with SHA-256 for the hash and for MGF1 and an empty label.
  case rsaOaepSha256 = "rsa-oaep-sha-256"

  /// The value in Canton's protobuf enum `EncryptionAlgorithmSpec`.
  public var protoValue: UInt64 {
    switch self {
    case .eciesHkdfHmacSha256Aes128Cbc: 1
    case .rsaOaepSha256: 2
    }
  }

  /// The algorithm with this protobuf value; nil for an unknown one.
  public init?(protoValue: UInt64) {
    guard let spec = EncryptionAlgorithmSpec.allCases.first(where: { $0.protoValue == protoValue }) else { return nil }
    self = spec
  }

  /// Canton's name in printouts and error texts.
  public var displayName: String {
    switch self {
    case .eciesHkdfHmacSha256Aes128Cbc: "ECIES_HMAC256_AES128-CBC"
    case .rsaOaepSha256: "RSA-OAEP-SHA256"
    }
  }

  /// The key specs that this algorithm encrypts for.
  public var keySpecs: [EncryptionKeySpec] {
    switch self {
    case .eciesHkdfHmacSha256Aes128Cbc: [.ecP256]
    case .rsaOaepSha256: [.rsa2048]
    }
  }

  /// Bytes of the ciphertext of a plaintext of `plaintextSize` bytes.
  public func ciphertextSize(plaintextSize: Int) -> Int {
    switch self {
    case .eciesHkdfHmacSha256Aes128Cbc: 16 + 65 + (plaintextSize / 16 + 1) * 16 + 32
    case .rsaOaepSha256: 256
    }
  }

  /// The algorithm for a key of this spec; Canton maps each key spec to exactly one.
  public static func matching(_ spec: EncryptionKeySpec) -> EncryptionAlgorithmSpec {
    switch spec {
    case .ecP256: .eciesHkdfHmacSha256Aes128Cbc
    case .rsa2048: .rsaOaepSha256
    }
  }
}
