extension ReEncryptRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      ciphertextBlob: try wire.ciphertextBlob(), sourceKeyID: try wire.text("SourceKeyId"),
      sourceEncryptionContext: try wire.map("SourceEncryptionContext") ?? [:],
      sourceEncryptionAlgorithm: try wire.name("SourceEncryptionAlgorithm") ?? .symmetricDefault,
      destinationKeyID: try wire.requiredText("DestinationKeyId"),
      destinationEncryptionContext: try wire.map("DestinationEncryptionContext") ?? [:],
      destinationEncryptionAlgorithm: try wire.name("DestinationEncryptionAlgorithm") ?? .symmetricDefault)
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
    ignoresCiphertext = try wire.ignoresCiphertext()
  }

  /// The new ciphertext, and what it was made of and with.
  public static let answer: [AwsAnswerMember<ReEncryptResponse>] = [
    .blob("CiphertextBlob", \.ciphertextBlob), .text("SourceKeyId", \.sourceKeyARN), .text("KeyId", \.keyARN),
    .name("SourceEncryptionAlgorithm", \.sourceEncryptionAlgorithm),
    .name("DestinationEncryptionAlgorithm", \.destinationEncryptionAlgorithm),
    .text("SourceKeyMaterialId", \.sourceKeyMaterialID),
    .text("DestinationKeyMaterialId", \.destinationKeyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ReEncryptRequest>] = [
    .text("SourceKeyId", \.sourceKeyID), .name("SourceEncryptionAlgorithm", \.sourceEncryptionAlgorithm),
    .map("SourceEncryptionContext") { $0.sourceEncryptionContext.isEmpty ? nil : $0.sourceEncryptionContext },
    .text("DestinationKeyId", \.destinationKeyID),
    .name("DestinationEncryptionAlgorithm", \.destinationEncryptionAlgorithm),
    .map("DestinationEncryptionContext") {
      $0.destinationEncryptionContext.isEmpty ? nil : $0.destinationEncryptionContext
    },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<ReEncryptResponse>] = [
    .text("SourceKeyMaterialId", \.sourceKeyMaterialID), .text("DestinationKeyMaterialId", \.destinationKeyMaterialID),
  ]
}
