extension GenerateDataKeyPairRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), keyPairSpec: try wire.requiredName("KeyPairSpec"),
      encryptionContext: try wire.map("EncryptionContext") ?? [:])
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
    try wire.refuseRecipient()
  }

  /// The pair, its private key in both forms.
  public static let answer: [AwsAnswerMember<GenerateDataKeyPairResponse>] = [
    .blob("PrivateKeyCiphertextBlob", \.privateKeyCiphertextBlob),
    .blob("PrivateKeyPlaintext", \.privateKeyPlaintext.bytes), .blob("PublicKey", \.publicKey),
    .text("KeyId", \.keyARN), .name("KeyPairSpec", \.keyPairSpec), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GenerateDataKeyPairRequest>] = [
    .text("KeyId", \.keyID), .name("KeyPairSpec", \.keyPairSpec),
    .map("EncryptionContext") { $0.encryptionContext.isEmpty ? nil : $0.encryptionContext },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<GenerateDataKeyPairResponse>] = [
    .text("KeyMaterialId", \.keyMaterialID)
  ]
}
