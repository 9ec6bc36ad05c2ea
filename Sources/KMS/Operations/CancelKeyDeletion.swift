/// `CancelKeyDeletion`: ends the waiting period; the key is `Disabled` afterwards, or `PendingImport` when its imported
/// material is gone. Takes a key id or key ARN. Errors: `KMSInvalidStateException` when no deletion is pending,
/// `NotFoundException`, `AccessDeniedException`.
public struct CancelKeyDeletionRequest: Hashable, Sendable {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

extension KeyService {
  func cancelKeyDeletion(_ request: CancelKeyDeletionRequest, _ call: KmsCall) throws(KmsServiceError) -> String {
    var key = try usableKey(request.keyID, call)
    key.state = key.material == nil ? .pendingImport : .disabled
    key.deletionDate = nil
    store(key)
    return key.arn
  }
}
