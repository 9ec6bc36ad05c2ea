extension DeleteImportedKeyMaterialRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"), keyMaterialID: try wire.text("KeyMaterialId"))
  }

  /// The key and the material that is gone.
  public static let answer: [AwsAnswerMember<DeleteImportedKeyMaterialResponse>] = [
    .text("KeyId", \.keyARN), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<DeleteImportedKeyMaterialRequest>] = [
    .text("KeyId", \.keyID), .text("KeyMaterialId", \.keyMaterialID),
  ]

  /// As it is answered.
  public static var trailedAnswer: [AwsAnswerMember<DeleteImportedKeyMaterialResponse>] { answer }
}
