extension ListKeysRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(paging: try wire.paging()) }

  /// A page of keys.
  public static let answer: [AwsAnswerMember<KmsPage<KmsKeyEntry>>] = KmsPage.wireForm(
    "Keys", of: [.text("KeyId", \.keyID), .text("KeyArn", \.keyARN)])

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListKeysRequest>] = [
    .number("Limit") { $0.paging.limit }, .text("Marker") { $0.paging.marker },
  ]
}
