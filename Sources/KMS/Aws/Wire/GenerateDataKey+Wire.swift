extension GenerateDataKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), keySpec: try wire.name("KeySpec"),
      numberOfBytes: try wire.number("NumberOfBytes"), encryptionContext: try wire.map("EncryptionContext") ?? [:])
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
    try wire.refuseRecipient()
  }

  /// The data key in both forms.
  public static let answer: [AwsAnswerMember<GenerateDataKeyResponse>] = [
    .blob("CiphertextBlob", \.ciphertextBlob), .blob("Plaintext", \.plaintext.bytes), .text("KeyId", \.keyARN),
    .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GenerateDataKeyRequest>] = [
    .text("KeyId", \.keyID), .name("KeySpec", \.keySpec), .number("NumberOfBytes", \.numberOfBytes),
    .map("EncryptionContext") { $0.encryptionContext.isEmpty ? nil : $0.encryptionContext },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<GenerateDataKeyResponse>] = [
    .text("KeyMaterialId", \.keyMaterialID)
  ]
}
