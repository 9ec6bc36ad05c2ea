/// `DescribeKey`: reads a key's metadata, in every state. Errors: `NotFoundException`, `AccessDeniedException`.
public struct DescribeKeyRequest: Hashable, Sendable {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension KeyService {
  func describeKey(_ request: DescribeKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KeyMetadata {
    try usableKey(request.keyID, call).metadata
  }
}
