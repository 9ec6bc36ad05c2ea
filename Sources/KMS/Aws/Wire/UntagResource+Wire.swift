extension UntagResourceRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), tagKeys: try wire.requiredTexts("TagKeys"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<UntagResourceRequest>] = [
    .text("KeyId", \.keyID), .texts("TagKeys") { $0.tagKeys },
  ]
}
