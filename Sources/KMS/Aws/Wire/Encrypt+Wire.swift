extension EncryptRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"),
      plaintext: SecretBytes(try wire.requiredBlob("Plaintext", isSensitive: true)),
      encryptionContext: try wire.map("EncryptionContext") ?? [:],
      encryptionAlgorithm: try wire.name("EncryptionAlgorithm") ?? .symmetricDefault)
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The ciphertext.
  public static let answer: [AwsAnswerMember<EncryptResponse>] = [
    .blob("CiphertextBlob", \.ciphertextBlob), .text("KeyId", \.keyARN),
    .name("EncryptionAlgorithm", \.encryptionAlgorithm),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<EncryptRequest>] = [
    .text("KeyId", \.keyID), .name("EncryptionAlgorithm", \.encryptionAlgorithm),
    .map("EncryptionContext") { $0.encryptionContext.isEmpty ? nil : $0.encryptionContext },
  ]

  /// The material that was used.
  public static let trailedBeside: [AwsAnswerMember<EncryptResponse>] = [.text("KeyMaterialId", \.keyMaterialID)]
}
