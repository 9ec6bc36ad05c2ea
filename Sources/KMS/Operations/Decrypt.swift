/// `Decrypt`: decrypts a blob of `Encrypt` or `GenerateDataKey`, or an RSA block. The key may be left out for a symmetric
/// blob, which names its key. Errors: `InvalidCiphertextException` (changed, or another context), `IncorrectKeyException`
/// (another key named), `InvalidKeyUsageException`, `ValidationException`, `DisabledException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct DecryptRequest: KmsOperationRequest {
  /// The key; nil lets a symmetric blob say.
  public var keyID: String?
  /// 1 to 6144 bytes.
  public var ciphertextBlob: [UInt8]
  /// The context of the encryption.
  public var encryptionContext: [String: String]
  /// The algorithm of the encryption.
  public var encryptionAlgorithm: KmsEncryptionAlgorithm

  /// Makes a request.
  public init(
    keyID: String?, ciphertextBlob: [UInt8], encryptionContext: [String: String] = [:],
    encryptionAlgorithm: KmsEncryptionAlgorithm = .symmetricDefault
  ) {
    self.keyID = keyID
    self.ciphertextBlob = ciphertextBlob
    self.encryptionContext = encryptionContext
    self.encryptionAlgorithm = encryptionAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.blob(ciphertextBlob.count, "ciphertextBlob", 1...6144) }
}

/// The answer of `Decrypt`.
public struct DecryptResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// What was encrypted.
  public let plaintext: SecretBytes
  /// The algorithm.
  public let encryptionAlgorithm: KmsEncryptionAlgorithm
  /// The id of the material that decrypted; symmetric keys only.
  public let keyMaterialID: String?
}

extension DecryptRequest {
  /// `Decrypt`.
  public static var operation: KmsOperation { .decrypt }

  /// The key named, if any.
  public var keyReference: String? { keyID }
  /// The key named, or the one that the blob names.
  public var quotaKeyReference: String? { keyID ?? CiphertextBlob(ciphertextBlob)?.keyID }

  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { encryptionAlgorithm == .symmetricDefault ? .symmetricDefault : .rsa2048 }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> DecryptResponse {
    try service.decrypt(self, call)
  }
}

extension KeyService {
  func decrypt(_ request: DecryptRequest, _ call: KmsCall) throws(KmsServiceError) -> DecryptResponse {
    let algorithm = request.encryptionAlgorithm
    guard algorithm == .symmetricDefault else { return try decryptAsymmetric(request, call) }
    let blob = CiphertextBlob(request.ciphertextBlob)
    let named: String
    if let keyID = request.keyID {
      named = keyID
    } else if let blob {
      named = names.keyARN(blob.keyID)
    } else {
      throw AwsErrors.invalidCiphertext
    }
    let key = try usableKey(named, call)
    try checkEncryption(key, algorithm, .decrypt)
    guard let blob else { throw AwsErrors.invalidCiphertext }
    guard blob.keyID == key.id else { throw AwsErrors.incorrectKey }
    let material = try material(of: key, named: blob.materialID)
    let plaintext = try material.open(
      blob.sealed, associatedData: blob.associatedData(request.encryptionContext), crypto)
    return DecryptResponse(
      keyARN: key.arn, plaintext: SecretBytes(plaintext), encryptionAlgorithm: algorithm,
      keyMaterialID: material.identifier)
  }

  private func decryptAsymmetric(_ request: DecryptRequest, _ call: KmsCall) throws(KmsServiceError) -> DecryptResponse
  {
    guard let keyID = request.keyID else {
      throw AwsErrors.validation("KeyId is required for decryption with asymmetric KMS keys.")
    }
    let key = try usableKey(keyID, call)
    try checkEncryption(key, request.encryptionAlgorithm, .decrypt)
    guard request.encryptionContext.isEmpty else { throw AwsErrors.validation(Self.contextWithAsymmetricKey) }
    let plaintext = try material(of: key).decrypt(request.ciphertextBlob, request.encryptionAlgorithm, crypto)
    return DecryptResponse(
      keyARN: key.arn, plaintext: SecretBytes(plaintext), encryptionAlgorithm: request.encryptionAlgorithm,
      keyMaterialID: nil)
  }
}
