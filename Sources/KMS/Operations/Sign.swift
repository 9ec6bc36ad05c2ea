import Keys

/// `Sign`: signs a message (`RAW`: the service hashes it) or a hash (`DIGEST`). ECDSA signatures are DER and not
/// deterministic at AWS. Pure Ed25519 demands `RAW`, Ed25519ph `DIGEST`. Errors: `InvalidKeyUsageException`, `ValidationException`,
/// `DisabledException`, `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct SignRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// 1 to 4096 bytes.
  public var message: [UInt8]
  /// Whether `message` is hashed already.
  public var messageType: KmsMessageType
  /// Must be one of the key's.
  public var signingAlgorithm: KmsSigningAlgorithm
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(
    keyID: String, message: [UInt8], messageType: KmsMessageType = .raw, signingAlgorithm: KmsSigningAlgorithm
  ) {
    self.keyID = keyID
    self.message = message
    self.messageType = messageType
    self.signingAlgorithm = signingAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.blob(message.count, "message", 1...4096) }
}

/// The answer of `Sign`.
public struct SignResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// DER for ECDSA, 64 bytes for Ed25519.
  public let signature: [UInt8]
  /// The algorithm.
  public let signingAlgorithm: KmsSigningAlgorithm
}

extension SignRequest {
  /// `Sign`.
  public static var operation: KmsOperation { .sign }

  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { signingAlgorithm.isRSA ? .rsa2048 : .eccNistP256 }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> SignResponse {
    try service.sign(self, call)
  }
}

extension KeyService {
  func sign(_ request: SignRequest, _ call: KmsCall) throws(KmsServiceError) -> SignResponse {
    let key = try usableKey(request.keyID, call)
    try checkSigning(key, request.signingAlgorithm, request.messageType, request.message, .sign)
    try endDryRun(request)
    let signature = try material(of: key).sign(
      request.message, isDigest: request.signingAlgorithm.signsAsItIs(request.messageType), request.signingAlgorithm,
      crypto)
    return SignResponse(keyARN: key.arn, signature: signature, signingAlgorithm: request.signingAlgorithm)
  }

  /// Usage, algorithm, message type and digest length, for `Sign` and `Verify`. AWS's texts for a message type that the
  /// algorithm does not take are not recorded: the digest's is that for its length.
  func checkSigning(
    _ key: StoredKey, _ algorithm: KmsSigningAlgorithm, _ type: KmsMessageType, _ message: [UInt8],
    _ operation: KmsOperation
  ) throws(KmsServiceError) {
    guard key.usage == .signVerify else { throw AwsErrors.wrongUsage(key.arn, key.usage, operation) }
    guard key.spec.signingAlgorithms.contains(algorithm) else {
      throw AwsErrors.incompatibleAlgorithm(algorithm.rawValue, key.spec)
    }
    switch type {
    case .digest:
      guard algorithm.digestLength == message.count else {
        throw AwsErrors.validation("Digest is invalid length for algorithm \(algorithm.rawValue).")
      }
    case .raw:
      guard algorithm != .ed25519PhSha512 else {
        throw AwsErrors.validation("MessageType RAW is not valid for algorithm \(algorithm.rawValue).")
      }
    case .externalMu:
      // Only ML-DSA takes it, and no key of the service has that.
      throw AwsErrors.validation("MessageType EXTERNAL_MU is not valid for algorithm \(algorithm.rawValue).")
    }
  }

  /// The material of a key that is usable, which always has some.
  func material(of key: StoredKey) throws(KmsServiceError) -> HeldMaterial {
    guard let material = key.material else { throw AwsErrors.invalidState(key.arn, KeyState.pendingImport.wording) }
    return material
  }
}
