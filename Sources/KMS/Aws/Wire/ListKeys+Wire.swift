extension ListKeysRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) { self.init(paging: try wire.paging()) }

  /// A page of keys.
  public static let answer: [AwsAnswerMember<KmsPage<KmsKeyEntry>>] = KmsPage.wireForm(
    "Keys", of: [.text("KeyId", \.keyID), .text("KeyArn", \.keyARN)])
}
