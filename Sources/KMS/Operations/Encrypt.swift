/// `Encrypt`: encrypts up to 4096 bytes with a symmetric key, or as many as OAEP takes with an RSA key. Errors:
/// `InvalidKeyUsageException`, `ValidationException`, `DisabledException`, `KMSInvalidStateException`,
/// `NotFoundException`, `AccessDeniedException`.
public struct EncryptRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// 1 to 4096 bytes.
  public var plaintext: SecretBytes
  /// Associated data of a symmetric encryption; decryption needs the same.
  public var encryptionContext: [String: String]
  /// Must be one of the key's.
  public var encryptionAlgorithm: KmsEncryptionAlgorithm

  /// Makes a request.
  public init(
    keyID: String, plaintext: SecretBytes, encryptionContext: [String: String] = [:],
    encryptionAlgorithm: KmsEncryptionAlgorithm = .symmetricDefault
  ) {
    self.keyID = keyID
    self.plaintext = plaintext
    self.encryptionContext = encryptionContext
    self.encryptionAlgorithm = encryptionAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.blob(plaintext.count, "plaintext", 1...4096) }
}

/// The answer of `Encrypt`.
public struct EncryptResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The service's own form for a symmetric key, a plain RSA block otherwise.
  public let ciphertextBlob: [UInt8]
  /// The algorithm.
  public let encryptionAlgorithm: KmsEncryptionAlgorithm
}

extension EncryptRequest {
  /// `Encrypt`.
  public static var operation: KmsOperation { .encrypt }

  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { encryptionAlgorithm == .symmetricDefault ? .symmetricDefault : .rsa2048 }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> EncryptResponse {
    try service.encrypt(self, call)
  }
}

extension KeyService {
  func encrypt(_ request: EncryptRequest, _ call: KmsCall) throws(KmsServiceError) -> EncryptResponse {
    let key = try usableKey(request.keyID, call)
    let algorithm = request.encryptionAlgorithm
    try checkEncryption(key, algorithm, .encrypt)
    if let limit = key.spec.maximumPlaintext(algorithm), request.plaintext.count > limit {
      throw AwsErrors.validation(
        "Algorithm \(algorithm.rawValue) and key spec \(key.spec.rawValue) cannot encrypt data larger than \(limit) bytes."
      )
    }
    let ciphertext: [UInt8]
    if algorithm == .symmetricDefault {
      ciphertext = try seal(request.plaintext.bytes, with: key, context: request.encryptionContext)
    } else {
      guard request.encryptionContext.isEmpty else { throw AwsErrors.validation(Self.contextWithAsymmetricKey) }
      ciphertext = try material(of: key).encrypt(request.plaintext.bytes, algorithm, crypto)
    }
    return EncryptResponse(keyARN: key.arn, ciphertextBlob: ciphertext, encryptionAlgorithm: algorithm)
  }

  /// Usage and algorithm, for `Encrypt`, `Decrypt` and `GenerateDataKey`.
  func checkEncryption(
    _ key: StoredKey, _ algorithm: KmsEncryptionAlgorithm, _ operation: KmsOperation
  ) throws(KmsServiceError) {
    guard key.usage == .encryptDecrypt else { throw AwsErrors.wrongUsage(key.arn, key.usage, operation) }
    guard key.spec.encryptionAlgorithms.contains(algorithm) else {
      throw AwsErrors.incompatibleAlgorithm(algorithm.rawValue, key.spec)
    }
  }

  static let contextWithAsymmetricKey = "EncryptionContext is not valid with asymmetric encryption algorithms."
}
