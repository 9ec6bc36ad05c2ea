extension GetParametersForImportRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), wrappingAlgorithm: try wire.requiredName("WrappingAlgorithm"),
      wrappingKeySpec: try wire.requiredName("WrappingKeySpec"))
  }

  /// The wrapping key and the token.
  public static let answer: [AwsAnswerMember<GetParametersForImportResponse>] = [
    .text("KeyId", \.keyARN), .blob("ImportToken", \.importToken), .blob("PublicKey", \.publicKey),
    .time("ParametersValidTo", \.parametersValidTo),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GetParametersForImportRequest>] = [
    .text("KeyId", \.keyID), .name("WrappingAlgorithm", \.wrappingAlgorithm),
    .name("WrappingKeySpec", \.wrappingKeySpec),
  ]
}
