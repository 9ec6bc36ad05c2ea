extension GetPublicKeyRequest: AwsWireRequest {
  /// Reads the request.
  public init(wire: inout AwsWireReader) throws(KmsServiceError) {
    self.init(keyID: try wire.requiredText("KeyId"))
    grantTokens = try wire.texts("GrantTokens") ?? []
  }

  /// The public key and what it is for.
  public static let answer: [AwsAnswerMember<GetPublicKeyResponse>] = [
    .text("KeyId", \.keyARN), .blob("PublicKey", \.publicKey), .name("CustomerMasterKeySpec", \.keySpec),
    .name("KeySpec", \.keySpec), .name("KeyUsage", \.keyUsage), .names("EncryptionAlgorithms", \.encryptionAlgorithms),
    .names("SigningAlgorithms", \.signingAlgorithms),
    .names("KeyAgreementAlgorithms", \.keyAgreementAlgorithms),
  ]

  /// What CloudTrail shows of the request.
  public static let trailed: [AwsAnswerMember<GetPublicKeyRequest>] = [.text("KeyId", \.keyID)]
}
