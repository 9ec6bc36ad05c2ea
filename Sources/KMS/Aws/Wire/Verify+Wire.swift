extension VerifyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), message: try wire.requiredBlob("Message", isSensitive: true),
      messageType: try wire.name("MessageType") ?? .raw, signature: try wire.requiredBlob("Signature"),
      signingAlgorithm: try wire.requiredName("SigningAlgorithm"))
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The service never answers that a signature is invalid: it refuses.
  public static let answer: [AwsAnswerMember<VerifyResponse>] = [
    .text("KeyId", \.keyARN), .flag("SignatureValid") { _ in true }, .name("SigningAlgorithm", \.signingAlgorithm),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<VerifyRequest>] = [
    .text("KeyId", \.keyID), .name("MessageType", \.messageType), .name("SigningAlgorithm", \.signingAlgorithm),
  ]
}
