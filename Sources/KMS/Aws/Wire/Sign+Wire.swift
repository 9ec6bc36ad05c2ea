extension SignRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), message: try wire.requiredBlob("Message", isSensitive: true),
      messageType: try wire.name("MessageType") ?? .raw, signingAlgorithm: try wire.requiredName("SigningAlgorithm"))
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The signature.
  public static let answer: [AwsAnswerMember<SignResponse>] = [
    .text("KeyId", \.keyARN), .blob("Signature", \.signature), .name("SigningAlgorithm", \.signingAlgorithm),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<SignRequest>] = [
    .text("KeyId", \.keyID), .name("MessageType", \.messageType), .name("SigningAlgorithm", \.signingAlgorithm),
  ]
}
