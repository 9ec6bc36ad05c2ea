import Kernel

/// `GetKeyRotationStatus`: whether a key rotates by itself, when next, and whether a rotation on demand is running.
/// An asymmetric or HMAC key does not rotate. While a deletion is pending the status is false. Takes a key id or key
/// ARN. Errors: `UnsupportedOperationException` (imported material), `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct GetKeyRotationStatusRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

/// The answer of `GetKeyRotationStatus`.
public struct GetKeyRotationStatusResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// Whether the key rotates by itself.
  public let keyRotationEnabled: Bool
  /// The days between two rotations; nil when there are none.
  public let rotationPeriodInDays: Int?
  /// When the key rotates next by itself; nil when it does not.
  public let nextRotationDate: Instant?
  /// When the rotation on demand that is running began; nil when none is.
  public let onDemandRotationStartDate: Instant?
}

extension GetKeyRotationStatusRequest {
  /// `GetKeyRotationStatus`.
  public static var operation: KmsOperation { .getKeyRotationStatus }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GetKeyRotationStatusResponse {
    try service.getKeyRotationStatus(self, call)
  }
}

extension KeyService {
  func getKeyRotationStatus(
    _ request: GetKeyRotationStatusRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> GetKeyRotationStatusResponse {
    let key = try usableKey(request.keyID, call)
    guard key.origin == .awsKms else { throw AwsErrors.wrongOrigin(key.arn, key.origin) }
    let isPendingDeletion = key.state == .pendingDeletion || key.state == .pendingReplicaDeletion
    let isEnabled = key.rotation.isEnabled && !isPendingDeletion
    return GetKeyRotationStatusResponse(
      keyARN: key.arn, keyRotationEnabled: isEnabled, rotationPeriodInDays: isEnabled ? key.rotation.periodInDays : nil,
      nextRotationDate: isEnabled ? key.rotation.next : nil, onDemandRotationStartDate: key.rotation.onDemand?.start)
  }
}
