import Kernel

/// `EnableKeyRotation`: lets a symmetric key of the service's own material rotate by itself, first a period from now and
/// then after each further period. Calling it again with another period counts that from now; with the same one it
/// changes nothing. Takes a key id or key ARN. Errors: `ValidationException`, `UnsupportedOperationException`
/// (asymmetric, HMAC, imported material), `DisabledException`, `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct EnableKeyRotationRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// 90 to 2560; 365 when left out.
  public var rotationPeriodInDays: Int?

  /// Makes a request.
  public init(keyID: String, rotationPeriodInDays: Int? = nil) {
    self.keyID = keyID
    self.rotationPeriodInDays = rotationPeriodInDays
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let rotationPeriodInDays { check.number(rotationPeriodInDays, "rotationPeriodInDays", 90...2560) }
  }
}

extension EnableKeyRotationRequest {
  /// `EnableKeyRotation`.
  public static var operation: KmsOperation { .enableKeyRotation }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.enableKeyRotation(self, call)
  }
}

extension KeyService {
  func enableKeyRotation(
    _ request: EnableKeyRotationRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> KmsEmptyResponse {
    var key = try usableKey(request.keyID, call)
    try checkAutomaticRotation(key)
    let period = request.rotationPeriodInDays ?? RotationSchedule.defaultPeriodInDays
    if !key.rotation.isEnabled || period != key.rotation.periodInDays {
      key.rotation.next = call.instant + .days(Int64(period))
    }
    key.rotation.isEnabled = true
    key.rotation.periodInDays = period
    store(key)
    return KmsEmptyResponse()
  }

  /// Throws unless the key can rotate by itself. The service gives no text for an asymmetric or HMAC key.
  func checkAutomaticRotation(_ key: StoredKey) throws(KmsServiceError) {
    guard key.origin == .awsKms else { throw AwsErrors.wrongOrigin(key.arn, key.origin) }
    guard key.canRotate else { throw AwsErrors.rotationUnsupported }
    try checkNoReplica(key)
  }
}
