import Kernel

/// `UpdateAlias`: gives an alias to another key of the same type and usage. The key that has the alias may be in any
/// state. Errors: `ValidationException` (name, or a key of another type), `NotAuthorizedException` (reserved name),
/// `LimitExceededException`, `KMSInvalidStateException`, `NotFoundException` (alias or key), `AccessDeniedException`.
public struct UpdateAliasRequest: KmsOperationRequest {
  /// `alias/` and a name.
  public var aliasName: String
  /// The new key.
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

extension UpdateAliasRequest {
  /// `UpdateAlias`.
  public static var operation: KmsOperation { .updateAlias }
  /// None: the member is `TargetKeyId`.
  public var keyReference: String? { nil }
  /// The new key.
  public var quotaKeyReference: String? { targetKeyID }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.updateAlias(self, call)
  }
}

extension KeyService {
  func updateAlias(_ request: UpdateAliasRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try AliasName.check(request.aliasName)
    try AliasName.check(target: request.targetKeyID)
    var alias = try usableAlias(request.aliasName, call)
    let key = try usableKey(request.targetKeyID, call)
    if let current = stored(alias.keyID, at: call.instant) {
      guard current.usage == key.usage, current.spec.isSymmetricEncryption == key.spec.isSymmetricEncryption else {
        // The API reference states the rule; the wording of the refusal is not recorded.
        throw AwsErrors.validation(
          "The current and new KMS key must be the same type (both symmetric or both asymmetric or both HMAC), and they must have the same key usage."
        )
      }
    }
    if alias.keyID != key.id { try checkAliasLimit(key.id, call) }
    alias.keyID = key.id
    alias.lastUpdatedDate = call.instant
    aliases[alias.name] = alias
    return KmsEmptyResponse()
  }
}

extension KmsKeySpec {
  /// Whether keys of this spec are symmetric encryption keys. HMAC keys have a usage of their own.
  var isSymmetricEncryption: Bool { self == .symmetricDefault }
}
