/// `ReEncrypt`: decrypts a blob and encrypts its content again, with another key or another context, inside the service.
/// Needs `kms:ReEncryptFrom` on the one key and `kms:ReEncryptTo` on the other; both are looked at before anything is
/// decrypted. Errors as for `Decrypt` and `Encrypt`.
public struct ReEncryptRequest: KmsOperationRequest {
  /// 1 to 6144 bytes.
  public var ciphertextBlob: [UInt8]
  /// The key that decrypts; nil lets a symmetric blob say.
  public var sourceKeyID: String?
  /// The context of the encryption.
  public var sourceEncryptionContext: [String: String]
  /// The algorithm of the encryption.
  public var sourceEncryptionAlgorithm: KmsEncryptionAlgorithm
  /// The key that encrypts.
  public var destinationKeyID: String
  /// The context of the new encryption.
  public var destinationEncryptionContext: [String: String]
  /// The algorithm of the new encryption.
  public var destinationEncryptionAlgorithm: KmsEncryptionAlgorithm
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false
  /// Has a dry run look at the permissions only: `IGNORE_CIPHERTEXT` among `DryRunModifiers`.
  public var ignoresCiphertext = false

  /// Makes a request.
  public init(
    ciphertextBlob: [UInt8], sourceKeyID: String? = nil, sourceEncryptionContext: [String: String] = [:],
    sourceEncryptionAlgorithm: KmsEncryptionAlgorithm = .symmetricDefault, destinationKeyID: String,
    destinationEncryptionContext: [String: String] = [:],
    destinationEncryptionAlgorithm: KmsEncryptionAlgorithm = .symmetricDefault
  ) {
    self.ciphertextBlob = ciphertextBlob
    self.sourceKeyID = sourceKeyID
    self.sourceEncryptionContext = sourceEncryptionContext
    self.sourceEncryptionAlgorithm = sourceEncryptionAlgorithm
    self.destinationKeyID = destinationKeyID
    self.destinationEncryptionContext = destinationEncryptionContext
    self.destinationEncryptionAlgorithm = destinationEncryptionAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let sourceKeyID { check.keyID(sourceKeyID, "sourceKeyId") }
    if isDryRun, ignoresCiphertext, ciphertextBlob.isEmpty { return }
    check.blob(ciphertextBlob.count, "ciphertextBlob", 1...6144)
  }
}

/// The answer of `ReEncrypt`.
public struct ReEncryptResponse: Hashable, Sendable {
  /// The new ciphertext.
  public let ciphertextBlob: [UInt8]
  /// The ARN of the key that decrypted.
  public let sourceKeyARN: String
  /// The ARN of the key that encrypted.
  public let keyARN: String
  /// The algorithm of the decryption.
  public let sourceEncryptionAlgorithm: KmsEncryptionAlgorithm
  /// The algorithm of the encryption.
  public let destinationEncryptionAlgorithm: KmsEncryptionAlgorithm
  /// The id of the material that decrypted; symmetric keys only.
  public let sourceKeyMaterialID: String?
  /// The id of the material that encrypted; symmetric keys only.
  public let destinationKeyMaterialID: String?
}

extension ReEncryptRequest {
  /// `ReEncrypt`.
  public static var operation: KmsOperation { .reEncrypt }
  /// The key that encrypts.
  public var keyReference: String? { destinationKeyID }
  /// `destinationKeyId`.
  public static var keyReferenceMember: String { "destinationKeyId" }

  /// An RSA key if either is one: its quota is the smaller. AWS does not say what two kinds of keys count against.
  public var quotaKeyReference: String? {
    guard destinationEncryptionAlgorithm == .symmetricDefault else { return destinationKeyID }
    return sourceKeyID ?? CiphertextBlob(ciphertextBlob)?.keyID
  }

  /// From the algorithm of the same key.
  public var assumedKeySpec: KmsKeySpec {
    destinationEncryptionAlgorithm == .symmetricDefault
      ? sourceEncryptionAlgorithm.assumedKeySpec : destinationEncryptionAlgorithm.assumedKeySpec
  }

  /// What the permission for the first key is about.
  var decryption: DecryptRequest {
    var request = DecryptRequest(
      keyID: sourceKeyID, ciphertextBlob: ciphertextBlob, encryptionContext: sourceEncryptionContext,
      encryptionAlgorithm: sourceEncryptionAlgorithm)
    request.grantTokens = grantTokens
    return request
  }

  /// What the permission for the second key is about.
  var encryption: EncryptRequest {
    var request = EncryptRequest(
      keyID: destinationKeyID, plaintext: SecretBytes([]), encryptionContext: destinationEncryptionContext,
      encryptionAlgorithm: destinationEncryptionAlgorithm)
    request.grantTokens = grantTokens
    return request
  }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ReEncryptResponse {
    try service.reEncrypt(self, call)
  }
}

extension KeyService {
  func reEncrypt(_ request: ReEncryptRequest, _ call: KmsCall) throws(KmsServiceError) -> ReEncryptResponse {
    let source = CiphertextSource(
      blob: request.ciphertextBlob, keyID: request.sourceKeyID, algorithm: request.sourceEncryptionAlgorithm,
      context: request.sourceEncryptionContext)
    let algorithm = request.destinationEncryptionAlgorithm
    let sourceKey = try sourceKey(source, call.part("kms:ReEncryptFrom", request.decryption))
    let key = try usableKey(request.destinationKeyID, call.part("kms:ReEncryptTo", request.encryption))
    try checkEncryption(key, algorithm, .reEncrypt)
    if request.ignoresCiphertext { try endDryRun(request) }
    let opened = try plaintext(of: source, with: sourceKey)
    try checkEncryptable(opened.plaintext.count, with: key, algorithm, request.destinationEncryptionContext)
    try endDryRun(request)
    let ciphertext = try ciphertext(
      of: opened.plaintext, with: key, algorithm, context: request.destinationEncryptionContext)
    return ReEncryptResponse(
      ciphertextBlob: ciphertext, sourceKeyARN: sourceKey.arn, keyARN: key.arn,
      sourceEncryptionAlgorithm: source.algorithm, destinationEncryptionAlgorithm: algorithm,
      sourceKeyMaterialID: opened.materialID,
      destinationKeyMaterialID: algorithm == .symmetricDefault ? try material(of: key).identifier : nil)
  }
}
