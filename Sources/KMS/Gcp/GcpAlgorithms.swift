import Keys

/// What a key version computes: `CryptoKeyVersionAlgorithm`. The numbers are those of google-cloud-kms 3.18.0.
public enum GcpAlgorithm: String, GcpEnum {
  /// `GOOGLE_SYMMETRIC_ENCRYPTION`.
  case googleSymmetricEncryption = "GOOGLE_SYMMETRIC_ENCRYPTION"
  /// `AES_128_GCM`.
  case aes128Gcm = "AES_128_GCM"
  /// `AES_256_GCM`.
  case aes256Gcm = "AES_256_GCM"
  /// `AES_128_CBC`.
  case aes128Cbc = "AES_128_CBC"
  /// `AES_256_CBC`.
  case aes256Cbc = "AES_256_CBC"
  /// `AES_128_CTR`.
  case aes128Ctr = "AES_128_CTR"
  /// `AES_256_CTR`.
  case aes256Ctr = "AES_256_CTR"
  /// `RSA_SIGN_PSS_2048_SHA256`.
  case rsaSignPss2048Sha256 = "RSA_SIGN_PSS_2048_SHA256"
  /// `RSA_SIGN_PSS_3072_SHA256`.
  case rsaSignPss3072Sha256 = "RSA_SIGN_PSS_3072_SHA256"
  /// `RSA_SIGN_PSS_4096_SHA256`.
  case rsaSignPss4096Sha256 = "RSA_SIGN_PSS_4096_SHA256"
  /// `RSA_SIGN_PSS_4096_SHA512`.
  case rsaSignPss4096Sha512 = "RSA_SIGN_PSS_4096_SHA512"
  /// `RSA_SIGN_PKCS1_2048_SHA256`.
  case rsaSignPkcs12048Sha256 = "RSA_SIGN_PKCS1_2048_SHA256"
  /// `RSA_SIGN_PKCS1_3072_SHA256`.
  case rsaSignPkcs13072Sha256 = "RSA_SIGN_PKCS1_3072_SHA256"
  /// `RSA_SIGN_PKCS1_4096_SHA256`.
  case rsaSignPkcs14096Sha256 = "RSA_SIGN_PKCS1_4096_SHA256"
  /// `RSA_SIGN_PKCS1_4096_SHA512`.
  case rsaSignPkcs14096Sha512 = "RSA_SIGN_PKCS1_4096_SHA512"
  /// `RSA_SIGN_RAW_PKCS1_2048`.
  case rsaSignRawPkcs12048 = "RSA_SIGN_RAW_PKCS1_2048"
  /// `RSA_SIGN_RAW_PKCS1_3072`.
  case rsaSignRawPkcs13072 = "RSA_SIGN_RAW_PKCS1_3072"
  /// `RSA_SIGN_RAW_PKCS1_4096`.
  case rsaSignRawPkcs14096 = "RSA_SIGN_RAW_PKCS1_4096"
  /// `RSA_DECRYPT_OAEP_2048_SHA256`.
  case rsaDecryptOaep2048Sha256 = "RSA_DECRYPT_OAEP_2048_SHA256"
  /// `RSA_DECRYPT_OAEP_3072_SHA256`.
  case rsaDecryptOaep3072Sha256 = "RSA_DECRYPT_OAEP_3072_SHA256"
  /// `RSA_DECRYPT_OAEP_4096_SHA256`.
  case rsaDecryptOaep4096Sha256 = "RSA_DECRYPT_OAEP_4096_SHA256"
  /// `RSA_DECRYPT_OAEP_4096_SHA512`.
  case rsaDecryptOaep4096Sha512 = "RSA_DECRYPT_OAEP_4096_SHA512"
  /// `RSA_DECRYPT_OAEP_2048_SHA1`.
  case rsaDecryptOaep2048Sha1 = "RSA_DECRYPT_OAEP_2048_SHA1"
  /// `RSA_DECRYPT_OAEP_3072_SHA1`.
  case rsaDecryptOaep3072Sha1 = "RSA_DECRYPT_OAEP_3072_SHA1"
  /// `RSA_DECRYPT_OAEP_4096_SHA1`.
  case rsaDecryptOaep4096Sha1 = "RSA_DECRYPT_OAEP_4096_SHA1"
  /// `EC_SIGN_P256_SHA256`.
  case ecSignP256Sha256 = "EC_SIGN_P256_SHA256"
  /// `EC_SIGN_P384_SHA384`.
  case ecSignP384Sha384 = "EC_SIGN_P384_SHA384"
  /// `EC_SIGN_SECP256K1_SHA256`.
  case ecSignSecp256k1Sha256 = "EC_SIGN_SECP256K1_SHA256"
  /// `EC_SIGN_ED25519`.
  case ecSignEd25519 = "EC_SIGN_ED25519"
  /// `HMAC_SHA256`.
  case hmacSha256 = "HMAC_SHA256"
  /// `HMAC_SHA1`.
  case hmacSha1 = "HMAC_SHA1"
  /// `HMAC_SHA384`.
  case hmacSha384 = "HMAC_SHA384"
  /// `HMAC_SHA512`.
  case hmacSha512 = "HMAC_SHA512"
  /// `HMAC_SHA224`.
  case hmacSha224 = "HMAC_SHA224"
  /// `EXTERNAL_SYMMETRIC_ENCRYPTION`.
  case externalSymmetricEncryption = "EXTERNAL_SYMMETRIC_ENCRYPTION"
  /// `ML_KEM_768`.
  case mlKem768 = "ML_KEM_768"
  /// `ML_KEM_1024`.
  case mlKem1024 = "ML_KEM_1024"
  /// `KEM_XWING`.
  case kemXwing = "KEM_XWING"
  /// `PQ_SIGN_ML_DSA_44`.
  case pqSignMlDsa44 = "PQ_SIGN_ML_DSA_44"
  /// `PQ_SIGN_ML_DSA_65`.
  case pqSignMlDsa65 = "PQ_SIGN_ML_DSA_65"
  /// `PQ_SIGN_ML_DSA_87`.
  case pqSignMlDsa87 = "PQ_SIGN_ML_DSA_87"
  /// `PQ_SIGN_SLH_DSA_SHA2_128S`.
  case pqSignSlhDsaSha2128s = "PQ_SIGN_SLH_DSA_SHA2_128S"
  /// `PQ_SIGN_HASH_SLH_DSA_SHA2_128S_SHA256`.
  case pqSignHashSlhDsaSha2128sSha256 = "PQ_SIGN_HASH_SLH_DSA_SHA2_128S_SHA256"
  /// `PQ_SIGN_ML_DSA_44_EXTERNAL_MU`.
  case pqSignMlDsa44ExternalMu = "PQ_SIGN_ML_DSA_44_EXTERNAL_MU"
  /// `PQ_SIGN_ML_DSA_65_EXTERNAL_MU`.
  case pqSignMlDsa65ExternalMu = "PQ_SIGN_ML_DSA_65_EXTERNAL_MU"
  /// `PQ_SIGN_ML_DSA_87_EXTERNAL_MU`.
  case pqSignMlDsa87ExternalMu = "PQ_SIGN_ML_DSA_87_EXTERNAL_MU"
  /// `AES_256_KWP`.
  case aes256Kwp = "AES_256_KWP"

