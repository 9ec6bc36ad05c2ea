import Kernel

/// `UpdatePrimaryRegion`: makes a replica the primary and the primary a replica. Both are `Updating` for
/// ``KmsInstanceConfiguration/replicationTime``; they can be used meanwhile. Needs `kms:UpdatePrimaryRegion` on both.
/// Errors: `UnsupportedOperationException` (no multi-Region primary key), `NotFoundException` (no replica there),
/// `DisabledException`, `KMSInvalidStateException`, `ValidationException`, `AccessDeniedException`.
public struct UpdatePrimaryRegionRequest: KmsKeyRequest {
  /// The primary.
  public var keyID: String
  /// The Region of the replica that becomes the primary.
  public var primaryRegion: String

  /// Makes a request.
  public init(keyID: String, primaryRegion: String) {
    self.keyID = keyID
    self.primaryRegion = primaryRegion
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { check.text(primaryRegion, "primaryRegion", 1...32) }
}

extension UpdatePrimaryRegionRequest {
  /// `UpdatePrimaryRegion`.
  public static var operation: KmsOperation { .updatePrimaryRegion }

  /// The new primary Region.
  public func accessValues(_ conditionKey: String) -> [String]? {
    conditionKey == "kms:primaryregion" ? [primaryRegion] : nil
  }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsEmptyResponse {
    try service.updatePrimaryRegion(self, call)
  }
}

extension KeyService {
  func updatePrimaryRegion(
    _ request: UpdatePrimaryRegionRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> KmsEmptyResponse {
    var primary = try usableKey(request.keyID, call)
    try checkPrimary(primary)
    guard var copies = primary.copies else { throw AwsErrors.internalFailure }
    let region = request.primaryRegion
    // The text for the Region that has the primary already is not recorded.
    guard region != copies.primaryRegion else {
      throw AwsErrors.validation("\(primary.arn) is already the primary key.")
    }
    guard let index = copies.replicaRegions.firstIndex(of: region), let service = copyService(in: region) else {
      let arn = AwsNames(account: primary.account, region: region).keyARN(primary.id)
      throw AwsErrors.notFound("Key '\(arn)' does not exist")
    }
    var replica = try service.usableKey(primary.id, call)
    copies.replicaRegions[index] = copies.primaryRegion
    copies.primaryRegion = region
    let transition = transition(of: primary, to: .enabled, at: call.instant)
    primary.state = .updating
    primary.transition = transition
    store(primary)
    replica.state = .updating
    replica.transition = transition
    service.store(replica)
    spread(copies, of: primary.id)
    return KmsEmptyResponse()
  }
}
