import Keys

/// `GenerateDataKeyPairWithoutPlaintext`: `GenerateDataKeyPair`, but for the private key's plaintext in the answer. Errors
/// as for `GenerateDataKeyPair`.
public struct GenerateDataKeyPairWithoutPlaintextRequest: KmsKeyRequest {
  /// The symmetric key that encrypts.
  public var keyID: String
  /// The kind of pair.
  public var keyPairSpec: DataKeyPairSpec
  /// Associated data; decryption needs the same.
  public var encryptionContext: [String: String]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, keyPairSpec: DataKeyPairSpec, encryptionContext: [String: String] = [:]) {
    self.keyID = keyID
    self.keyPairSpec = keyPairSpec
    self.encryptionContext = encryptionContext
  }
}

/// The answer of `GenerateDataKeyPairWithoutPlaintext`.
public struct GenerateDataKeyPairWithoutPlaintextResponse: Hashable, Sendable {
  /// The ARN of the key that encrypted.
  public let keyARN: String
  /// The private key as DER PKCS #8, encrypted.
  public let privateKeyCiphertextBlob: [UInt8]
  /// The public key as DER SubjectPublicKeyInfo.
  public let publicKey: [UInt8]
  /// The kind of pair.
  public let keyPairSpec: DataKeyPairSpec
  /// The id of the material that encrypted.
  public let keyMaterialID: String?
}

extension GenerateDataKeyPairWithoutPlaintextRequest {
  /// `GenerateDataKeyPairWithoutPlaintext`.
  public static var operation: KmsOperation { .generateDataKeyPairWithoutPlaintext }
  /// Time, price and quota go by the pair.
  public var newKeySpec: KmsKeySpec? { keyPairSpec.keySpec }
  /// The pair's.
  public func quota(keySpec: KmsKeySpec) -> AwsQuota { keyPairSpec.quota }

  /// Carries the request out.
  public func perform(
    by service: KeyService, _ call: KmsCall
  ) throws(KmsServiceError) -> GenerateDataKeyPairWithoutPlaintextResponse {
    let key = try service.dataKeyPairKey(keyID, keyPairSpec, call)
    try service.endDryRun(self)
    let pair = try service.dataKeyPair(keyPairSpec, with: key, context: encryptionContext, call)
    return GenerateDataKeyPairWithoutPlaintextResponse(
      keyARN: key.arn, privateKeyCiphertextBlob: pair.sealed,
      publicKey: pair.material.publicKey.subjectPublicKeyInfo, keyPairSpec: keyPairSpec,
      keyMaterialID: try service.material(of: key).identifier)
  }
}
