extension DisableKeyRotationRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DisableKeyRotationRequest>] = [.text("KeyId", \.keyID)]
}
