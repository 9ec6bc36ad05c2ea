extension DescribeKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"))
    grantTokens = try wire.texts("GrantTokens") ?? []
  }

  /// The key's metadata.
  public static let answer: [AwsAnswerMember<KeyMetadata>] = [.object("KeyMetadata", KeyMetadata.wireForm) { $0 }]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DescribeKeyRequest>] = [.text("KeyId", \.keyID)]
}
