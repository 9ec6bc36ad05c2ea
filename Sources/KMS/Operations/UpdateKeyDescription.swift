/// `UpdateKeyDescription`: replaces a key's description. Takes a key id or key ARN. Errors: `ValidationException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct UpdateKeyDescriptionRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// At most 8192 characters; may be empty.
  public var description: String

  /// Makes a request.
  public init(keyID: String, description: String) {
    self.keyID = keyID
    self.description = description
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.text(description, "description", 0...8192) }
}

extension UpdateKeyDescriptionRequest {
  /// `UpdateKeyDescription`.
  public static var operation: KmsOperation { .updateKeyDescription }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.updateKeyDescription(self, call)
  }
}

extension KeyService {
  func updateKeyDescription(
    _ request: UpdateKeyDescriptionRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    key.description = request.description
    store(key)
    return KmsEmptyResponse()
  }
}
