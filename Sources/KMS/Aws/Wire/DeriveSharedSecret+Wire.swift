extension DeriveSharedSecretRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), keyAgreementAlgorithm: try wire.requiredName("KeyAgreementAlgorithm"),
      publicKey: try wire.requiredBlob("PublicKey"))
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
    try wire.refuseRecipient()
  }

  /// The secret.
  public static let answer: [AwsAnswerMember<DeriveSharedSecretResponse>] = [
    .text("KeyId", \.keyARN), .blob("SharedSecret", \.sharedSecret.bytes),
    .name("KeyAgreementAlgorithm", \.keyAgreementAlgorithm), .name("KeyOrigin", \.keyOrigin),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DeriveSharedSecretRequest>] = [
    .text("KeyId", \.keyID), .name("KeyAgreementAlgorithm", \.keyAgreementAlgorithm), .blob("PublicKey", \.publicKey),
  ]
}
