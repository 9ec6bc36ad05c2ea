extension PutKeyPolicyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), policy: try wire.requiredText("Policy"),
      policyName: try wire.text("PolicyName"),
      bypassPolicyLockoutSafetyCheck: try wire.flag("BypassPolicyLockoutSafetyCheck") ?? false)
  }
}

extension GetKeyPolicyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), policyName: try wire.text("PolicyName"))
  }

  /// The policy.
  public static let answer: [AwsAnswerMember<GetKeyPolicyResponse>] = [
    .text("Policy", \.policy), .text("PolicyName", \.policyName),
  ]
}

extension ListKeyPoliciesRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), limit: try wire.number("Limit"), marker: try wire.text("Marker"))
  }

  /// The names.
  public static let answer: [AwsAnswerMember<ListKeyPoliciesResponse>] = [
    .texts("PolicyNames", \.policyNames), .flag("Truncated", \.isTruncated),
  ]
}
