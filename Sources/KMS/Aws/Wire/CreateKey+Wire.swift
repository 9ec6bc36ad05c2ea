extension CreateKeyRequest: AwsWireRequest {
  /// Reads the request. `CustomerMasterKeySpec` is the old name of `KeySpec`.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    let oldSpec: KmsKeySpec? = try wire.name("CustomerMasterKeySpec")
    let spec: KmsKeySpec? = try wire.name("KeySpec")
    if oldSpec != nil, spec != nil {
      wire.refuse(
        AwsErrors.validation(
          "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated."
        ))
    }
    self.init(
      keySpec: spec ?? oldSpec ?? .symmetricDefault, keyUsage: try wire.name("KeyUsage"),
      description: try wire.text("Description") ?? "", origin: try wire.name("Origin") ?? .awsKms,
      isMultiRegion: try wire.flag("MultiRegion") ?? false, tags: try wire.list("Tags", of: KeyTag.init(wire:)) ?? [],
      policy: try wire.text("Policy"),
      bypassPolicyLockoutSafetyCheck: try wire.flag("BypassPolicyLockoutSafetyCheck") ?? false)
  }

  /// The new key's metadata.
  public static let answer: [AwsAnswerMember<KeyMetadata>] = [.object("KeyMetadata", KeyMetadata.wireForm) { $0 }]
}
