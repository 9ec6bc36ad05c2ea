/// `GetKeyPolicy`: reads a key's policy as it was given, in every state of the key. Takes a key id or key ARN. Errors:
/// `NotFoundException` (another policy name too), `AccessDeniedException`.
public struct GetKeyPolicyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// `default`, the only one that a key has; nil means it.
  public var policyName: String?

  /// Makes a request.
  public init(keyID: String, policyName: String? = nil) {
    self.keyID = keyID
    self.policyName = policyName
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let policyName { check.text(policyName, "policyName", 1...128) }
  }
}

/// The answer of `GetKeyPolicy`.
public struct GetKeyPolicyResponse: Hashable, Sendable {
  /// The text of the policy.
  public let policy: String
  /// `default`.
  public let policyName: String
}

extension GetKeyPolicyRequest {
  /// `GetKeyPolicy`.
  public static var operation: KmsOperation { .getKeyPolicy }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GetKeyPolicyResponse {
    try service.getKeyPolicy(self, call)
  }
}

extension KeyService {
  func getKeyPolicy(_ request: GetKeyPolicyRequest, _ call: KmsCall) throws(KmsServiceError) -> GetKeyPolicyResponse {
    let key = try usableKey(request.keyID, call)
    try checkPolicyName(request.policyName)
    let policy = key.policy ?? .defaultKeyPolicy(account: key.account)
    return GetKeyPolicyResponse(policy: policy.text, policyName: "default")
  }
}
