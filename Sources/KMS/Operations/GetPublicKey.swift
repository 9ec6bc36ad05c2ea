import Keys

/// `GetPublicKey`: reads the public part of an asymmetric key. Errors: `UnsupportedOperationException` for a symmetric
/// or HMAC key, `DisabledException`, `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct GetPublicKeyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

/// The answer of `GetPublicKey`.
public struct GetPublicKeyResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The public key as DER SubjectPublicKeyInfo.
  public let publicKey: [UInt8]
  /// The kind of key.
  public let keySpec: KmsKeySpec
  /// What it is for.
  public let keyUsage: KmsKeyUsage
  /// The signing algorithms; empty for an encryption key.
  public let signingAlgorithms: [KmsSigningAlgorithm]
  /// The encryption algorithms; empty for a signing key.
  public let encryptionAlgorithms: [KmsEncryptionAlgorithm]
  /// The algorithms of key agreement; empty for a key of another usage.
  public let keyAgreementAlgorithms: [KmsKeyAgreementAlgorithm]
}

extension GetPublicKeyRequest {
  /// `GetPublicKey`.
  public static var operation: KmsOperation { .getPublicKey }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GetPublicKeyResponse {
    try service.getPublicKey(self, call)
  }
}

extension KeyService {
  func getPublicKey(_ request: GetPublicKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> GetPublicKeyResponse {
    let key = try usableKey(request.keyID, call)
    guard let publicKey = key.material?.publicKey else {
      throw AwsErrors.unsupported("\(key.arn) key spec is \(key.spec.rawValue) which is not valid for this operation.")
    }
    return GetPublicKeyResponse(
      keyARN: key.arn, publicKey: publicKey.subjectPublicKeyInfo, keySpec: key.spec, keyUsage: key.usage,
      signingAlgorithms: key.metadata.signingAlgorithms, encryptionAlgorithms: key.metadata.encryptionAlgorithms,
      keyAgreementAlgorithms: key.metadata.keyAgreementAlgorithms)
  }
}
