/// The hash functions that key services name in their algorithms.
public enum HashFunction: String, CaseIterable, Hashable, Sendable {
  /// SHA-1, for RSA-OAEP and key wrapping only.
  case sha1
  /// SHA-224, for HMAC only.
  case sha224
  /// SHA-256.
  case sha256
  /// SHA-384.
  case sha384
  /// SHA-512.
  case sha512

  /// Bytes of a digest.
  public var size: Int { openSSL.size }

  /// The digest of `bytes`.
  public func digest(_ bytes: [UInt8]) -> [UInt8] {
    OpenSSL.hash(bytes, openSSL)
  }

  var isForSignatures: Bool {
    switch self {
    case .sha1, .sha224: false
    case .sha256, .sha384, .sha512: true
    }
  }

  var openSSL: OpenSSL.MessageDigest {
    switch self {
    case .sha1: OpenSSL.sha1
    case .sha224: OpenSSL.sha224
    case .sha256: OpenSSL.sha256
    case .sha384: OpenSSL.sha384
    case .sha512: OpenSSL.sha512
    }
  }
}

/// A signature algorithm of a key service, wider than Canton's: also RSA, and any hash with any curve.
public enum RawSigningAlgorithm: Hashable, Sendable {
  /// Ed25519 over the message itself.
  case ed25519
  /// Ed25519ph (RFC 8032): Ed25519 over the SHA-512 digest of the message, in a domain of its own.
  case ed25519Prehashed
  /// ECDSA over a digest, DER encoded.
  case ecdsa(HashFunction)
  /// RSASSA-PKCS1-v1_5.
  case rsaPkcs1(HashFunction)
  /// RSASSA-PKCS1-v1_5 over bytes as they are, without a hash and its name: at most 11 bytes fewer than the modulus has.
  case rsaPkcs1Unhashed
  /// RSASSA-PSS with MGF1 of the same hash and a salt as long as the digest.
  case rsaPss(HashFunction)

  /// The hash of the message that is signed; nil where the message is taken whole.
  public var hash: HashFunction? {
    switch self {
    case .ed25519, .rsaPkcs1Unhashed: nil
    case .ed25519Prehashed: .sha512
    case .ecdsa(let hash), .rsaPkcs1(let hash), .rsaPss(let hash): hash
    }
  }

  /// Whether keys of this kind sign with it.
  public func works(with kind: KeyKind) -> Bool {
    switch (self, kind) {
    case (.ed25519, .ed25519), (.ed25519Prehashed, .ed25519), (.rsaPkcs1Unhashed, .rsa): true
    case (.ecdsa(let hash), .p256), (.ecdsa(let hash), .p384), (.ecdsa(let hash), .p521),
      (.ecdsa(let hash), .secp256k1), (.rsaPkcs1(let hash), .rsa), (.rsaPss(let hash), .rsa):
      hash.isForSignatures
    default: false
    }
  }

  /// The most bytes of a signature by a key of this kind.
  public func nominalSignatureSize(_ kind: KeyKind) -> Int {
    switch kind {
    case .ed25519: 64
    case .p256, .secp256k1: 72
    case .p384: 104
    case .p521: 139
    case .rsa(let bits): bits / 8
    }
  }

  /// Canton's algorithm as one of these.
  public init(_ algorithm: SigningAlgorithmSpec) {
    self =
      switch algorithm {
      case .ed25519: .ed25519
      case .ecDsaSha256: .ecdsa(.sha256)
      case .ecDsaSha384: .ecdsa(.sha384)
      }
  }

  /// One word per algorithm, for hashing.
  var name: String {
    switch self {
    case .ed25519: "ed25519"
    case .ed25519Prehashed: "ed25519ph"
    case .ecdsa(let hash): "ecdsa-\(hash.rawValue)"
    case .rsaPkcs1(let hash): "rsa-pkcs1-\(hash.rawValue)"
    case .rsaPkcs1Unhashed: "rsa-pkcs1-unhashed"
    case .rsaPss(let hash): "rsa-pss-\(hash.rawValue)"
    }
  }
}
