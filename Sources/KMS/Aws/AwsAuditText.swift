/// What Canton's audit log says of a request and of a response to AWS (canton.md section 7.8). Canton names its own
/// seven operations; for the others the members are left out.
enum AwsAuditText {
  static let publicKey = "** Public key text placeholder **"
  static let message = "** Sign message text placeholder **"
  static let signature = "** Signature message text placeholder **"
  static let ciphertext = "** Ciphertext placeholder **"
  static let plaintext = "** Redacted plaintext placeholder **"

  /// The Java package of an exception.
  static func package(of error: SdkError) -> String {
    switch error {
    case .service: "software.amazon.awssdk.services.kms.model"
    case .client: "software.amazon.awssdk.core.exception"
    }
  }
}

extension KmsOperationRequest {
  /// The operation and the key.
  public var auditText: String { "\(operation.rawValue)Request(KeyId=\(keyReference ?? "null"))" }
  /// The operation.
  public static func auditText(of response: Response) -> String { "\(operation.rawValue)Response()" }
}

extension CreateKeyRequest {
  /// As Canton writes it.
  public var auditText: String {
    "CreateKeyRequest(KeyPurpose=\(keyUsage?.rawValue ?? "null"), KeyScheme=\(keySpec.rawValue))"
  }
  /// As Canton writes it.
  public static func auditText(of key: KeyMetadata) -> String {
    "CreateKeyResponse(KeyId=\(key.keyID), KeyPurpose=\(key.keyUsage.rawValue), KeyScheme=\(key.keySpec.rawValue))"
  }
}

extension GetPublicKeyRequest {
  /// As Canton writes it.
  public static func auditText(of answer: GetPublicKeyResponse) -> String {
    "GetPublicKeyResponse(KeyId=\(answer.keyARN), PublicKey=\(AwsAuditText.publicKey), KeyScheme=\(answer.keySpec.rawValue))"
  }
}

extension DescribeKeyRequest {
  /// As Canton writes it.
  public var auditText: String { "RetrieveMetadataRequest(KeyId=\(keyID))" }
  /// As Canton writes it.
  public static func auditText(of key: KeyMetadata) -> String {
    "RetrieveMetadataResponse(KeyId=\(key.keyID), Metadata=Metadata[KeyScheme: \(key.keySpec.rawValue), State: \(key.keyState.rawValue), ** Rest of metadata placeholder **])"
  }
}

extension EncryptRequest {
  /// As Canton writes it.
  public var auditText: String {
    "EncryptRequest(Plaintext=\(AwsAuditText.plaintext), KeyId=\(keyID), EncryptionAlgorithm=\(encryptionAlgorithm.rawValue))"
  }
  /// As Canton writes it.
  public static func auditText(of answer: EncryptResponse) -> String {
    "EncryptResponse(CiphertextBlob=\(AwsAuditText.ciphertext), KeyId=\(answer.keyARN), EncryptionAlgorithm=\(answer.encryptionAlgorithm.rawValue))"
  }
}

extension DecryptRequest {
  /// As Canton writes it.
  public var auditText: String {
    "DecryptRequest(CiphertextBlob=\(AwsAuditText.ciphertext), KeyId=\(keyID ?? "null"), EncryptionAlgorithm=\(encryptionAlgorithm.rawValue))"
  }
  /// As Canton writes it.
  public static func auditText(of answer: DecryptResponse) -> String {
    "DecryptResponse(Plaintext=\(AwsAuditText.plaintext), KeyId=\(answer.keyARN), EncryptionAlgorithm=\(answer.encryptionAlgorithm.rawValue))"
  }
}

extension SignRequest {
  /// As Canton writes it.
  public var auditText: String {
    "SignRequest(KeyId=\(keyID), Message=\(AwsAuditText.message), MessageType=\(messageType.rawValue), SigningAlgorithm=\(signingAlgorithm.rawValue))"
  }
  /// As Canton writes it.
  public static func auditText(of answer: SignResponse) -> String {
    "SignResponse(KeyId=\(answer.keyARN), Signature=\(AwsAuditText.signature), SigningAlgorithm=\(answer.signingAlgorithm.rawValue))"
  }
}

extension ScheduleKeyDeletionRequest {
  /// As Canton writes it.
  public var auditText: String { "DeleteKeyRequest(KeyId=\(keyID))" }
  /// As Canton writes it.
  public static func auditText(of answer: ScheduleKeyDeletionResponse) -> String {
    "DeleteKeyResponse(KeyId=\(answer.keyARN))"
  }
}
