extension KeyMetadata {
  /// The members of AWS's `KeyMetadata`.
  static let wireForm: [AwsAnswerMember<KeyMetadata>] = [
    .text("AWSAccountId", \.account),
    .text("KeyId", \.keyID),
    .text("Arn", \.arn),
    .time("CreationDate", \.creationDate),
    .flag("Enabled", \.isEnabled),
    .text("Description", \.description),
    .name("KeyUsage", \.keyUsage),
    .name("KeyState", \.keyState),
    .time("DeletionDate", \.deletionDate),
    .time("ValidTo", \.validTo),
    .name("Origin", \.origin),
    .name("ExpirationModel", \.expirationModel),
    .text("KeyManager") { _ in "CUSTOMER" },
    .name("CustomerMasterKeySpec", \.keySpec),
    .name("KeySpec", \.keySpec),
    .names("EncryptionAlgorithms", \.encryptionAlgorithms),
    .names("SigningAlgorithms", \.signingAlgorithms),
    .names("KeyAgreementAlgorithms", \.keyAgreementAlgorithms),
    .flag("MultiRegion", \.isMultiRegion),
    .object("MultiRegionConfiguration", MultiRegionConfiguration.wireForm, \.multiRegionConfiguration),
    .number("PendingDeletionWindowInDays", \.pendingDeletionWindowInDays),
    .names("MacAlgorithms", \.macAlgorithms),
    .text("CurrentKeyMaterialId", \.currentKeyMaterialID),
  ]
}

extension KeyTag {
  /// Reads a tag.
  init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(key: try wire.requiredText("TagKey"), value: try wire.requiredText("TagValue"))
  }

  /// The members of AWS's `Tag`.
  static let wireForm: [AwsAnswerMember<KeyTag>] = [.text("TagKey", \.key), .text("TagValue", \.value)]
}
