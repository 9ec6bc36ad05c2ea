import Keys

/// AWS's signing algorithms.
public enum KmsSigningAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// ECDSA over P-256 or secp256k1, DER.
  case ecdsaSha256 = "ECDSA_SHA_256"
  /// ECDSA over P-384, DER.
  case ecdsaSha384 = "ECDSA_SHA_384"
  /// ECDSA over P-521, DER.
  case ecdsaSha512 = "ECDSA_SHA_512"
  /// Pure Ed25519, 64 bytes; takes the message as it is.
  case ed25519Sha512 = "ED25519_SHA_512"
  /// Ed25519ph, 64 bytes; takes a SHA-512 digest only, which the service hashes once more (AWS: `Sign`, MessageType).
  case ed25519PhSha512 = "ED25519_PH_SHA_512"
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case pkcs1Sha256 = "RSASSA_PKCS1_V1_5_SHA_256"
  /// RSASSA-PKCS1-v1_5 with SHA-384.
  case pkcs1Sha384 = "RSASSA_PKCS1_V1_5_SHA_384"
  /// RSASSA-PKCS1-v1_5 with SHA-512.
  case pkcs1Sha512 = "RSASSA_PKCS1_V1_5_SHA_512"
  /// RSASSA-PSS with SHA-256.
  case pssSha256 = "RSASSA_PSS_SHA_256"
  /// RSASSA-PSS with SHA-384.
  case pssSha384 = "RSASSA_PSS_SHA_384"
  /// RSASSA-PSS with SHA-512.
  case pssSha512 = "RSASSA_PSS_SHA_512"
  /// ML-DSA; of no key that the service makes.
  case mlDsaShake256 = "ML_DSA_SHAKE_256"
  /// SM2; of no key that the service makes.
  case sm2dsa = "SM2DSA"

  /// The computation behind the name; nil for an algorithm of no key that the service makes.
  public var raw: RawSigningAlgorithm? {
    switch self {
    case .ecdsaSha256: .ecdsa(.sha256)
    case .ecdsaSha384: .ecdsa(.sha384)
    case .ecdsaSha512: .ecdsa(.sha512)
    case .ed25519Sha512: .ed25519
    case .ed25519PhSha512: .ed25519Prehashed
    case .pkcs1Sha256: .rsaPkcs1(.sha256)
    case .pkcs1Sha384: .rsaPkcs1(.sha384)
    case .pkcs1Sha512: .rsaPkcs1(.sha512)
    case .pssSha256: .rsaPss(.sha256)
    case .pssSha384: .rsaPss(.sha384)
    case .pssSha512: .rsaPss(.sha512)
    case .mlDsaShake256, .sm2dsa: nil
    }
  }

  /// Whether keys for it are RSA keys.
  var isRSA: Bool {
    switch raw {
    case .rsaPkcs1, .rsaPkcs1Unhashed, .rsaPss: true
    case .ed25519, .ed25519Prehashed, .ecdsa, nil: false
    }
  }

  /// The length in bytes that `MessageType=DIGEST` must have; nil where AWS demands `RAW`.
  public var digestLength: Int? { raw?.hash?.size }

  /// Whether a message of a type is what is signed; else the service hashes it first.
  func signsAsItIs(_ type: KmsMessageType) -> Bool { type == .digest && self != .ed25519PhSha512 }
}

/// AWS's encryption algorithms.
public enum KmsEncryptionAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// AES-256-GCM with the encryption context as associated data.
  case symmetricDefault = "SYMMETRIC_DEFAULT"
  /// RSA-OAEP with SHA-1 and MGF1-SHA-1, empty label.
  case rsaesOaepSha1 = "RSAES_OAEP_SHA_1"
  /// RSA-OAEP with SHA-256 and MGF1-SHA-256, empty label.
  case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
  /// SM2; of no key that the service makes.
  case sm2pke = "SM2PKE"

  /// The hash of OAEP; nil for the others.
  var hash: HashFunction? {
    switch self {
    case .symmetricDefault, .sm2pke: nil
    case .rsaesOaepSha1: .sha1
    case .rsaesOaepSha256: .sha256
    }
  }

  /// The kind of key that a request for an unknown key is counted as.
  var assumedKeySpec: KmsKeySpec {
    switch self {
    case .symmetricDefault: .symmetricDefault
    case .rsaesOaepSha1, .rsaesOaepSha256: .rsa2048
    case .sm2pke: .sm2
    }
  }
}

