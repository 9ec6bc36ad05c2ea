extension ListKeyRotationsRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"),
      includeKeyMaterial: try wire.name("IncludeKeyMaterial") ?? .rotationsOnly, paging: try wire.paging())
  }

  /// A page of materials.
  public static let answer: [AwsAnswerMember<KmsPage<KeyRotation>>] = KmsPage.wireForm(
    "Rotations", of: KeyRotation.wireForm)

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ListKeyRotationsRequest>] = [
    .text("KeyId", \.keyID), .name("IncludeKeyMaterial", \.includeKeyMaterial), .number("Limit") { $0.paging.limit },
    .text("Marker") { $0.paging.marker },
  ]
}

extension KeyRotation {
  /// The members of AWS's `RotationsListEntry`.
  static let wireForm: [AwsAnswerMember<KeyRotation>] = [
    .text("KeyId", \.keyID), .text("KeyMaterialId", \.keyMaterialID),
    .text("KeyMaterialDescription", \.keyMaterialDescription), .name("ImportState", \.importState),
    .name("KeyMaterialState", \.keyMaterialState), .name("ExpirationModel", \.expirationModel),
    .time("ValidTo", \.validTo), .time("RotationDate", \.rotationDate), .name("RotationType", \.rotationType),
  ]
}
