/// AWS's request quotas by name, and which of them a request counts against (kms.md section 5).
public enum AwsQuota: String, CaseIterable, Hashable, Sendable {
  /// Encrypt, Decrypt, GenerateDataKey with symmetric keys.
  case symmetric = "cryptographic-operations-symmetric"
  /// Encrypt, Decrypt, Sign, Verify with RSA keys.
  case rsa = "cryptographic-operations-rsa"
  /// Sign and Verify with elliptic-curve keys, Ed25519 among them.
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
    case .sign, .verify, .encrypt, .decrypt, .generateDataKey:
      switch spec {
      case .symmetricDefault: .symmetric
      case .rsa2048, .rsa3072, .rsa4096: .rsa
      case .eccNistP256, .eccNistP384, .eccSecgP256k1, .eccNistEdwards25519: .ecc
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
    }
  }

  /// All documented defaults of a Region, by quota name.
  public static func documentedDefaults(region: String) -> [String: QuotaRate] {
    var rates: [String: QuotaRate] = [:]
    for quota in allCases { rates[quota.rawValue] = quota.documentedDefault(region: region) }
    return rates
  }
}
