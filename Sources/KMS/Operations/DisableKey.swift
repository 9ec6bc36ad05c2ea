/// `DisableKey`: switches a key off; it keeps its material. Takes a key id or key ARN. Errors:
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct DisableKeyRequest: Hashable, Sendable {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension KeyService {
  func disableKey(_ request: DisableKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsResponse {
    var key = try usableKey(request.keyID, call)
    key.state = .disabled
    store(key)
    return .empty
  }
}
