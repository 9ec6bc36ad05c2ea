/// `VerifyMac`: checks the HMAC of a message. A wrong one is `KMSInvalidMacException`, never an answer. Further errors as
/// for `GenerateMac`.
public struct VerifyMacRequest: KmsKeyRequest {
  /// The HMAC key.
  public var keyID: String
  /// 1 to 4096 bytes.
  public var message: [UInt8]
  /// Must be the key's.
  public var macAlgorithm: KmsMacAlgorithm
  /// 1 to 6144 bytes.
  public var mac: [UInt8]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(keyID: String, message: [UInt8], macAlgorithm: KmsMacAlgorithm, mac: [UInt8]) {
    self.keyID = keyID
    self.message = message
    self.macAlgorithm = macAlgorithm
    self.mac = mac
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.blob(message.count, "message", 1...4096)
    check.blob(mac.count, "mac", 1...6144)
  }
}

/// The answer of `VerifyMac`; `MacValid` is always true in it.
public struct VerifyMacResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The algorithm.
  public let macAlgorithm: KmsMacAlgorithm
}

extension VerifyMacRequest {
  /// `VerifyMac`.
  public static var operation: KmsOperation { .verifyMac }
  /// From the algorithm.
  public var assumedKeySpec: KmsKeySpec { macAlgorithm.keySpec }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> VerifyMacResponse {
    try service.verifyMac(self, call)
  }
}

extension KeyService {
  func verifyMac(_ request: VerifyMacRequest, _ call: KmsCall) throws(KmsServiceError) -> VerifyMacResponse {
    let key = try usableKey(request.keyID, call)
    try checkMac(key, request.macAlgorithm, .verifyMac)
    guard try material(of: key).mac(request.message, request.macAlgorithm) == request.mac else {
      throw AwsErrors.invalidMac
    }
    try endDryRun(request)
    return VerifyMacResponse(keyARN: key.arn, macAlgorithm: request.macAlgorithm)
  }
}
