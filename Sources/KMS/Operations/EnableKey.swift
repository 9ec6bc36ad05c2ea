/// `EnableKey`: makes a disabled key usable. Takes a key id or key ARN. Errors: `KMSInvalidStateException`,
/// `NotFoundException`, `AccessDeniedException`.
public struct EnableKeyRequest: Hashable, Sendable {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension KeyService {
  func enableKey(_ request: EnableKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsResponse {
    var key = try usableKey(request.keyID, call)
    key.state = .enabled
    store(key)
    return .empty
  }
}
