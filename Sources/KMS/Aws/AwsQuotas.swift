/// AWS's request quotas by name, and which of them a request counts against (kms.md section 5).
public enum AwsQuota: String, CaseIterable, Hashable, Sendable {
  /// Encrypt, Decrypt, ReEncrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext with symmetric keys, GenerateMac,
  /// VerifyMac, GenerateRandom.
  case symmetric = "cryptographic-operations-symmetric"
  /// Encrypt, Decrypt, ReEncrypt, Sign, Verify with RSA keys.
  case rsa = "cryptographic-operations-rsa"
  /// Sign, Verify and DeriveSharedSecret with elliptic-curve keys, Ed25519 among them.
  case ecc = "cryptographic-operations-ecc"
  /// CreateKey.
  case createKey = "create-key"
  /// TagResource.
  case tagResource = "tag-resource"
  /// DescribeKey.
  case describeKey = "describe-key"
  /// GetPublicKey.
  case getPublicKey = "get-public-key"
  /// ScheduleKeyDeletion.
  case scheduleKeyDeletion = "schedule-key-deletion"
  /// CancelKeyDeletion.
  case cancelKeyDeletion = "cancel-key-deletion"
  /// EnableKey.
  case enableKey = "enable-key"
  /// DisableKey.
  case disableKey = "disable-key"
  /// GetParametersForImport.
  case getParametersForImport = "get-parameters-for-import"
  /// ImportKeyMaterial.
  case importKeyMaterial = "import-key-material"
  /// ListResourceTags.
  case listResourceTags = "list-resource-tags"
  /// GetKeyPolicy.
  case getKeyPolicy = "get-key-policy"
  /// GetKeyRotationStatus.
  case getKeyRotationStatus = "get-key-rotation-status"
  /// ListKeys.
  case listKeys = "list-keys"
  /// ListAliases.
  case listAliases = "list-aliases"
  /// ListGrants.
  case listGrants = "list-grants"
  /// ListRetirableGrants.
  case listRetirableGrants = "list-retirable-grants"
  /// ListKeyPolicies.
  case listKeyPolicies = "list-key-policies"
  /// ListKeyRotations.
  case listKeyRotations = "list-key-rotations"
  /// CreateGrant.
  case createGrant = "create-grant"
  /// RetireGrant.
  case retireGrant = "retire-grant"
  /// RevokeGrant.
  case revokeGrant = "revoke-grant"
  /// DeleteAlias.
  case deleteAlias = "delete-alias"
  /// PutKeyPolicy.
  case putKeyPolicy = "put-key-policy"
  /// EnableKeyRotation.
  case enableKeyRotation = "enable-key-rotation"
  /// DeleteImportedKeyMaterial.
  case deleteImportedKeyMaterial = "delete-imported-key-material"
  /// CreateAlias.
  case createAlias = "create-alias"
  /// UpdateAlias.
  case updateAlias = "update-alias"
  /// DisableKeyRotation.
  case disableKeyRotation = "disable-key-rotation"
  /// UntagResource.
  case untagResource = "untag-resource"
  /// UpdateKeyDescription.
  case updateKeyDescription = "update-key-description"
  /// ReplicateKey.
  case replicateKey = "replicate-key"
  /// UpdatePrimaryRegion.
  case updatePrimaryRegion = "update-primary-region"
  /// RotateKeyOnDemand.
  case rotateKeyOnDemand = "rotate-key-on-demand"
  /// GetKeyLastUsage.
  case getKeyLastUsage = "get-key-last-usage"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair ECC_NIST_P256.
  case generateDataKeyPairEccNistP256 = "generate-data-key-pair-ecc-nist-p256"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair ECC_NIST_P384.
  case generateDataKeyPairEccNistP384 = "generate-data-key-pair-ecc-nist-p384"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair ECC_NIST_P521.
  case generateDataKeyPairEccNistP521 = "generate-data-key-pair-ecc-nist-p521"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair ECC_SECG_P256K1.
  case generateDataKeyPairEccSecgP256k1 = "generate-data-key-pair-ecc-secg-p256k1"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair ECC_NIST_EDWARDS25519.
  case generateDataKeyPairEccNistEdwards25519 = "generate-data-key-pair-ecc-nist-edwards25519"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair RSA_2048.
  case generateDataKeyPairRsa2048 = "generate-data-key-pair-rsa-2048"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair RSA_3072.
  case generateDataKeyPairRsa3072 = "generate-data-key-pair-rsa-3072"
  /// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext of a pair RSA_4096.
  case generateDataKeyPairRsa4096 = "generate-data-key-pair-rsa-4096"

