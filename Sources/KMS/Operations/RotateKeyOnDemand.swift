import Kernel

/// `RotateKeyOnDemand`: gives a symmetric key new material at once, or makes the imported material current that waits
/// for it. Runs for ``KmsInstanceConfiguration/rotationTime``; the schedule of automatic rotation stays. At most 25
/// times for one key. Takes a key id or key ARN. Errors: `UnsupportedOperationException` (asymmetric or HMAC),
/// `ConflictException` (a rotation runs, or the automatic one begins within 20 minutes), `LimitExceededException`,
/// `KMSInvalidStateException` (no imported material waits), `DisabledException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct RotateKeyOnDemandRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

/// The answer of `RotateKeyOnDemand`.
public struct RotateKeyOnDemandResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
}

extension RotateKeyOnDemandRequest {
  /// `RotateKeyOnDemand`.
  public static var operation: KmsOperation { .rotateKeyOnDemand }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> RotateKeyOnDemandResponse {
    try service.rotateKeyOnDemand(self, call)
  }
}

extension KeyService {
  func rotateKeyOnDemand(
    _ request: RotateKeyOnDemandRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> RotateKeyOnDemandResponse {
    var key = try usableKey(request.keyID, call)
    guard key.canRotate else { throw AwsErrors.rotationUnsupported }
    try checkNoReplica(key)
    guard key.rotation.onDemand == nil else { throw AwsErrors.rotationConflict }
    if key.rotation.isEnabled, let next = key.rotation.next, next - call.instant <= .minutes(20) {
      throw AwsErrors.rotationConflict
    }
    if key.origin == .external, key.pending?.held == nil {
      // The API reference demands it; the wording of the refusal is not recorded.
      throw AwsErrors.invalidKeyState("\(key.arn) has no imported key material that is pending rotation.")
    }
    guard key.rotation.onDemandCount < RotationSchedule.maximumOnDemand else { throw AwsErrors.keyLimit }
    key.rotation.onDemandCount += 1
    var stream = stream("rotation-time/\(key.id)/\(key.rotation.onDemandCount)")
    key.rotation.onDemand = RotationSchedule.OnDemand(
      start: call.instant, end: call.instant + configuration.rotationTime.draw(from: &stream))
    store(key)
    return RotateKeyOnDemandResponse(keyARN: key.arn)
  }
}
