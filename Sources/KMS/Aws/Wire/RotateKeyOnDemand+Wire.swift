extension RotateKeyOnDemandRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// The key.
  public static let answer: [AwsAnswerMember<RotateKeyOnDemandResponse>] = [.text("KeyId", \.keyARN)]
}
