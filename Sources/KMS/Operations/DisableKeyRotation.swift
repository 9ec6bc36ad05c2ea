/// `DisableKeyRotation`: ends the automatic rotation. Takes a key id or key ARN. Errors: `UnsupportedOperationException`
/// (asymmetric, HMAC, imported material), `DisabledException`, `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct DisableKeyRotationRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension DisableKeyRotationRequest {
  /// `DisableKeyRotation`.
  public static var operation: KmsOperation { .disableKeyRotation }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.disableKeyRotation(self, call)
  }
}

extension KeyService {
  func disableKeyRotation(
    _ request: DisableKeyRotationRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    try checkAutomaticRotation(key)
    key.rotation.isEnabled = false
    key.rotation.next = nil
    store(key)
    return KmsEmptyResponse()
  }
}
