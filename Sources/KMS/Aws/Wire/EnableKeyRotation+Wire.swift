extension EnableKeyRotationRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), rotationPeriodInDays: try wire.number("RotationPeriodInDays"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<EnableKeyRotationRequest>] = [
    .text("KeyId", \.keyID), .number("RotationPeriodInDays", \.rotationPeriodInDays),
  ]
}
