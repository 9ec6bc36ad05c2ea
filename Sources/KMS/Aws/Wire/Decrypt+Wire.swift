extension DecryptRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.text("KeyId"), ciphertextBlob: try wire.ciphertextBlob(),
      encryptionContext: try wire.map("EncryptionContext") ?? [:],
      encryptionAlgorithm: try wire.name("EncryptionAlgorithm") ?? .symmetricDefault)
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
    ignoresCiphertext = try wire.ignoresCiphertext()
    try wire.refuseRecipient()
  }

  /// The plaintext.
  public static let answer: [AwsAnswerMember<DecryptResponse>] = [
    .text("KeyId", \.keyARN), .blob("Plaintext", \.plaintext.bytes),
    .name("EncryptionAlgorithm", \.encryptionAlgorithm), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DecryptRequest>] = [
    .text("KeyId", \.keyID), .name("EncryptionAlgorithm", \.encryptionAlgorithm),
    .map("EncryptionContext") { $0.encryptionContext.isEmpty ? nil : $0.encryptionContext },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<DecryptResponse>] = [.text("KeyMaterialId", \.keyMaterialID)]
}
