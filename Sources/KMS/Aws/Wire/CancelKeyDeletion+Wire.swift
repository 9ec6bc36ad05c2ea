extension CancelKeyDeletionRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// The key.
  public static let answer: [AwsAnswerMember<CancelKeyDeletionResponse>] = [.text("KeyId", \.keyARN)]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<CancelKeyDeletionRequest>] = [.text("KeyId", \.keyID)]
}