/// AWS's algorithms of message authentication codes.
public enum KmsMacAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// 28 bytes.
  case hmacSha224 = "HMAC_SHA_224"
  /// 32 bytes.
  case hmacSha256 = "HMAC_SHA_256"
  /// 48 bytes.
  case hmacSha384 = "HMAC_SHA_384"
  /// 64 bytes.
  case hmacSha512 = "HMAC_SHA_512"

  /// The spec of its keys.
  public var keySpec: KmsKeySpec {
    switch self {
    case .hmacSha224: .hmac224
    case .hmacSha256: .hmac256
    case .hmacSha384: .hmac384
    case .hmacSha512: .hmac512
    }
  }

  /// The hash; its keys are as long as its digests.
  var hash: HashFunction {
    switch self {
    case .hmacSha224: .sha224
    case .hmacSha256: .sha256
    case .hmacSha384: .sha384
    case .hmacSha512: .sha512
    }
  }
}

/// AWS's algorithms of key agreement.
public enum KmsKeyAgreementAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// Elliptic-curve Diffie-Hellman: the x coordinate of the shared point, without any derivation (NIST SP 800-56A).
  case ecdh = "ECDH"
}

/// What `Sign` and `Verify` do with the message.
public enum KmsMessageType: String, CaseIterable, Hashable, Sendable {
  /// The service hashes it; the default.
  case raw = "RAW"
  /// It is a hash already.
  case digest = "DIGEST"
  /// It is the representative of ML-DSA.
  case externalMu = "EXTERNAL_MU"
}

/// How imported material is wrapped.
public enum KmsWrappingAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// RSAES-PKCS1-v1_5; refused by AWS since 2023-10-10.
  case rsaesPkcs1 = "RSAES_PKCS1_V1_5"
  /// RSA-OAEP-SHA-1 of the material itself; not for RSA private keys.
  case rsaesOaepSha1 = "RSAES_OAEP_SHA_1"
  /// RSA-OAEP-SHA-256 of the material itself; not for RSA private keys.
  case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
  /// RSA-OAEP-SHA-1 of an AES-256 key, then AES-KWP (RFC 5649) of the material.
  case rsaAesKeyWrapSha1 = "RSA_AES_KEY_WRAP_SHA_1"
  /// RSA-OAEP-SHA-256 of an AES-256 key, then AES-KWP (RFC 5649) of the material.
  case rsaAesKeyWrapSha256 = "RSA_AES_KEY_WRAP_SHA_256"
  /// SM2, in AWS's Regions in China only; refused.
  case sm2pke = "SM2PKE"

  /// Those that the service carries out.
  public static let provided: [KmsWrappingAlgorithm] = [
    .rsaesOaepSha1, .rsaesOaepSha256, .rsaAesKeyWrapSha1, .rsaAesKeyWrapSha256,
  ]

  /// What it does with the material; nil where it is refused.
  var method: (hash: HashFunction, isKeyWrap: Bool)? {
    switch self {
    case .rsaesOaepSha1: (.sha1, false)
    case .rsaesOaepSha256: (.sha256, false)
    case .rsaAesKeyWrapSha1: (.sha1, true)
    case .rsaAesKeyWrapSha256: (.sha256, true)
    case .rsaesPkcs1, .sm2pke: nil
    }
  }

  /// Whether material of a spec can be wrapped with it for a wrapping key (AWS: `GetParametersForImport`): an RSA private
  /// key is too long for OAEP, a P-521 key for OAEP under RSA_2048.
  func takes(_ spec: KmsKeySpec, under wrappingKey: KmsWrappingKeySpec) -> Bool {
    guard let method else { return false }
    return method.isKeyWrap || !spec.isRSA && !(spec == .eccNistP521 && wrappingKey == .rsa2048)
  }
}

/// The kind of the wrapping key.
public enum KmsWrappingKeySpec: String, CaseIterable, Hashable, Sendable {
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "RSA_2048"
  /// RSA with a modulus of 3072 bits.
  case rsa3072 = "RSA_3072"
  /// RSA with a modulus of 4096 bits.
  case rsa4096 = "RSA_4096"
  /// SM2, in AWS's Regions in China only; refused.
  case sm2 = "SM2"

  /// Bits of the modulus; nil for SM2.
  var bits: Int? {
    switch self {
    case .rsa2048: 2048
    case .rsa3072: 3072
    case .rsa4096: 4096
    case .sm2: nil
    }
  }
}
