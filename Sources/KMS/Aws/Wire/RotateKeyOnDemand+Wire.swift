extension RotateKeyOnDemandRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// The key.
  public static let answer: [AwsAnswerMember<RotateKeyOnDemandResponse>] = [.text("KeyId", \.keyARN)]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<RotateKeyOnDemandRequest>] = [.text("KeyId", \.keyID)]
}
