extension MultiRegionConfiguration {
  /// The members of AWS's `MultiRegionConfiguration`.
  static let wireForm: [AwsAnswerMember<MultiRegionConfiguration>] = [
    .name("MultiRegionKeyType", \.keyType), .object("PrimaryKey", Key.wireForm, \.primaryKey),
    .list("ReplicaKeys", of: Key.wireForm, \.replicaKeys),
  ]
}

extension MultiRegionConfiguration.Key {
  /// The members of AWS's `MultiRegionKey`.
  static let wireForm: [AwsAnswerMember<MultiRegionConfiguration.Key>] = [
    .text("Arn", \.arn), .text("Region", \.region),
  ]
}

extension ReplicateKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), replicaRegion: try wire.requiredText("ReplicaRegion"),
      policy: try wire.text("Policy"),
      bypassPolicyLockoutSafetyCheck: try wire.flag("BypassPolicyLockoutSafetyCheck") ?? false,
      description: try wire.text("Description") ?? "", tags: try wire.list("Tags", of: KeyTag.init(wire:)) ?? [])
  }

  /// The replica.
  public static let answer: [AwsAnswerMember<ReplicateKeyResponse>] = [
    .object("ReplicaKeyMetadata", KeyMetadata.wireForm) { $0.replicaKeyMetadata },
    .text("ReplicaPolicy", \.replicaPolicy), .list("ReplicaTags", of: KeyTag.wireForm) { $0.replicaTags },
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ReplicateKeyRequest>] = [
    .text("KeyId", \.keyID), .text("ReplicaRegion", \.replicaRegion), .text("Policy", \.policy),
    .flag("BypassPolicyLockoutSafetyCheck", \.bypassPolicyLockoutSafetyCheck), .text("Description", \.description),
    .list("Tags", of: KeyTag.wireForm) { $0.tags.isEmpty ? nil : $0.tags },
  ]

  /// As it is answered.
  public static var trailedAnswer: [AwsAnswerMember<ReplicateKeyResponse>] { answer }
}

extension UpdatePrimaryRegionRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), primaryRegion: try wire.requiredText("PrimaryRegion"))
  }

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<UpdatePrimaryRegionRequest>] = [
    .text("KeyId", \.keyID), .text("PrimaryRegion", \.primaryRegion),
  ]
}
