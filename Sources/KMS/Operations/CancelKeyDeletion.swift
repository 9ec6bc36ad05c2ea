/// `CancelKeyDeletion`: ends the waiting period; the key is `Disabled` afterwards, or `PendingImport` when its imported
/// material is gone. Takes a key id or key ARN. Errors: `KMSInvalidStateException` when no deletion is pending,
/// `NotFoundException`, `AccessDeniedException`.
public struct CancelKeyDeletionRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

/// The answer of `CancelKeyDeletion`.
public struct CancelKeyDeletionResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
}

extension CancelKeyDeletionRequest {
  /// `CancelKeyDeletion`.
  public static var operation: KmsOperation { .cancelKeyDeletion }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> CancelKeyDeletionResponse {
    try service.cancelKeyDeletion(self, call)
  }
}

extension KeyService {
  func cancelKeyDeletion(
    _ request: CancelKeyDeletionRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> CancelKeyDeletionResponse {
    var key = try usableKey(request.keyID, call)
    key.state = .disabled
    key.awaitMaterial()
    key.deletionDate = nil
    key.pendingWindowInDays = nil
    store(key)
    return CancelKeyDeletionResponse(keyARN: key.arn)
  }
}
