/// `RetireGrant`: gives a grant up, named by a token or by key and id. The retiring principal may, the grantee of a grant
/// that has the operation `RetireGrant`, and in the account that made the grant whoever its identity policies allow.
/// Errors: `InvalidGrantTokenException`, `InvalidGrantIdException`, `NotFoundException`, `ValidationException`,
/// `AccessDeniedException`.
public struct RetireGrantRequest: KmsOperationRequest {
  /// A token of the grant.
  public var grantToken: String?
  /// The key; together with ``grantID`` in place of the token.
  public var keyID: String?
  /// The grant.
  public var grantID: String?
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(grantToken: String? = nil, keyID: String? = nil, grantID: String? = nil) {
    self.grantToken = grantToken
    self.keyID = keyID
    self.grantID = grantID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let grantToken { check.text(grantToken, "grantToken", 1...8192) }
    if let grantID { check.text(grantID, "grantId", 1...128) }
  }
}

extension RetireGrantRequest {
  /// `RetireGrant`.
  public static var operation: KmsOperation { .retireGrant }
  /// The key, if named.
  public var keyReference: String? { keyID }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.retireGrant(self, call)
  }
}

extension KeyService {
  func retireGrant(_ request: RetireGrantRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    let (key, grant) = try retirable(request, call)
    concerns(key.arn)
    let access = access(call, action: call.operation.action, resource: key.arn)
    let identity = permissions.verdict(on: access, operation: call.operation)
    guard !identity.isDenied else { throw AwsErrors.denied(access, by: .identity) }
    func names(_ arn: String?) -> Bool {
      arn.flatMap { PolicyPrincipal(aws: $0) }?.coverage(of: call.principal) == .direct
    }
    let isIssuer = grant.issuingAccount == "arn:aws:iam::\(call.principal.account):root"
    guard
      names(grant.retiringPrincipal) || grant.operations.contains(.retireGrant) && names(grant.granteePrincipal)
        || isIssuer && identity.allowsDirectly
    else { throw AwsErrors.notAllowed(access, by: isIssuer ? .identity : .resource) }
    try endDryRun(request)
    grants.remove(grant.grantID, keyID: key.id)
    return KmsEmptyResponse()
  }

  private func retirable(
    _ request: RetireGrantRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> (StoredKey, KmsGrant) {
    switch (request.grantToken, request.keyID, request.grantID) {
    case (let token?, nil, nil):
      guard let reference = grants.reference(of: token) else { throw AwsErrors.invalidGrantToken }
      guard let key = stored(reference.keyID, at: call.instant) else {
        throw AwsErrors.notFound("Key '\(names.keyARN(reference.keyID))' does not exist")
      }
      return (key, try grant(reference.grantID, of: key))
    case (nil, let keyID?, let grantID?):
      switch names.resolve(keyID, callerAccount: call.principal.account) {
      case .unknown(let error, _): throw error
      case .key(let id, let arn):
        guard let key = stored(id, at: call.instant) else { throw AwsErrors.notFound("Key '\(arn)' does not exist") }
        return (key, try grant(grantID, of: key))
      }
    case (nil, _, _), (.some, _, _):
      throw AwsErrors.validation("Provide either a grant token, or a key ID and a grant ID.")
    }
  }
}
