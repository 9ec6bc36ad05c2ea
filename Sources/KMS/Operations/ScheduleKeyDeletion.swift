import Kernel

/// `ScheduleKeyDeletion`: the key is in `PendingDeletion` at once and gone after the waiting period. The primary of a
/// multi-Region key is in `PendingReplicaDeletion` until its last replica is gone. Canton always asks for 7 days. Takes a key id or key ARN. Errors: `ValidationException`, `KMSInvalidStateException`,
/// `NotFoundException`, `AccessDeniedException`.
public struct ScheduleKeyDeletionRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// 7 to 30; 30 when left out.
  public var pendingWindowInDays: Int?

  /// Makes a request.
  public init(keyID: String, pendingWindowInDays: Int? = nil) {
    self.keyID = keyID
    self.pendingWindowInDays = pendingWindowInDays
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    // The API model says 1 to 365, the service takes 7 to 30; the wording for the difference is not recorded.
    if let pendingWindowInDays { check.number(pendingWindowInDays, "pendingWindowInDays", 7...30) }
  }
}

/// The answer of `ScheduleKeyDeletion`.
public struct ScheduleKeyDeletionResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// When the key will be gone; nil for a primary that waits for its replicas.
  public let deletionDate: Instant?
  /// `PendingDeletion` or `PendingReplicaDeletion`.
  public let keyState: KeyState
  /// The waiting period in days.
  public let pendingWindowInDays: Int
}

extension ScheduleKeyDeletionRequest {
  /// `ScheduleKeyDeletion`.
  public static var operation: KmsOperation { .scheduleKeyDeletion }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ScheduleKeyDeletionResponse {
    try service.scheduleKeyDeletion(self, call)
  }
}

extension KeyService {
  func scheduleKeyDeletion(
    _ request: ScheduleKeyDeletionRequest, _ call: KmsCall
  ) throws(KmsServiceError)
    -> ScheduleKeyDeletionResponse
  {
    var key = try usableKey(request.keyID, call)
    let days = request.pendingWindowInDays ?? 30
    if let copies = key.copies, copies.primaryRegion == configuration.region, !copies.replicaRegions.isEmpty {
      key.state = .pendingReplicaDeletion
      key.pendingWindowInDays = days
    } else {
      key.state = .pendingDeletion
      key.deletionDate = call.instant + .days(Int64(days))
    }
    store(key)
    return ScheduleKeyDeletionResponse(
      keyARN: key.arn, deletionDate: key.deletionDate, keyState: key.state, pendingWindowInDays: days)
  }
}
