/// `PutKeyPolicy`: replaces a key's policy, in every state of the key. Takes a key id or key ARN. Unless the safety check
/// is bypassed, the caller must be able to put another policy afterwards. Errors: `MalformedPolicyDocumentException`,
/// `LimitExceededException` (above 32 KiB), `ValidationException`, `NotFoundException`, `AccessDeniedException`.
public struct PutKeyPolicyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// `default`, the only one that a key has; nil means it.
  public var policyName: String?
  /// The text of the policy, 1 to 131,072 characters.
  public var policy: String
  /// Whether the caller may lose the right to put another policy.
  public var bypassPolicyLockoutSafetyCheck: Bool

  /// Makes a request.
  public init(
    keyID: String, policy: String, policyName: String? = nil, bypassPolicyLockoutSafetyCheck: Bool = false
  ) {
    self.keyID = keyID
    self.policyName = policyName
    self.policy = policy
    self.bypassPolicyLockoutSafetyCheck = bypassPolicyLockoutSafetyCheck
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let policyName { check.text(policyName, "policyName", 1...128) }
    check.text(policy, "policy", 1...131_072)
  }
}

extension PutKeyPolicyRequest {
  /// `PutKeyPolicy`.
  public static var operation: KmsOperation { .putKeyPolicy }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.putKeyPolicy(self, call)
  }
}

extension KeyService {
  func putKeyPolicy(_ request: PutKeyPolicyRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    try checkPolicyName(request.policyName)
    key.policy = try keyPolicy(
      request.policy, for: key, bypassingSafetyCheck: request.bypassPolicyLockoutSafetyCheck, call)
    store(key)
    return KmsEmptyResponse()
  }

  /// A key has one policy, and its name is `default`.
  func checkPolicyName(_ name: String?) throws(KmsServiceError) {
    guard name == nil || name == "default" else { throw AwsErrors.notFound("No such policy exists") }
  }
}
