extension GetKeyRotationStatusRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// Whether and when the key rotates.
  public static let answer: [AwsAnswerMember<GetKeyRotationStatusResponse>] = [
    .flag("KeyRotationEnabled", \.keyRotationEnabled), .text("KeyId", \.keyARN),
    .number("RotationPeriodInDays", \.rotationPeriodInDays), .time("NextRotationDate", \.nextRotationDate),
    .time("OnDemandRotationStartDate", \.onDemandRotationStartDate),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GetKeyRotationStatusRequest>] = [.text("KeyId", \.keyID)]
}
