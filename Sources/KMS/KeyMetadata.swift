import Kernel

/// Where a key's material comes from.
public enum KeyOrigin: String, CaseIterable, Hashable, Sendable {
  /// The service made it.
  case awsKms = "AWS_KMS"
  /// The caller imports it.
  case external = "EXTERNAL"
  /// A CloudHSM cluster makes and keeps it. The service has no custom key stores and refuses such keys.
  case awsCloudHSM = "AWS_CLOUDHSM"
  /// It stays in a key manager outside AWS. Refused likewise.
  case externalKeyStore = "EXTERNAL_KEY_STORE"
}

/// Whether imported material goes away by itself.
public enum ExpirationModel: String, CaseIterable, Hashable, Sendable {
  /// It goes away at `ValidTo`.
  case expires = "KEY_MATERIAL_EXPIRES"
  /// It stays.
  case doesNotExpire = "KEY_MATERIAL_DOES_NOT_EXPIRE"
}

/// What `CreateKey` and `DescribeKey` answer: everything about a key but its material.
public struct KeyMetadata: Hashable, Sendable {
  /// The account that owns the key.
  public let account: String
  /// The key id, a UUID or `mrk-` and 32 hexadecimal digits.
  public let keyID: String
  /// The key's ARN.
  public let arn: String
  /// When the key was made, in virtual time.
  public let creationDate: Instant
  /// The caller's text; Canton puts the key's name there.
  public let description: String
  /// What the key is for.
  public let keyUsage: KmsKeyUsage
  /// What kind of key it is.
  public let keySpec: KmsKeySpec
  /// The state at the instant of the answer.
  public let keyState: KeyState
  /// When the key will be gone; set while a deletion is pending.
  public let deletionDate: Instant?
  /// Where the material comes from.
  public let origin: KeyOrigin
  /// How imported material expires; nil when there is none.
  public let expirationModel: ExpirationModel?
  /// When imported material expires; nil when it does not.
  public let validTo: Instant?
  /// Whether it is a multi-Region key.
  public let isMultiRegion: Bool
  /// Where its copies are; nil for a single-Region key.
  public let multiRegionConfiguration: MultiRegionConfiguration?
  /// The waiting period in days that begins when the last replica is gone; set for a primary that waits for that.
  public let pendingDeletionWindowInDays: Int?
  /// The id of the current material, 64 hexadecimal digits; symmetric encryption keys only.
  public let currentKeyMaterialID: String?

  /// Whether the key can be used.
  public var isEnabled: Bool { keyState.isEnabled }
  /// The signing algorithms; empty for an encryption key.
  public var signingAlgorithms: [KmsSigningAlgorithm] { keyUsage == .signVerify ? keySpec.signingAlgorithms : [] }
  /// The encryption algorithms; empty for a signing key.
  public var encryptionAlgorithms: [KmsEncryptionAlgorithm] {
    keyUsage == .encryptDecrypt ? keySpec.encryptionAlgorithms : []
  }
  /// The algorithms of message authentication codes; empty for another key than an HMAC key.
  public var macAlgorithms: [KmsMacAlgorithm] { keySpec.macAlgorithm.map { [$0] } ?? [] }
  /// The algorithms of key agreement; empty for a key of another usage.
  public var keyAgreementAlgorithms: [KmsKeyAgreementAlgorithm] {
    keyUsage == .keyAgreement ? keySpec.keyAgreementAlgorithms : []
  }
}

/// A tag of a key.
public struct KeyTag: Hashable, Codable, Sendable {
  /// 1 to 128 characters; `aws:` is reserved.
  public let key: String
  /// 0 to 256 characters.
  public let value: String

  /// Makes a tag.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}
