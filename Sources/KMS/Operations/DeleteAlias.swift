/// `DeleteAlias`: takes a name away; the key stays. Errors: `ValidationException` (name), `NotAuthorizedException`
/// (reserved name), `NotFoundException`, `AccessDeniedException`.
public struct DeleteAliasRequest: KmsOperationRequest {
  /// `alias/` and a name.
  public var aliasName: String

  /// Makes a request.
  public init(aliasName: String) { self.aliasName = aliasName }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { AliasName.validate(aliasName, &check) }
}

extension DeleteAliasRequest {
  /// `DeleteAlias`.
  public static var operation: KmsOperation { .deleteAlias }
  /// None: the request names an alias.
  public var keyReference: String? { nil }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.deleteAlias(self, call)
  }
}

extension KeyService {
  func deleteAlias(_ request: DeleteAliasRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try AliasName.check(request.aliasName)
    let alias = try usableAlias(request.aliasName, call)
    aliases[alias.name] = nil
    concerns(names.keyARN(alias.keyID))
    return KmsEmptyResponse()
  }
}
