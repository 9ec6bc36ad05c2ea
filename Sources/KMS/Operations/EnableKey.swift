/// `EnableKey`: makes a disabled key usable. Takes a key id or key ARN. Errors: `KMSInvalidStateException`,
/// `NotFoundException`, `AccessDeniedException`.
public struct EnableKeyRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension EnableKeyRequest {
  /// `EnableKey`.
  public static var operation: KmsOperation { .enableKey }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.enableKey(self, call)
  }
}

extension KeyService {
  func enableKey(_ request: EnableKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    key.state = .enabled
    // A rotation that fell due while the key was disabled happens now.
    if let next = key.rotation.next { key.rotation.next = max(next, call.instant) }
    store(key)
    return KmsEmptyResponse()
  }
}
