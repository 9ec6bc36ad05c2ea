extension DecryptRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(
      keyID: try wire.text("KeyId"), ciphertextBlob: try wire.requiredBlob("CiphertextBlob"),
      encryptionContext: try wire.map("EncryptionContext") ?? [:],
      encryptionAlgorithm: try wire.name("EncryptionAlgorithm") ?? .symmetricDefault)
  }

  /// The plaintext.
  public static let answer: [AwsAnswerMember<DecryptResponse>] = [
    .text("KeyId", \.keyARN), .blob("Plaintext", \.plaintext.bytes),
    .name("EncryptionAlgorithm", \.encryptionAlgorithm), .text("KeyMaterialId", \.keyMaterialID),
  ]
}
