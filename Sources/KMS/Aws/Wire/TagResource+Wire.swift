extension TagResourceRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), tags: try wire.requiredList("Tags", of: KeyTag.init(wire:)))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<TagResourceRequest>] = [
    .text("KeyId", \.keyID), .list("Tags", of: KeyTag.wireForm) { $0.tags },
  ]
}
