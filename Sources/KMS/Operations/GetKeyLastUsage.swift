import Kernel

/// `GetKeyLastUsage` (2026): when and for what a key was used last with success. Only cryptographic operations count;
/// `GetPublicKey` is none. The service keeps it from the making of the key on. Takes a key id or key ARN. Errors:
/// `NotFoundException`, `InvalidArnException`, `AccessDeniedException`.
public struct GetKeyLastUsageRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String

  /// Makes a request.
  public init(keyID: String) { self.keyID = keyID }
}

/// A use of a key, as `GetKeyLastUsage` tells it.
public struct KeyUse: Hashable, Sendable {
  /// What the key did.
  public let operation: KmsOperation
  /// When it was asked for it.
  public let timestamp: Instant
  /// The id of the event in CloudTrail.
  public let cloudTrailEventID: String
  /// The id of the request; nil where the service does not learn it.
  public let kmsRequestID: String?
}

/// The answer of `GetKeyLastUsage`.
public struct GetKeyLastUsageResponse: Hashable, Sendable {
  /// The key's id.
  public let keyID: String
  /// The last use; nil when there was none.
  public let keyLastUsage: KeyUse?
  /// From when on uses are kept.
  public let trackingStartDate: Instant
  /// When the key was made.
  public let keyCreationDate: Instant
}

extension GetKeyLastUsageRequest {
  /// `GetKeyLastUsage`.
  public static var operation: KmsOperation { .getKeyLastUsage }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GetKeyLastUsageResponse {
    try service.getKeyLastUsage(self, call)
  }
}

/// What the service remembers of the uses of a key.
struct KeyUses: Codable {
  struct Use: Codable {
    let operation: KmsOperation
    let instant: Instant
    let requestID: String?
    let eventID: String?
  }

  var count = 0
  var last: Use?

  mutating func note(_ call: KmsCall, requestID: String?, eventID: String?) {
    count += 1
    last = Use(operation: call.operation, instant: call.instant, requestID: requestID, eventID: eventID)
  }
}

extension KmsOperation {
  /// Whether `GetKeyLastUsage` tells it (API model: KeyLastUsageTrackingOperation).
  var isKeyUse: Bool { takesAliases && self != .describeKey && self != .getPublicKey }
}

extension KeyService {
  func getKeyLastUsage(
    _ request: GetKeyLastUsageRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> GetKeyLastUsageResponse {
    let key = try usableKey(request.keyID, call)
    let uses = keyUses[key.id] ?? KeyUses()
    // What is told here must be known after a restart.
    keyUses.changes.press(key.id)
    let last = uses.last.map { last in
      var stream = stream("last-usage/\(key.id)/\(uses.count)")
      return KeyUse(
        operation: last.operation, timestamp: last.instant,
        cloudTrailEventID: last.eventID ?? AwsNames.uuid(from: &stream),
        kmsRequestID: last.requestID)
    }
    return GetKeyLastUsageResponse(
      keyID: key.id, keyLastUsage: last, trackingStartDate: key.creationDate, keyCreationDate: key.creationDate)
  }

  /// Remembers that a request used these keys. `eventID` is that of its event in the trail, where there is one.
  func remember(useOf keyIDs: [String], _ call: KmsCall, requestID: String?, eventID: String?) {
    guard call.operation.isKeyUse else { return }
    for keyID in keyIDs {
      var uses = keyUses[keyID] ?? KeyUses()
      uses.note(call, requestID: requestID, eventID: eventID)
      keyUses[keyID] = uses
    }
  }
}
