extension ListResourceTagsRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), paging: try wire.paging())
  }

  /// A page of tags.
  public static let answer: [AwsAnswerMember<KmsPage<KeyTag>>] = KmsPage.wireForm(
    "Tags", of: [.text("TagKey", \.key), .text("TagValue", \.value)])

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListResourceTagsRequest>] = [
    .text("KeyId", \.keyID), .number("Limit") { $0.paging.limit }, .text("Marker") { $0.paging.marker },
  ]
}
