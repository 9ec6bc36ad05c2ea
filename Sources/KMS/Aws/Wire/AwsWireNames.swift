// The sets of names of AWS's API model (botocore 1.43.11) in the order in which the service's texts list them. What is
// not ours of them is refused with `UnsupportedOperationException`, by the reader or by the operation: keys of China's
// Regions (SM2) and ML-DSA, which OpenSSL 3.0 does not have.

extension KmsKeySpec: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] {
    [
      "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1",
      "ECC_NIST_EDWARDS25519", "SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2", "ML_DSA_44",
      "ML_DSA_65", "ML_DSA_87",
    ]
  }
}

extension KmsKeyUsage: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"] }
}

extension KmsSigningAlgorithm: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] {
    [
      "RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512", "RSASSA_PKCS1_V1_5_SHA_256",
      "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512", "ECDSA_SHA_256", "ECDSA_SHA_384", "ECDSA_SHA_512",
      "SM2DSA", "ML_DSA_SHAKE_256", "ED25519_SHA_512", "ED25519_PH_SHA_512",
    ]
  }
}

extension KmsEncryptionAlgorithm: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"] }
}

extension KmsMessageType: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["RAW", "DIGEST", "EXTERNAL_MU"] }
}

extension KmsWrappingAlgorithm: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] {
    [
      "RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1",
      "RSA_AES_KEY_WRAP_SHA_256", "SM2PKE",
    ]
  }
}

extension KmsWrappingKeySpec: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["RSA_2048", "RSA_3072", "RSA_4096", "SM2"] }
}

extension KmsMacAlgorithm: AwsWireName {
  /// AWS's set, recorded in this order.
  public static var wireNames: [String] { ["HMAC_SHA_384", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_512"] }
}

extension KmsKeyAgreementAlgorithm: AwsWireName {}

extension DataKeyPairSpec: AwsWireName {}

extension KeyOrigin: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] }
}

extension DataKeySpec: AwsWireName {
  /// AWS's texts list the specs of keys here, not `AES_256` and `AES_128`.
  public static var wireNames: [String] { KmsKeySpec.wireNames }
  /// None: any other spec is outside the set for it.
  public static var unsupportedNames: [String] { [] }
}

extension ExpirationModel: AwsWireName {}
extension IncludeKeyMaterial: AwsWireName {
  /// AWS's set.
  public static var wireNames: [String] { ["ALL_KEY_MATERIAL", "ROTATIONS_ONLY"] }
}
extension KeyImportType: AwsWireName {}

/// A key spec that `CustomerMasterKeySpec`, the old name of `KeySpec`, can have: AWS adds none to it any more.
struct AwsOldKeySpec: AwsWireName {
  /// The spec.
  let spec: KmsKeySpec

  init?(rawValue: String) {
    guard Self.wireNames.contains(rawValue), let spec = KmsKeySpec(rawValue: rawValue) else { return nil }
    self.spec = spec
  }

  var rawValue: String { spec.rawValue }
  static var allCases: [AwsOldKeySpec] { wireNames.compactMap(AwsOldKeySpec.init(rawValue:)) }
  static var wireNames: [String] {
    [
      "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1",
      "SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2",
    ]
  }
}
