/// `GenerateMac`: computes the HMAC of a message. Errors: `InvalidKeyUsageException`, `ValidationException`,
/// `DisabledException`, `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct GenerateMacRequest: KmsKeyRequest {
  /// The HMAC key.
  public var keyID: String
  /// 1 to 4096 bytes.
  public var message: [UInt8]
  /// Must be the key's.
  public var macAlgorithm: KmsMacAlgorithm
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, message: [UInt8], macAlgorithm: KmsMacAlgorithm) {
    self.keyID = keyID
    self.message = message
    self.macAlgorithm = macAlgorithm
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.blob(message.count, "message", 1...4096) }
}

/// The answer of `GenerateMac`.
public struct GenerateMacResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// As long as the algorithm's digest.
  public let mac: [UInt8]
  /// The algorithm.
  public let macAlgorithm: KmsMacAlgorithm
}

extension GenerateMacRequest {
  /// `GenerateMac`.
  public static var operation: KmsOperation { .generateMac }
  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { macAlgorithm.keySpec }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GenerateMacResponse {
    try service.generateMac(self, call)
  }
}

extension KeyService {
  func generateMac(_ request: GenerateMacRequest, _ call: KmsCall) throws(KmsServiceError) -> GenerateMacResponse {
    let key = try usableKey(request.keyID, call)
    try checkMac(key, request.macAlgorithm, .generateMac)
    try endDryRun(request)
    let mac = try material(of: key).mac(request.message, request.macAlgorithm)
    return GenerateMacResponse(keyARN: key.arn, mac: mac, macAlgorithm: request.macAlgorithm)
  }

  /// Usage and algorithm, for `GenerateMac` and `VerifyMac`.
  func checkMac(
    _ key: StoredKey, _ algorithm: KmsMacAlgorithm, _ operation: KmsOperation
  ) throws(KmsServiceError) {
    guard key.usage == .generateVerifyMac else { throw AwsErrors.wrongUsage(key.arn, key.usage, operation) }
    guard key.spec == algorithm.keySpec else { throw AwsErrors.incompatibleAlgorithm(algorithm.rawValue, key.spec) }
  }
}
