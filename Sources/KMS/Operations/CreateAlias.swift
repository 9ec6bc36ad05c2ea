import Kernel

/// `CreateAlias`: gives a key a friendly name, unique in account and Region. A key can have 50. The target is named by
/// its id or ARN. Errors: `ValidationException` (name), `InvalidAliasNameException`, `NotAuthorizedException` (reserved
/// name), `AlreadyExistsException`, `LimitExceededException`, `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct CreateAliasRequest: KmsOperationRequest {
  /// `alias/` and a name, 1 to 256 characters in all.
  public var aliasName: String
  /// The key.
  public var targetKeyID: String

  /// Makes a request.
  public init(aliasName: String, targetKeyID: String) {
    self.aliasName = aliasName
    self.targetKeyID = targetKeyID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    AliasName.validate(aliasName, &check)
    check.text(targetKeyID, "targetKeyId", 1...2048)
  }
}

extension CreateAliasRequest {
  /// `CreateAlias`.
  public static var operation: KmsOperation { .createAlias }
  /// None: the member is `TargetKeyId`.
  public var keyReference: String? { nil }
  /// The target.
  public var quotaKeyReference: String? { targetKeyID }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.createAlias(self, call)
  }
}

extension KeyService {
  func createAlias(_ request: CreateAliasRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try AliasName.check(request.aliasName)
    try AliasName.check(target: request.targetKeyID)
    let arn = AwsNames(account: call.principal.account, region: configuration.region).aliasARN(request.aliasName)
    try permit(call, resource: arn)
    let key = try usableKey(request.targetKeyID, call)
    // A name is taken at once, found or not.
    if let other = aliases[request.aliasName], isThere(other, at: call.instant) { throw AwsErrors.aliasExists(arn) }
    try checkAliasLimit(key.id, call)
    concerns(arn)
    aliases[request.aliasName] = StoredAlias(
      name: request.aliasName, keyID: key.id, creationDate: call.instant, lastUpdatedDate: call.instant,
      visibleFrom: visibility(of: "\(request.aliasName)/\(call.instant.nanoseconds)", at: call.instant))
    return KmsEmptyResponse()
  }
}
