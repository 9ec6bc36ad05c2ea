/// `GenerateDataKeyWithoutPlaintext`: `GenerateDataKey`, but for the plaintext in the answer. A data key is the same one
/// that `GenerateDataKey` would have made in its place. Errors as for `GenerateDataKey`.
public struct GenerateDataKeyWithoutPlaintextRequest: KmsKeyRequest {
  /// The symmetric key that encrypts.
  public var keyID: String
  /// The length by name.
  public var keySpec: DataKeySpec?
  /// The length, 1 to 1024.
  public var numberOfBytes: Int?
  /// Associated data; decryption needs the same.
  public var encryptionContext: [String: String]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(
    keyID: String, keySpec: DataKeySpec? = nil, numberOfBytes: Int? = nil, encryptionContext: [String: String] = [:]
  ) {
    self.keyID = keyID
    self.keySpec = keySpec
    self.numberOfBytes = numberOfBytes
    self.encryptionContext = encryptionContext
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let numberOfBytes { check.number(numberOfBytes, "numberOfBytes", 1...1024) }
  }
}

/// The answer of `GenerateDataKeyWithoutPlaintext`.
public struct GenerateDataKeyWithoutPlaintextResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The data key, encrypted.
  public let ciphertextBlob: [UInt8]
  /// The id of the material that encrypted it.
  public let keyMaterialID: String?
}

extension GenerateDataKeyWithoutPlaintextRequest {
  /// `GenerateDataKeyWithoutPlaintext`.
  public static var operation: KmsOperation { .generateDataKeyWithoutPlaintext }

  /// Carries the request out.
  public func perform(
    by service: KeyService, _ call: KmsCall
  ) throws(KmsServiceError) -> GenerateDataKeyWithoutPlaintextResponse {
    try service.generateDataKeyWithoutPlaintext(self, call)
  }
}

extension KeyService {
  func generateDataKeyWithoutPlaintext(
    _ request: GenerateDataKeyWithoutPlaintextRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> GenerateDataKeyWithoutPlaintextResponse {
    let key = try usableKey(request.keyID, call)
    try checkEncryption(key, .symmetricDefault, .generateDataKeyWithoutPlaintext)
    let size = try dataKeySize(request.keySpec, request.numberOfBytes)
    try endDryRun(request)
    let plaintext = dataKey(size, keyID: key.id)
    return GenerateDataKeyWithoutPlaintextResponse(
      keyARN: key.arn, ciphertextBlob: try seal(plaintext, with: key, context: request.encryptionContext),
      keyMaterialID: try material(of: key).identifier)
  }
}
