extension CreateKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keySpec: try wire.name("KeySpec"), keyUsage: try wire.name("KeyUsage"),
      description: try wire.text("Description") ?? "", origin: try wire.name("Origin") ?? .awsKms,
      isMultiRegion: try wire.flag("MultiRegion") ?? false, tags: try wire.list("Tags", of: KeyTag.init(wire:)) ?? [],
      policy: try wire.text("Policy"),
      bypassPolicyLockoutSafetyCheck: try wire.flag("BypassPolicyLockoutSafetyCheck") ?? false)
    let oldSpec: AwsOldKeySpec? = try wire.name("CustomerMasterKeySpec")
    customerMasterKeySpec = oldSpec?.spec
    customKeyStoreID = try wire.text("CustomKeyStoreId")
    xksKeyID = try wire.text("XksKeyId")
  }

  /// The new key's metadata.
  public static let answer: [AwsAnswerMember<KeyMetadata>] = [.object("KeyMetadata", KeyMetadata.wireForm) { $0 }]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<CreateKeyRequest>] = [
    .text("Description", \.description), .name("Origin", \.origin),
    .flag("BypassPolicyLockoutSafetyCheck", \.bypassPolicyLockoutSafetyCheck),
    .name("CustomerMasterKeySpec", \.keySpec), .name("KeySpec", \.keySpec), .name("KeyUsage", \.keyUsage),
    .flag("MultiRegion", \.isMultiRegion), .text("Policy", \.policy),
    .list("Tags", of: KeyTag.wireForm) { $0.tags.isEmpty ? nil : $0.tags },
  ]

  /// As it is answered.
  public static var trailedAnswer: [AwsAnswerMember<KeyMetadata>] { answer }
}
