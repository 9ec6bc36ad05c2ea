import Keys

extension GcpAlgorithm {
  /// What the algorithm computes with.
  enum Meaning: Hashable, Sendable {
    /// AES-256-GCM in the service's own form.
    case symmetric
    /// A signature by a key pair.
    case sign(KeyKind, RawSigningAlgorithm)
    /// RSA-OAEP by a key pair.
    case oaep(bits: Int, HashFunction)
    /// AES with a key of so many bytes and a vector that callers see.
    case raw(RawCipher, keySize: Int)
    /// HMAC with a key as long as the hash.
    case mac(HashFunction)
    /// Nothing: keyshift does not model it.
    case none
  }

  var meaning: Meaning {
    switch self {
    case .googleSymmetricEncryption: .symmetric
    case .rsaSignPss2048Sha256: .sign(.rsa(bits: 2048), .rsaPss(.sha256))
    case .rsaSignPss3072Sha256: .sign(.rsa(bits: 3072), .rsaPss(.sha256))
    case .rsaSignPss4096Sha256: .sign(.rsa(bits: 4096), .rsaPss(.sha256))
    case .rsaSignPss4096Sha512: .sign(.rsa(bits: 4096), .rsaPss(.sha512))
    case .rsaSignPkcs12048Sha256: .sign(.rsa(bits: 2048), .rsaPkcs1(.sha256))
    case .rsaSignPkcs13072Sha256: .sign(.rsa(bits: 3072), .rsaPkcs1(.sha256))
    case .rsaSignPkcs14096Sha256: .sign(.rsa(bits: 4096), .rsaPkcs1(.sha256))
    case .rsaSignPkcs14096Sha512: .sign(.rsa(bits: 4096), .rsaPkcs1(.sha512))
    case .rsaDecryptOaep2048Sha256: .oaep(bits: 2048, .sha256)
    case .rsaDecryptOaep3072Sha256: .oaep(bits: 3072, .sha256)
    case .rsaDecryptOaep4096Sha256: .oaep(bits: 4096, .sha256)
    case .rsaDecryptOaep4096Sha512: .oaep(bits: 4096, .sha512)
    case .rsaDecryptOaep2048Sha1: .oaep(bits: 2048, .sha1)
    case .rsaDecryptOaep3072Sha1: .oaep(bits: 3072, .sha1)
    case .rsaDecryptOaep4096Sha1: .oaep(bits: 4096, .sha1)
    case .ecSignP256Sha256: .sign(.p256, .ecdsa(.sha256))
    case .ecSignP384Sha384: .sign(.p384, .ecdsa(.sha384))
    case .ecSignSecp256k1Sha256: .sign(.secp256k1, .ecdsa(.sha256))
    case .ecSignEd25519: .sign(.ed25519, .ed25519)
    case .aes128Gcm: .raw(.gcm, keySize: 16)
    case .aes256Gcm: .raw(.gcm, keySize: 32)
    case .aes128Cbc: .raw(.cbc, keySize: 16)
    case .aes256Cbc: .raw(.cbc, keySize: 32)
    case .aes128Ctr: .raw(.ctr, keySize: 16)
    case .aes256Ctr: .raw(.ctr, keySize: 32)
    case .rsaSignRawPkcs12048: .sign(.rsa(bits: 2048), .rsaPkcs1Unhashed)
    case .rsaSignRawPkcs13072: .sign(.rsa(bits: 3072), .rsaPkcs1Unhashed)
    case .rsaSignRawPkcs14096: .sign(.rsa(bits: 4096), .rsaPkcs1Unhashed)
    case .hmacSha1: .mac(.sha1)
    case .hmacSha224: .mac(.sha224)
    case .hmacSha256: .mac(.sha256)
    case .hmacSha384: .mac(.sha384)
    case .hmacSha512: .mac(.sha512)
    case .externalSymmetricEncryption, .mlKem768, .mlKem1024, .kemXwing, .pqSignMlDsa44, .pqSignMlDsa65, .pqSignMlDsa87,
      .pqSignSlhDsaSha2128s, .pqSignHashSlhDsaSha2128sSha256, .pqSignMlDsa44ExternalMu, .pqSignMlDsa65ExternalMu,
      .pqSignMlDsa87ExternalMu, .aes256Kwp:
      .none
    }
  }

  /// The purpose that a key of this algorithm has.
  public var purpose: GcpPurpose {
    switch self {
    case .googleSymmetricEncryption, .externalSymmetricEncryption: .encryptDecrypt
    case .aes128Gcm, .aes256Gcm, .aes128Cbc, .aes256Cbc, .aes128Ctr, .aes256Ctr: .rawEncryptDecrypt
    case .rsaDecryptOaep2048Sha256, .rsaDecryptOaep3072Sha256, .rsaDecryptOaep4096Sha256, .rsaDecryptOaep4096Sha512,
      .rsaDecryptOaep2048Sha1, .rsaDecryptOaep3072Sha1, .rsaDecryptOaep4096Sha1:
      .asymmetricDecrypt
    case .hmacSha256, .hmacSha1, .hmacSha384, .hmacSha512, .hmacSha224: .mac
    case .mlKem768, .mlKem1024, .kemXwing: .keyEncapsulation
    case .aes256Kwp: .aesWrapping
    case .rsaSignPss2048Sha256, .rsaSignPss3072Sha256, .rsaSignPss4096Sha256, .rsaSignPss4096Sha512,
      .rsaSignPkcs12048Sha256, .rsaSignPkcs13072Sha256, .rsaSignPkcs14096Sha256, .rsaSignPkcs14096Sha512,
      .rsaSignRawPkcs12048, .rsaSignRawPkcs13072, .rsaSignRawPkcs14096, .ecSignP256Sha256, .ecSignP384Sha384,
      .ecSignSecp256k1Sha256, .ecSignEd25519, .pqSignMlDsa44, .pqSignMlDsa65, .pqSignMlDsa87, .pqSignSlhDsaSha2128s,
      .pqSignHashSlhDsaSha2128sSha256, .pqSignMlDsa44ExternalMu, .pqSignMlDsa65ExternalMu, .pqSignMlDsa87ExternalMu:
      .asymmetricSign
    }
  }

  /// Whether a key of this algorithm is a pair, which is generated in the background.
  public var isAsymmetric: Bool {
    switch purpose {
    case .asymmetricSign, .asymmetricDecrypt, .keyEncapsulation: true
    case .encryptDecrypt, .rawEncryptDecrypt, .mac, .aesWrapping: false
    }
  }

  /// Whether keyshift computes it.
  public var isModelled: Bool { meaning != .none }

  /// Whether the level has keys of this algorithm: secp256k1 exists in Cloud HSM alone.
  public func exists(at level: GcpProtectionLevel) -> Bool { self != .ecSignSecp256k1Sha256 || level == .hsm }
}
