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
}
