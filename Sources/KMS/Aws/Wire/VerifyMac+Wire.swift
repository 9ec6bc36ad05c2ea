extension VerifyMacRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), message: try wire.requiredBlob("Message", isSensitive: true),
      macAlgorithm: try wire.requiredName("MacAlgorithm"), mac: try wire.requiredBlob("Mac"))
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The service never answers that a code is invalid: it refuses.
  public static let answer: [AwsAnswerMember<VerifyMacResponse>] = [
    .text("KeyId", \.keyARN), .flag("MacValid") { _ in true }, .name("MacAlgorithm", \.macAlgorithm),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<VerifyMacRequest>] = [
    .text("KeyId", \.keyID), .name("MacAlgorithm", \.macAlgorithm),
  ]
}
