extension UpdateKeyDescriptionRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), description: try wire.requiredText("Description"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<UpdateKeyDescriptionRequest>] = [
    .text("KeyId", \.keyID), .text("Description", \.description),
  ]
}
