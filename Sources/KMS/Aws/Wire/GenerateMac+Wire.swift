extension GenerateMacRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), message: try wire.requiredBlob("Message", isSensitive: true),
      macAlgorithm: try wire.requiredName("MacAlgorithm"))
    grantTokens = try wire.texts("GrantTokens") ?? []
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// The code.
  public static let answer: [AwsAnswerMember<GenerateMacResponse>] = [
    .blob("Mac", \.mac), .name("MacAlgorithm", \.macAlgorithm), .text("KeyId", \.keyARN),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GenerateMacRequest>] = [
    .text("KeyId", \.keyID), .name("MacAlgorithm", \.macAlgorithm),
  ]
}
