import Keys

/// The kinds of keys under AWS's names (kms.md section 3).
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
  /// NIST P-521.
  case eccNistP521 = "ECC_NIST_P521"
  /// secp256k1.
  case eccSecgP256k1 = "ECC_SECG_P256K1"
  /// Ed25519. AWS has it, Canton's AWS integration does not take it.
  case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"
  /// HMAC with SHA-224.
  case hmac224 = "HMAC_224"
  /// HMAC with SHA-256.
  case hmac256 = "HMAC_256"
  /// HMAC with SHA-384.
  case hmac384 = "HMAC_384"
  /// HMAC with SHA-512.
  case hmac512 = "HMAC_512"
  /// ML-DSA-44; refused, see ``isProvided``.
  case mlDsa44 = "ML_DSA_44"
  /// ML-DSA-65; refused, see ``isProvided``.
  case mlDsa65 = "ML_DSA_65"
  /// ML-DSA-87; refused, see ``isProvided``.
  case mlDsa87 = "ML_DSA_87"
  /// SM2, in AWS's Regions in China only; refused, see ``isProvided``.
  case sm2 = "SM2"

  /// Orders by name.
  public static func < (left: KmsKeySpec, right: KmsKeySpec) -> Bool { left.rawValue < right.rawValue }

  /// Whether the service makes such keys. It refuses SM2 as AWS does outside China, and ML-DSA because OpenSSL 3.0
  /// has none, as AWS refuses it in Regions without it.
  public var isProvided: Bool {
    switch self {
    case .mlDsa44, .mlDsa65, .mlDsa87, .sm2: false
    case .symmetricDefault, .rsa2048, .rsa3072, .rsa4096, .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1,
      .eccNistEdwards25519, .hmac224, .hmac256, .hmac384, .hmac512:
      true
    }
  }

  /// The kind of key pair; nil for a key without a pair and for one that is not provided.
  public var kind: KeyKind? {
    switch self {
    case .rsa2048: .rsa(bits: 2048)
    case .rsa3072: .rsa(bits: 3072)
    case .rsa4096: .rsa(bits: 4096)
    case .eccNistP256: .p256
    case .eccNistP384: .p384
    case .eccNistP521: .p521
    case .eccSecgP256k1: .secp256k1
    case .eccNistEdwards25519: .ed25519
    case .symmetricDefault, .hmac224, .hmac256, .hmac384, .hmac512, .mlDsa44, .mlDsa65, .mlDsa87, .sm2: nil
    }
  }

  /// Whether it is RSA of any size.
  public var isRSA: Bool { kind?.modulusSize != nil }

  /// The usages that AWS allows.
  public var usages: [KmsKeyUsage] {
    switch self {
    case .symmetricDefault: [.encryptDecrypt]
    case .rsa2048, .rsa3072, .rsa4096: [.encryptDecrypt, .signVerify]
    case .eccNistP256, .eccNistP384, .eccNistP521: [.signVerify, .keyAgreement]
    case .eccSecgP256k1, .eccNistEdwards25519, .mlDsa44, .mlDsa65, .mlDsa87: [.signVerify]
    case .hmac224, .hmac256, .hmac384, .hmac512: [.generateVerifyMac]
    case .sm2: [.encryptDecrypt, .signVerify, .keyAgreement]
    }
  }

  /// The algorithms of a `SIGN_VERIFY` key.
  public var signingAlgorithms: [KmsSigningAlgorithm] {
    switch self {
    case .symmetricDefault, .hmac224, .hmac256, .hmac384, .hmac512: []
    case .rsa2048, .rsa3072, .rsa4096:
      [.pkcs1Sha256, .pkcs1Sha384, .pkcs1Sha512, .pssSha256, .pssSha384, .pssSha512]
    case .eccNistP256, .eccSecgP256k1: [.ecdsaSha256]
    case .eccNistP384: [.ecdsaSha384]
    case .eccNistP521: [.ecdsaSha512]
    case .eccNistEdwards25519: [.ed25519Sha512, .ed25519PhSha512]
    case .mlDsa44, .mlDsa65, .mlDsa87: [.mlDsaShake256]
    case .sm2: [.sm2dsa]
    }
  }

  /// The algorithms of an `ENCRYPT_DECRYPT` key.
  public var encryptionAlgorithms: [KmsEncryptionAlgorithm] {
    switch self {
    case .symmetricDefault: [.symmetricDefault]
    case .rsa2048, .rsa3072, .rsa4096: [.rsaesOaepSha1, .rsaesOaepSha256]
    case .sm2: [.sm2pke]
    case .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1, .eccNistEdwards25519, .hmac224, .hmac256, .hmac384,
      .hmac512, .mlDsa44, .mlDsa65, .mlDsa87:
      []
    }
  }

  /// The algorithm of a `GENERATE_VERIFY_MAC` key: each spec has one.
  public var macAlgorithm: KmsMacAlgorithm? { KmsMacAlgorithm.allCases.first { $0.keySpec == self } }

  /// The algorithms of a `KEY_AGREEMENT` key.
  public var keyAgreementAlgorithms: [KmsKeyAgreementAlgorithm] { usages.contains(.keyAgreement) ? [.ecdh] : [] }

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
  /// `Encrypt`, `Decrypt`, `ReEncrypt` and the data keys.
  case encryptDecrypt = "ENCRYPT_DECRYPT"
  /// `GenerateMac` and `VerifyMac`.
  case generateVerifyMac = "GENERATE_VERIFY_MAC"
  /// `DeriveSharedSecret`.
  case keyAgreement = "KEY_AGREEMENT"
}
