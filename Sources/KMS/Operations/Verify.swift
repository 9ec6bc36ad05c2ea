/// `Verify`: checks a signature. An invalid one is `KMSInvalidSignatureException`, never an answer. Further errors as
/// for `Sign`.
public struct VerifyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// 1 to 4096 bytes.
  public var message: [UInt8]
  /// Whether `message` is hashed already.
  public var messageType: KmsMessageType
  /// 1 to 6144 bytes.
  public var signature: [UInt8]
  /// Must be one of the key's.
  public var signingAlgorithm: KmsSigningAlgorithm
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(
    keyID: String, message: [UInt8], messageType: KmsMessageType = .raw, signature: [UInt8],
    signingAlgorithm: KmsSigningAlgorithm
  ) {
    self.keyID = keyID
    self.message = message
    self.messageType = messageType
    self.signature = signature
    self.signingAlgorithm = signingAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.blob(message.count, "message", 1...4096)
    check.blob(signature.count, "signature", 1...6144)
  }
}

/// The answer of `Verify`; `SignatureValid` is always true in it.
public struct VerifyResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The algorithm.
  public let signingAlgorithm: KmsSigningAlgorithm
}

extension VerifyRequest {
  /// `Verify`.
  public static var operation: KmsOperation { .verify }

  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { signingAlgorithm.isRSA ? .rsa2048 : .eccNistP256 }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> VerifyResponse {
    try service.verify(self, call)
  }
}

extension KeyService {
  func verify(_ request: VerifyRequest, _ call: KmsCall) throws(KmsServiceError) -> VerifyResponse {
    let key = try usableKey(request.keyID, call)
    try checkSigning(key, request.signingAlgorithm, request.messageType, request.message, .verify)
    try material(of: key).verify(
      request.message, isDigest: request.signingAlgorithm.signsAsItIs(request.messageType), request.signature,
      request.signingAlgorithm, crypto)
    try endDryRun(request)
    return VerifyResponse(keyARN: key.arn, signingAlgorithm: request.signingAlgorithm)
  }
}
