/// `DeriveSharedSecret`: agrees on a secret with the holder of another key of the same curve. The secret is the x
/// coordinate of the shared point; a key is to be derived from it. Errors: `InvalidKeyUsageException`,
/// `ValidationException`, `DisabledException`, `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct DeriveSharedSecretRequest: KmsKeyRequest {
  /// The `KEY_AGREEMENT` key.
  public var keyID: String
  /// `ECDH`.
  public var keyAgreementAlgorithm: KmsKeyAgreementAlgorithm
  /// The peer's public key as DER SubjectPublicKeyInfo, 1 to 8192 bytes.
  public var publicKey: [UInt8]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, keyAgreementAlgorithm: KmsKeyAgreementAlgorithm = .ecdh, publicKey: [UInt8]) {
    self.keyID = keyID
    self.keyAgreementAlgorithm = keyAgreementAlgorithm
    self.publicKey = publicKey
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.blob(publicKey.count, "publicKey", 1...8192) }
}

/// The answer of `DeriveSharedSecret`.
public struct DeriveSharedSecretResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// As long as the curve's coordinates: 32, 48 or 66 bytes.
  public let sharedSecret: SecretBytes
  /// The algorithm.
  public let keyAgreementAlgorithm: KmsKeyAgreementAlgorithm
  /// Where the key's material comes from.
  public let keyOrigin: KeyOrigin
}

extension DeriveSharedSecretRequest {
  /// `DeriveSharedSecret`.
  public static var operation: KmsOperation { .deriveSharedSecret }
  /// A key on P-256.
  public var assumedKeySpec: KmsKeySpec { .eccNistP256 }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> DeriveSharedSecretResponse {
    try service.deriveSharedSecret(self, call)
  }
}

extension KeyService {
  func deriveSharedSecret(
    _ request: DeriveSharedSecretRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> DeriveSharedSecretResponse {
    let key = try usableKey(request.keyID, call)
    guard key.usage == .keyAgreement else { throw AwsErrors.wrongUsage(key.arn, key.usage, .deriveSharedSecret) }
    guard let secret = try material(of: key).sharedSecret(request.publicKey, crypto) else {
      // AWS's text for a key of another curve, or for bytes that are no key, is not recorded.
      throw AwsErrors.validation("The public key is not valid for key spec \(key.spec.rawValue).")
    }
    try endDryRun(request)
    return DeriveSharedSecretResponse(
      keyARN: key.arn, sharedSecret: SecretBytes(secret), keyAgreementAlgorithm: request.keyAgreementAlgorithm,
      keyOrigin: key.origin)
  }
}
