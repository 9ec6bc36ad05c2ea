/// `DisableKey`: switches a key off; it keeps its material. Takes a key id or key ARN. Errors:
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct DisableKeyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension DisableKeyRequest {
  /// `DisableKey`.
  public static var operation: KmsOperation { .disableKey }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.disableKey(self, call)
  }
}

extension KeyService {
  func disableKey(_ request: DisableKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    key.state = .disabled
    store(key)
    return KmsEmptyResponse()
  }
}
