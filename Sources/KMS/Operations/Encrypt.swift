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
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

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
  /// The material of a symmetric key that was used. The service's answer does not have it, CloudTrail does.
  let keyMaterialID: String?
}

extension EncryptRequest {
  /// `Encrypt`.
  public static var operation: KmsOperation { .encrypt }

  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { encryptionAlgorithm.assumedKeySpec }

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
    try checkEncryptable(request.plaintext.count, with: key, algorithm, request.encryptionContext)
    try endDryRun(request)
    let ciphertext = try ciphertext(
      of: request.plaintext.bytes, with: key, algorithm, context: request.encryptionContext)
    return EncryptResponse(
      keyARN: key.arn, ciphertextBlob: ciphertext, encryptionAlgorithm: algorithm,
      keyMaterialID: key.spec == .symmetricDefault ? key.material?.identifier : nil)
  }

  /// The length of a plaintext, and no context for RSA.
  func checkEncryptable(
    _ count: Int, with key: StoredKey, _ algorithm: KmsEncryptionAlgorithm, _ context: [String: String]
  ) throws(KmsServiceError) {
    if let limit = key.spec.maximumPlaintext(algorithm), count > limit {
      throw AwsErrors.validation(
        "Algorithm \(algorithm.rawValue) and key spec \(key.spec.rawValue) cannot encrypt data larger than \(limit) bytes."
      )
    }
    try checkContext(context, algorithm)
  }

  /// An encryption context is for symmetric keys only.
  func checkContext(_ context: [String: String], _ algorithm: KmsEncryptionAlgorithm) throws(KmsServiceError) {
    guard algorithm == .symmetricDefault || context.isEmpty else {
      throw AwsErrors.validation(Self.contextWithAsymmetricKey)
    }
  }

  /// Encrypts with a key whose usage, algorithm and limit were checked.
  func ciphertext(
    of plaintext: [UInt8], with key: StoredKey, _ algorithm: KmsEncryptionAlgorithm, context: [String: String]
  ) throws(KmsServiceError) -> [UInt8] {
    guard algorithm == .symmetricDefault else { return try material(of: key).encrypt(plaintext, algorithm, crypto) }
    return try seal(plaintext, with: key, context: context)
  }

  /// Usage and algorithm, for all operations that encrypt or decrypt.
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
