extension ImportKeyMaterialRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.requiredText("KeyId"), importToken: try wire.requiredBlob("ImportToken"),
      encryptedKeyMaterial: SecretBytes(try wire.requiredBlob("EncryptedKeyMaterial")),
      expirationModel: try wire.name("ExpirationModel") ?? .expires, validTo: try wire.time("ValidTo"),
      importType: try wire.name("ImportType"), keyMaterialDescription: try wire.text("KeyMaterialDescription"),
      keyMaterialID: try wire.text("KeyMaterialId"))
  }

  /// The key and its material.
  public static let answer: [AwsAnswerMember<ImportKeyMaterialResponse>] = [
    .text("KeyId", \.keyARN), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<ImportKeyMaterialRequest>] = [
    .text("KeyId", \.keyID), .time("ValidTo", \.validTo), .name("ExpirationModel", \.expirationModel),
    .name("ImportType", \.importType), .text("KeyMaterialDescription", \.keyMaterialDescription),
    .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// As it is answered.
  public static var trailedAnswer: [AwsAnswerMember<ImportKeyMaterialResponse>] { answer }
}
