import Kernel

/// Who may do what: identity policies, key policies and grants together, as IAM's "Policy evaluation logic" and the AWS
/// KMS developer guide's "Troubleshooting key access" say it.
///
/// A denial anywhere wins. Otherwise a caller of the key's account needs a key policy or a grant that names it, or a key
/// policy that leaves the decision to the account together with an identity policy that allows. A caller of another
/// account needs both sides: key policy or grant, and an identity policy.
extension KeyService {
  /// Throws unless the principal's identity policies allow the operation on a resource that has no policy of its own:
  /// an alias, a key that does not exist, or nil for none.
  func permit(_ call: KmsCall, resource: String?) throws(KmsServiceError) {
    let access = access(call, action: call.action, resource: resource ?? "*")
    let identity = permissions.verdict(on: access, operation: call.operation)
    guard !identity.isDenied else { throw AwsErrors.denied(access, resource: resource, by: .identity) }
    guard identity.allowsDirectly else { throw AwsErrors.notAllowed(access, resource: resource, by: .identity) }
  }

  /// Throws unless the caller may use a key.
  func authorize(_ call: KmsCall, on key: StoredKey) throws(KmsServiceError) {
    var access = access(call, action: call.action, resource: key.arn)
    access.key = key
    access.aliases = { self.aliases(of: key.id, at: call.instant).map(\.name) }
    let identity = permissions.verdict(on: access, operation: call.operation)
    guard !identity.isDenied else { throw AwsErrors.denied(access, by: .identity) }
    let isForeign = call.principal.account != key.account
    if isForeign {
      guard identity.allowsDirectly else { throw AwsErrors.notAllowed(access, by: .identity) }
      guard call.operation.allowsCrossAccountUse else { throw AwsErrors.notAllowed(access, by: .resource) }
    }
    try checkGrantTokens(call.request)
    if key.policy == nil, permissions.isUnchecked { return }
    // A key without a policy of its own has the default one.
    let byKey = key.policy?.verdict(on: access) ?? PolicyVerdict(allowsAccount: !isForeign)
    guard !byKey.isDenied else { throw AwsErrors.denied(access, by: .resource) }
    if byKey.allowsDirectly
      || grantAllows(access, key: key, identityAllows: identity.allowsDirectly, at: call.instant)
    {
      return
    }
    if byKey.allowsAccount {
      guard identity.allowsDirectly else { throw AwsErrors.notAllowed(access, by: .identity) }
      return
    }
    throw AwsErrors.notAllowed(access, by: .resource)
  }

  /// What policies are asked.
  func access(_ call: KmsCall, action: String, resource: String) -> AccessRequest {
    AccessRequest(
      principal: call.principal, action: action, resource: resource, region: configuration.region,
      epochNanoseconds: configuration.epochSeconds * 1_000_000_000 + call.instant.nanoseconds, request: call.request)
  }

  /// Reads a key policy and makes sure that the caller can change it afterwards. Throws
  /// `MalformedPolicyDocumentException`, and `LimitExceededException` above 32 KiB.
  func keyPolicy(
    _ text: String, for key: StoredKey, bypassingSafetyCheck: Bool, _ call: KmsCall
  ) throws(KmsServiceError) -> PolicyDocument {
    guard text.utf8.count <= 32_768 else { throw AwsErrors.policyTooLong }
    let policy = try PolicyDocument(text, kind: .key)
    if bypassingSafetyCheck { return policy }
    var changed = key
    changed.policy = policy
    let later = KmsCall(operation: .putKeyPolicy, principal: call.principal, instant: call.instant, request: nil)
    do throws(KmsServiceError) {
      try authorize(later, on: changed)
    } catch {
      throw AwsErrors.lockout
    }
    return policy
  }
}

/// Which kind of policy a refusal names.
enum PolicyKindOfRefusal: String {
  case identity = "identity-based"
  case resource = "resource-based"
}

extension AwsErrors {
  /// A policy denies the action.
  static func denied(
    _ access: AccessRequest, resource: String?, by kind: PolicyKindOfRefusal
  ) -> KmsServiceError {
    let article = kind == .identity ? "an" : "a"
    return accessDenied(access, resource, "with an explicit deny in \(article) \(kind.rawValue) policy")
  }

  /// A policy denies the action on the request's resource.
  static func denied(_ access: AccessRequest, by kind: PolicyKindOfRefusal) -> KmsServiceError {
    denied(access, resource: access.resource, by: kind)
  }

  /// No policy allows the action.
  static func notAllowed(
    _ access: AccessRequest, resource: String?, by kind: PolicyKindOfRefusal
  ) -> KmsServiceError {
    accessDenied(access, resource, "because no \(kind.rawValue) policy allows the \(access.action) action")
  }

  /// No policy allows the action on the request's resource.
  static func notAllowed(_ access: AccessRequest, by kind: PolicyKindOfRefusal) -> KmsServiceError {
    notAllowed(access, resource: access.resource, by: kind)
  }

  private static func accessDenied(_ access: AccessRequest, _ resource: String?, _ reason: String) -> KmsServiceError {
    var target = resource.map { " on resource: \($0)" } ?? ""
    // A caller who names no key does not learn which one made the ciphertext.
    if access.request is DecryptRequest, access.request?.keyReference == nil {
      target = " on the resource associated with this ciphertext"
    }
    return KmsServiceError(
      code: "AccessDeniedException",
      message: "User: \(access.principal.arn) is not authorized to perform: \(access.action)\(target) \(reason)")
  }
}
