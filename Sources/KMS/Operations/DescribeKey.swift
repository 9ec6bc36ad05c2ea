/// `DescribeKey`: reads a key's metadata, in every state. Errors: `NotFoundException`, `AccessDeniedException`.
public struct DescribeKeyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension DescribeKeyRequest {
  /// `DescribeKey`.
  public static var operation: KmsOperation { .describeKey }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KeyMetadata {
    try service.describeKey(self, call)
  }
}

extension KeyService {
  func describeKey(_ request: DescribeKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KeyMetadata {
    try usableKey(request.keyID, call).metadata
  }
}