  /// The quota of an operation with a key of the given spec.
  public static func of(_ operation: KmsOperation, spec: KmsKeySpec) -> AwsQuota {
    switch operation {
    case .createKey: .createKey
    case .tagResource: .tagResource
    case .describeKey: .describeKey
    case .getPublicKey: .getPublicKey
    case .scheduleKeyDeletion: .scheduleKeyDeletion
    case .cancelKeyDeletion: .cancelKeyDeletion
    case .enableKey: .enableKey
    case .disableKey: .disableKey
    case .getParametersForImport: .getParametersForImport
    case .importKeyMaterial: .importKeyMaterial
    case .listResourceTags: .listResourceTags
    case .getKeyPolicy: .getKeyPolicy
    case .getKeyRotationStatus: .getKeyRotationStatus
    case .listKeys: .listKeys
    case .listAliases: .listAliases
    case .listGrants: .listGrants
    case .listRetirableGrants: .listRetirableGrants
    case .listKeyPolicies: .listKeyPolicies
    case .listKeyRotations: .listKeyRotations
    case .createGrant: .createGrant
    case .retireGrant: .retireGrant
    case .revokeGrant: .revokeGrant
    case .deleteAlias: .deleteAlias
    case .putKeyPolicy: .putKeyPolicy
    case .enableKeyRotation: .enableKeyRotation
    case .deleteImportedKeyMaterial: .deleteImportedKeyMaterial
    case .createAlias: .createAlias
    case .updateAlias: .updateAlias
    case .disableKeyRotation: .disableKeyRotation
    case .untagResource: .untagResource
    case .updateKeyDescription: .updateKeyDescription
    case .replicateKey: .replicateKey
    case .updatePrimaryRegion: .updatePrimaryRegion
    case .rotateKeyOnDemand: .rotateKeyOnDemand
    case .getKeyLastUsage: .getKeyLastUsage
    case .generateRandom, .generateMac, .verifyMac: .symmetric
    // Counted by the spec of the pair, which the request says; a symmetric key encrypts it.
    case .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext: .symmetric
    case .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey, .generateDataKeyWithoutPlaintext,
      .deriveSharedSecret:
      switch spec {
      case .symmetricDefault, .hmac224, .hmac256, .hmac384, .hmac512: .symmetric
      case .rsa2048, .rsa3072, .rsa4096: .rsa
      // No key of ML-DSA exists, so that its quota is not counted.
      case .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1, .eccNistEdwards25519, .mlDsa44, .mlDsa65,
        .mlDsa87, .sm2:
        .ecc
      }
    }
  }

  /// AWS's documented default in a Region, text of 2026; an account can have others on request.
  public func documentedDefault(region: String) -> QuotaRate {
    switch self {
    case .symmetric:
      switch region {
      case "us-east-1", "us-west-2", "eu-west-1": QuotaRate(perSecond: 100_000)
      case "us-east-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "eu-central-1", "eu-west-2":
        QuotaRate(perSecond: 20_000)
      default: QuotaRate(perSecond: 10_000)
      }
    case .rsa, .ecc: QuotaRate(perSecond: 1_000)
    case .describeKey, .getPublicKey: QuotaRate(perSecond: 2_000)
    case .scheduleKeyDeletion, .importKeyMaterial: QuotaRate(perSecond: 15)
    case .tagResource: QuotaRate(perSecond: 10)
    case .createKey, .cancelKeyDeletion, .enableKey, .disableKey: QuotaRate(perSecond: 5)
    case .getParametersForImport: QuotaRate(perSecond: 1)
    case .listResourceTags: QuotaRate(perSecond: 2000)
    case .getKeyPolicy, .getKeyRotationStatus: QuotaRate(perSecond: 1000)
    case .listKeys, .listAliases: QuotaRate(perSecond: 500)
    case .listGrants, .listRetirableGrants, .listKeyPolicies, .listKeyRotations, .generateDataKeyPairEccNistP256,
      .generateDataKeyPairEccNistP384, .generateDataKeyPairEccNistP521, .generateDataKeyPairEccSecgP256k1,
      .generateDataKeyPairEccNistEdwards25519:
      QuotaRate(perSecond: 100)
    case .createGrant, .retireGrant, .revokeGrant: QuotaRate(perSecond: 50)
    case .generateDataKeyPairRsa2048: QuotaRate(perSecond: 20)
    case .deleteAlias, .putKeyPolicy, .enableKeyRotation, .deleteImportedKeyMaterial: QuotaRate(perSecond: 15)
    case .createAlias, .updateAlias, .disableKeyRotation, .untagResource, .updateKeyDescription, .replicateKey,
      .updatePrimaryRegion, .rotateKeyOnDemand, .getKeyLastUsage:
      QuotaRate(perSecond: 5)
    case .generateDataKeyPairRsa3072: QuotaRate(perSecond: 4)
    case .generateDataKeyPairRsa4096: QuotaRate(perSecond: 1)
    }
  }

  /// All documented defaults of a Region, by quota name.
  public static func documentedDefaults(region: String) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for quota in allCases { rates[quota.rawValue] = quota.documentedDefault(region: region) }
    return rates
  }
}
