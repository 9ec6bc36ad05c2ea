extension EnableKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(keyID: try wire.requiredText("KeyId")) }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<EnableKeyRequest>] = [.text("KeyId", \.keyID)]
}