  /// The number of the algorithm.
  public var number: Int {
    switch self {
    case .googleSymmetricEncryption: 1
    case .aes128Gcm: 41
    case .aes256Gcm: 19
    case .aes128Cbc: 42
    case .aes256Cbc: 43
    case .aes128Ctr: 44
    case .aes256Ctr: 45
    case .rsaSignPss2048Sha256: 2
    case .rsaSignPss3072Sha256: 3
    case .rsaSignPss4096Sha256: 4
    case .rsaSignPss4096Sha512: 15
    case .rsaSignPkcs12048Sha256: 5
    case .rsaSignPkcs13072Sha256: 6
    case .rsaSignPkcs14096Sha256: 7
    case .rsaSignPkcs14096Sha512: 16
    case .rsaSignRawPkcs12048: 28
    case .rsaSignRawPkcs13072: 29
    case .rsaSignRawPkcs14096: 30
    case .rsaDecryptOaep2048Sha256: 8
    case .rsaDecryptOaep3072Sha256: 9
    case .rsaDecryptOaep4096Sha256: 10
    case .rsaDecryptOaep4096Sha512: 17
    case .rsaDecryptOaep2048Sha1: 37
    case .rsaDecryptOaep3072Sha1: 38
    case .rsaDecryptOaep4096Sha1: 39
    case .ecSignP256Sha256: 12
    case .ecSignP384Sha384: 13
    case .ecSignSecp256k1Sha256: 31
    case .ecSignEd25519: 40
    case .hmacSha256: 32
    case .hmacSha1: 33
    case .hmacSha384: 34
    case .hmacSha512: 35
    case .hmacSha224: 36
    case .externalSymmetricEncryption: 18
    case .mlKem768: 47
    case .mlKem1024: 48
    case .kemXwing: 63
    case .pqSignMlDsa44: 68
    case .pqSignMlDsa65: 56
    case .pqSignMlDsa87: 69
    case .pqSignSlhDsaSha2128s: 57
    case .pqSignHashSlhDsaSha2128sSha256: 60
    case .pqSignMlDsa44ExternalMu: 70
    case .pqSignMlDsa65ExternalMu: 67
    case .pqSignMlDsa87ExternalMu: 71
    case .aes256Kwp: 73
    }
  }
}
