import Keys

/// The kinds of keys that the service can hold, under AWS's names (kms.md section 3).
public enum KmsKeySpec: String, CaseIterable, Hashable, Comparable, Sendable {
  /// AES-256-GCM.
  case symmetricDefault = "SYMMETRIC_DEFAULT"
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "RSA_2048"
  /// RSA with a modulus of 3072 bits.
  case rsa3072 = "RSA_3072"
  /// RSA with a modulus of 4096 bits.
  case rsa4096 = "RSA_4096"
  /// NIST P-256.
  case eccNistP256 = "ECC_NIST_P256"
  /// NIST P-384.
  case eccNistP384 = "ECC_NIST_P384"
  /// secp256k1.
  case eccSecgP256k1 = "ECC_SECG_P256K1"
  /// Ed25519. AWS has it, Canton's AWS integration does not take it.
  case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"

  /// Orders by name.
  public static func < (left: KmsKeySpec, right: KmsKeySpec) -> Bool { left.rawValue < right.rawValue }

  /// The kind of key pair; nil for a symmetric key.
  public var kind: KeyKind? {
    switch self {
    case .symmetricDefault: nil
    case .rsa2048: .rsa(bits: 2048)
    case .rsa3072: .rsa(bits: 3072)
    case .rsa4096: .rsa(bits: 4096)
    case .eccNistP256: .p256
    case .eccNistP384: .p384
    case .eccSecgP256k1: .secp256k1
    case .eccNistEdwards25519: .ed25519
    }
  }

  /// Whether it is RSA of any size.
  public var isRSA: Bool { kind?.modulusSize != nil }

  /// The usages that AWS allows.
  public var usages: [KmsKeyUsage] {
    switch self {
    case .symmetricDefault: [.encryptDecrypt]
    case .rsa2048, .rsa3072, .rsa4096: [.encryptDecrypt, .signVerify]
    case .eccNistP256, .eccNistP384, .eccSecgP256k1, .eccNistEdwards25519: [.signVerify]
    }
  }

  /// The algorithms of a `SIGN_VERIFY` key.
  public var signingAlgorithms: [KmsSigningAlgorithm] {
    switch self {
    case .symmetricDefault: []
    case .rsa2048, .rsa3072, .rsa4096:
      [.pkcs1Sha256, .pkcs1Sha384, .pkcs1Sha512, .pssSha256, .pssSha384, .pssSha512]
    case .eccNistP256, .eccSecgP256k1: [.ecdsaSha256]
    case .eccNistP384: [.ecdsaSha384]
    case .eccNistEdwards25519: [.ed25519Sha512]
    }
  }

  /// The algorithms of an `ENCRYPT_DECRYPT` key.
  public var encryptionAlgorithms: [KmsEncryptionAlgorithm] {
    switch self {
    case .symmetricDefault: [.symmetricDefault]
    case .rsa2048, .rsa3072, .rsa4096: [.rsaesOaepSha1, .rsaesOaepSha256]
    case .eccNistP256, .eccNistP384, .eccSecgP256k1, .eccNistEdwards25519: []
    }
  }

  /// The greatest plaintext in bytes: modulus − 2 × hash − 2 for OAEP; nil where the algorithm is not the spec's.
  public func maximumPlaintext(_ algorithm: KmsEncryptionAlgorithm) -> Int? {
    guard encryptionAlgorithms.contains(algorithm) else { return nil }
    guard let size = kind?.modulusSize, let hash = algorithm.hash else { return 4096 }
    return size - 2 * hash.size - 2
  }
}

/// What a key is for.
public enum KmsKeyUsage: String, CaseIterable, Hashable, Sendable {
  /// `Sign` and `Verify`.
  case signVerify = "SIGN_VERIFY"
  /// `Encrypt`, `Decrypt` and `GenerateDataKey`.
  case encryptDecrypt = "ENCRYPT_DECRYPT"
}

/// AWS's signing algorithms that the service can compute.
public enum KmsSigningAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// ECDSA over P-256 or secp256k1, DER.
  case ecdsaSha256 = "ECDSA_SHA_256"
  /// ECDSA over P-384, DER.
  case ecdsaSha384 = "ECDSA_SHA_384"
  /// Pure Ed25519, 64 bytes; takes the message as it is.
  case ed25519Sha512 = "ED25519_SHA_512"
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

  /// The computation behind the name.
  public var raw: RawSigningAlgorithm {
    switch self {
    case .ecdsaSha256: .ecdsa(.sha256)
    case .ecdsaSha384: .ecdsa(.sha384)
    case .ed25519Sha512: .ed25519
    case .pkcs1Sha256: .rsaPkcs1(.sha256)
    case .pkcs1Sha384: .rsaPkcs1(.sha384)
    case .pkcs1Sha512: .rsaPkcs1(.sha512)
    case .pssSha256: .rsaPss(.sha256)
    case .pssSha384: .rsaPss(.sha384)
    case .pssSha512: .rsaPss(.sha512)
    }
  }

  /// The length in bytes that `MessageType=DIGEST` must have; nil where AWS demands `RAW`.
  public var digestLength: Int? { raw.hash?.size }
}

/// AWS's encryption algorithms that the service can compute.
public enum KmsEncryptionAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// AES-256-GCM with the encryption context as associated data.
  case symmetricDefault = "SYMMETRIC_DEFAULT"
  /// RSA-OAEP with SHA-1 and MGF1-SHA-1, empty label.
  case rsaesOaepSha1 = "RSAES_OAEP_SHA_1"
  /// RSA-OAEP with SHA-256 and MGF1-SHA-256, empty label.
  case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"

  /// The hash of OAEP; nil for the symmetric algorithm.
  var hash: HashFunction? {
    switch self {
    case .symmetricDefault: nil
    case .rsaesOaepSha1: .sha1
    case .rsaesOaepSha256: .sha256
    }
  }
}

/// What `Sign` and `Verify` do with the message.
public enum KmsMessageType: String, CaseIterable, Hashable, Sendable {
  /// The service hashes it; the default.
  case raw = "RAW"
  /// It is a hash already.
  case digest = "DIGEST"
}

/// How imported material is wrapped.
public enum KmsWrappingAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// RSA-OAEP-SHA-256 of the material itself; not for RSA private keys.
  case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
  /// RSA-OAEP-SHA-256 of an AES-256 key, then AES-KWP (RFC 5649) of the material.
  case rsaAesKeyWrapSha256 = "RSA_AES_KEY_WRAP_SHA_256"
}

/// The kind of the wrapping key.
public enum KmsWrappingKeySpec: String, CaseIterable, Hashable, Sendable {
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "RSA_2048"
  /// RSA with a modulus of 3072 bits.
  case rsa3072 = "RSA_3072"
  /// RSA with a modulus of 4096 bits.
  case rsa4096 = "RSA_4096"

  /// Bits of the modulus.
  var bits: Int {
    switch self {
    case .rsa2048: 2048
    case .rsa3072: 3072
    case .rsa4096: 4096
    }
  }
}
