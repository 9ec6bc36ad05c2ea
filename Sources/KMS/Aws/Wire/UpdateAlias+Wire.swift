extension UpdateAliasRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(aliasName: try wire.requiredText("AliasName"), targetKeyID: try wire.requiredText("TargetKeyId"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<UpdateAliasRequest>] = [
    .text("AliasName", \.aliasName), .text("TargetKeyId", \.targetKeyID),
  ]
}
