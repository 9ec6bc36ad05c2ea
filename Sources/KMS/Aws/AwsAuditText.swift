/// What Canton's audit log says of a request and of a response to AWS (canton.md section 7.8). Canton names its own
/// seven operations; for the others the members are left out.
public enum AwsAuditText {
  static let publicKey = "** Public key text placeholder **"
  static let message = "** Sign message text placeholder **"
  static let signature = "** Signature message text placeholder **"
  static let ciphertext = "** Ciphertext placeholder **"
  static let plaintext = "** Redacted plaintext placeholder **"

  /// The text of a request.
  public static func request(_ request: KmsRequest) -> String {
    switch request {
    case .createKey(let request):
      "CreateKeyRequest(KeyPurpose=\(request.keyUsage?.rawValue ?? "null"), KeyScheme=\(request.keySpec.rawValue))"
    case .getPublicKey(let request): "GetPublicKeyRequest(KeyId=\(request.keyID))"
    case .describeKey(let request): "RetrieveMetadataRequest(KeyId=\(request.keyID))"
    case .encrypt(let request):
      "EncryptRequest(Plaintext=\(plaintext), KeyId=\(request.keyID), EncryptionAlgorithm=\(request.encryptionAlgorithm.rawValue))"
    case .decrypt(let request):
      "DecryptRequest(CiphertextBlob=\(ciphertext), KeyId=\(request.keyID ?? "null"), EncryptionAlgorithm=\(request.encryptionAlgorithm.rawValue))"
    case .sign(let request):
      "SignRequest(KeyId=\(request.keyID), Message=\(message), MessageType=\(request.messageType.rawValue), SigningAlgorithm=\(request.signingAlgorithm.rawValue))"
    case .scheduleKeyDeletion(let request): "DeleteKeyRequest(KeyId=\(request.keyID))"
    case .tagResource, .verify, .generateDataKey, .cancelKeyDeletion, .enableKey, .disableKey, .getParametersForImport,
      .importKeyMaterial:
      "\(request.operation.rawValue)Request(KeyId=\(request.keyID ?? "null"))"
    }
  }

  /// The text of a response, without the request id.
  public static func response(_ response: KmsResponse, to operation: KmsOperation) -> String {
    switch response {
    case .createKey(let key):
      "CreateKeyResponse(KeyId=\(key.keyID), KeyPurpose=\(key.keyUsage.rawValue), KeyScheme=\(key.keySpec.rawValue))"
    case .getPublicKey(let answer):
      "GetPublicKeyResponse(KeyId=\(answer.keyARN), PublicKey=\(publicKey), KeyScheme=\(answer.keySpec.rawValue))"
    case .describeKey(let key):
      "RetrieveMetadataResponse(KeyId=\(key.keyID), Metadata=Metadata[KeyScheme: \(key.keySpec.rawValue), State: \(key.keyState.rawValue), ** Rest of metadata placeholder **])"
    case .encrypt(let answer):
      "EncryptResponse(CiphertextBlob=\(ciphertext), KeyId=\(answer.keyARN), EncryptionAlgorithm=\(answer.encryptionAlgorithm.rawValue))"
    case .decrypt(let answer):
      "DecryptResponse(Plaintext=\(plaintext), KeyId=\(answer.keyARN), EncryptionAlgorithm=\(answer.encryptionAlgorithm.rawValue))"
    case .sign(let answer):
      "SignResponse(KeyId=\(answer.keyARN), Signature=\(signature), SigningAlgorithm=\(answer.signingAlgorithm.rawValue))"
    case .scheduleKeyDeletion(let answer): "DeleteKeyResponse(KeyId=\(answer.keyARN))"
    case .verify, .generateDataKey, .cancelKeyDeletion, .getParametersForImport, .importKeyMaterial, .empty:
      "\(operation.rawValue)Response()"
    }
  }

  /// The Java package of an exception.
  static func package(of error: SdkError) -> String {
    switch error {
    case .service: "software.amazon.awssdk.services.kms.model"
    case .client: "software.amazon.awssdk.core.exception"
    }
  }
}
