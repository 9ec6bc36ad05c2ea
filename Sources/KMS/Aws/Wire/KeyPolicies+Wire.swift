extension PutKeyPolicyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), policy: try wire.requiredText("Policy"),
      policyName: try wire.text("PolicyName"),
      bypassPolicyLockoutSafetyCheck: try wire.flag("BypassPolicyLockoutSafetyCheck") ?? false)
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<PutKeyPolicyRequest>] = [
    .text("KeyId", \.keyID), .text("PolicyName") { $0.policyName ?? "default" }, .text("Policy", \.policy),
    .flag("BypassPolicyLockoutSafetyCheck", \.bypassPolicyLockoutSafetyCheck),
  ]
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

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GetKeyPolicyRequest>] = [
    .text("KeyId", \.keyID), .text("PolicyName") { $0.policyName ?? "default" },
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

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListKeyPoliciesRequest>] = [
    .text("KeyId", \.keyID), .number("Limit", \.limit), .text("Marker", \.marker),
  ]
}
