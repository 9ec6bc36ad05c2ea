extension DeleteAliasRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(aliasName: try wire.requiredText("AliasName"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DeleteAliasRequest>] = [.text("AliasName", \.aliasName)]
}
