extension DisableKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DisableKeyRequest>] = [.text("KeyId", \.keyID)]
}
