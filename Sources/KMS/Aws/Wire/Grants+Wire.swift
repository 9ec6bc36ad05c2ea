extension KmsGrantOperation: AwsWireName {}

extension KmsGrantConstraints {
  /// Reads constraints.
  init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      encryptionContextSubset: try wire.map("EncryptionContextSubset"),
      encryptionContextEquals: try wire.map("EncryptionContextEquals"))
  }

  /// The members of AWS's `GrantConstraints`.
  static let wireForm: [AwsAnswerMember<KmsGrantConstraints>] = [
    .map("EncryptionContextSubset", \.encryptionContextSubset),
    .map("EncryptionContextEquals", \.encryptionContextEquals),
  ]
}

extension KmsGrant {
  /// The members of AWS's `GrantListEntry`.
  static let wireForm: [AwsAnswerMember<KmsGrant>] = [
    .text("KeyId", \.keyARN), .text("GrantId", \.grantID), .text("Name") { $0.name ?? "" },
    .time("CreationDate", \.creationDate), .text("GranteePrincipal", \.granteePrincipal),
    .text("RetiringPrincipal", \.retiringPrincipal), .text("IssuingAccount", \.issuingAccount),
    .names("Operations", \.operations), .object("Constraints", KmsGrantConstraints.wireForm, \.constraints),
  ]
}

extension ListGrantsResponse {
  /// The members of the answers of `ListGrants` and `ListRetirableGrants`.
  static let wireForm: [AwsAnswerMember<ListGrantsResponse>] = [
    .list("Grants", of: KmsGrant.wireForm, \.grants), .text("NextMarker", \.nextMarker),
    .flag("Truncated", \.isTruncated),
  ]
}

extension CreateGrantRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), granteePrincipal: try wire.requiredText("GranteePrincipal"),
      operations: try wire.requiredNames("Operations"), retiringPrincipal: try wire.text("RetiringPrincipal"),
      constraints: try wire.object("Constraints", of: KmsGrantConstraints.init(wire:)), name: try wire.text("Name"),
      grantTokens: try wire.texts("GrantTokens") ?? [])
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// Grant and token.
  public static let answer: [AwsAnswerMember<CreateGrantResponse>] = [
    .text("GrantId", \.grantID), .text("GrantToken", \.grantToken),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<CreateGrantRequest>] = [
    .text("KeyId", \.keyID), .text("GranteePrincipal", \.granteePrincipal),
    .text("RetiringPrincipal", \.retiringPrincipal), .names("Operations", \.operations),
    .object("Constraints", KmsGrantConstraints.wireForm, \.constraints), .text("Name", \.name),
  ]

  /// The grant without its token.
  public static let trailedAnswer: [AwsAnswerMember<CreateGrantResponse>] = [.text("GrantId", \.grantID)]
}

extension ListGrantsRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), limit: try wire.number("Limit"), marker: try wire.text("Marker"),
      grantID: try wire.text("GrantId"), granteePrincipal: try wire.text("GranteePrincipal"))
  }

  /// The grants.
  public static var answer: [AwsAnswerMember<ListGrantsResponse>] { ListGrantsResponse.wireForm }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListGrantsRequest>] = [
    .text("KeyId", \.keyID), .number("Limit", \.limit), .text("Marker", \.marker), .text("GrantId", \.grantID),
    .text("GranteePrincipal", \.granteePrincipal),
  ]
}

extension ListRetirableGrantsRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      retiringPrincipal: try wire.requiredText("RetiringPrincipal"), limit: try wire.number("Limit"),
      marker: try wire.text("Marker"))
  }

  /// The grants.
  public static var answer: [AwsAnswerMember<ListGrantsResponse>] { ListGrantsResponse.wireForm }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListRetirableGrantsRequest>] = [
    .text("RetiringPrincipal", \.retiringPrincipal), .number("Limit", \.limit), .text("Marker", \.marker),
  ]
}

extension RevokeGrantRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), grantID: try wire.requiredText("GrantId"))
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<RevokeGrantRequest>] = [
    .text("KeyId", \.keyID), .text("GrantId", \.grantID),
  ]
}

extension RetireGrantRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      grantToken: try wire.text("GrantToken"), keyID: try wire.text("KeyId"), grantID: try wire.text("GrantId"))
    isDryRun = try wire.flag("DryRun") ?? false
  }

  /// Nothing, as at AWS.
  public static let trailed: [AwsAnswerMember<RetireGrantRequest>] = []
}
