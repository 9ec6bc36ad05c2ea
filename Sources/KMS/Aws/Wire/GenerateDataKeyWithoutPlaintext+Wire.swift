extension GenerateDataKeyWithoutPlaintextRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), keySpec: try wire.name("KeySpec"),
      numberOfBytes: try wire.number("NumberOfBytes"), encryptionContext: try wire.map("EncryptionContext") ?? [:])
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The data key, encrypted.
  public static let answer: [AwsAnswerMember<GenerateDataKeyWithoutPlaintextResponse>] = [
    .blob("CiphertextBlob", \.ciphertextBlob), .text("KeyId", \.keyARN), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GenerateDataKeyWithoutPlaintextRequest>] = [
    .text("KeyId", \.keyID), .name("KeySpec", \.keySpec), .number("NumberOfBytes", \.numberOfBytes),
    .map("EncryptionContext") { $0.encryptionContext.isEmpty ? nil : $0.encryptionContext },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<GenerateDataKeyWithoutPlaintextResponse>] = [
    .text("KeyMaterialId", \.keyMaterialID)
  ]
}
