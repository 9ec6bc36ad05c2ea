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
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false
  /// Has a dry run look at the permission only: `IGNORE_CIPHERTEXT` among `DryRunModifiers`.
  public var ignoresCiphertext = false

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
  public func validate(_ check: inout AwsValidation) {
    if isDryRun, ignoresCiphertext, ciphertextBlob.isEmpty { return }
    check.blob(ciphertextBlob.count, "ciphertextBlob", 1...6144)
  }
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
  public var assumedKeySpec: KmsKeySpec { encryptionAlgorithm.assumedKeySpec }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> DecryptResponse {
    try service.decrypt(self, call)
  }
}

extension KeyService {
  func decrypt(_ request: DecryptRequest, _ call: KmsCall) throws(KmsServiceError) -> DecryptResponse {
    let source = CiphertextSource(
      blob: request.ciphertextBlob, keyID: request.keyID, algorithm: request.encryptionAlgorithm,
      context: request.encryptionContext)
    let key = try sourceKey(source, call)
    // A dry run may ask for the permission alone.
    if request.ignoresCiphertext { try endDryRun(request) }
    let opened = try plaintext(of: source, with: key)
    try endDryRun(request)
    return DecryptResponse(
      keyARN: key.arn, plaintext: SecretBytes(opened.plaintext), encryptionAlgorithm: request.encryptionAlgorithm,
      keyMaterialID: opened.materialID)
  }

  /// The key of a ciphertext: the one named, or the one that a symmetric blob names. Usage and algorithm are checked.
  func sourceKey(_ source: CiphertextSource, _ call: KmsCall) throws(KmsServiceError) -> StoredKey {
    let blob = source.algorithm == .symmetricDefault ? CiphertextBlob(source.blob) : nil
    let named: String
    if let keyID = source.keyID {
      named = keyID
    } else if let blob {
      named = names.keyARN(blob.keyID)
    } else if source.algorithm == .symmetricDefault {
      throw AwsErrors.invalidCiphertext
    } else {
      throw AwsErrors.validation("KeyId is required for decryption with asymmetric KMS keys.")
    }
    let key = try usableKey(named, call)
    // Recorded: a blob of another key is an incorrect key, whatever the named key is for.
    if let blob, blob.keyID != key.id { throw AwsErrors.incorrectKey }
    try checkEncryption(key, source.algorithm, call.operation)
    try checkContext(source.context, source.algorithm)
    return key
  }

  /// Decrypts with the key of ``sourceKey(_:_:)``; the material's id for a symmetric one.
  func plaintext(
    of source: CiphertextSource, with key: StoredKey
  ) throws(KmsServiceError) -> (plaintext: [UInt8], materialID: String?) {
    guard source.algorithm == .symmetricDefault else {
      return (try material(of: key).decrypt(source.blob, source.algorithm, crypto), nil)
    }
    guard let blob = CiphertextBlob(source.blob) else { throw AwsErrors.invalidCiphertext }
    let material = try material(of: key, named: blob.materialID)
    let plaintext = try material.open(blob.sealed, associatedData: blob.associatedData(source.context), crypto)
    return (plaintext, material.identifier)
  }
}

/// What `Decrypt` and `ReEncrypt` are to decrypt, and how.
struct CiphertextSource {
  let blob: [UInt8]
  let keyID: String?
  let algorithm: KmsEncryptionAlgorithm
  let context: [String: String]
}
