/// `RevokeGrant`: takes a grant away, as one who administers the key. Takes a key id or key ARN. Errors:
/// `InvalidGrantIdException` (a text that cannot name a grant), `NotFoundException`, `AccessDeniedException`.
public struct RevokeGrantRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// The grant.
  public var grantID: String
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, grantID: String) {
    self.keyID = keyID
    self.grantID = grantID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.text(grantID, "grantId", 1...128) }
}

extension RevokeGrantRequest {
  /// `RevokeGrant`.
  public static var operation: KmsOperation { .revokeGrant }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.revokeGrant(self, call)
  }
}

extension KeyService {
  func revokeGrant(_ request: RevokeGrantRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    let key = try usableKey(request.keyID, call)
    let grant = try grant(request.grantID, of: key)
    try endDryRun(request)
    grants.remove(grant.grantID, keyID: key.id)
    return KmsEmptyResponse()
  }
}
