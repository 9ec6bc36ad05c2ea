extension ListAliasesRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.text("KeyId"), paging: try wire.paging())
  }

  /// A page of aliases.
  public static let answer: [AwsAnswerMember<KmsPage<KeyAlias>>] = KmsPage.wireForm("Aliases", of: KeyAlias.wireForm)

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListAliasesRequest>] = [
    .text("KeyId", \.keyID), .number("Limit") { $0.paging.limit }, .text("Marker") { $0.paging.marker },
  ]
}

extension KeyAlias {
  /// The members of AWS's `AliasListEntry`.
  static let wireForm: [AwsAnswerMember<KeyAlias>] = [
    .text("AliasName", \.aliasName), .text("AliasArn", \.aliasARN), .text("TargetKeyId", \.targetKeyID),
    .time("CreationDate", \.creationDate), .time("LastUpdatedDate", \.lastUpdatedDate),
  ]
}
