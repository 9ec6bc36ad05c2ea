import Kernel

/// `ReplicateKey`: copies a multi-Region key into another Region of the same partition, where it has the same id and
/// material and its own policy, tags, description and state. The replica is `Creating` for
/// ``KmsInstanceConfiguration/replicationTime``, then `Enabled`, or `PendingImport` when the material is imported. Needs
/// `kms:ReplicateKey` on the primary and `kms:CreateKey` in the other Region. Errors: `UnsupportedOperationException`
/// (no multi-Region primary key; no such Region), `AlreadyExistsException`, `MalformedPolicyDocumentException`,
/// `TagException`, `LimitExceededException`, `DisabledException`, `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct ReplicateKeyRequest: KmsKeyRequest {
  /// The primary.
  public var keyID: String
  /// The Region of the replica.
  public var replicaRegion: String
  /// The replica's key policy; nil gives it the default policy.
  public var policy: String?
  /// Whether the caller may be unable to put another policy later.
  public var bypassPolicyLockoutSafetyCheck: Bool
  /// The replica's description.
  public var description: String
  /// The replica's tags.
  public var tags: [KeyTag]

  /// Makes a request.
  public init(
    keyID: String, replicaRegion: String, policy: String? = nil, bypassPolicyLockoutSafetyCheck: Bool = false,
    description: String = "", tags: [KeyTag] = []
  ) {
    self.keyID = keyID
    self.replicaRegion = replicaRegion
    self.policy = policy
    self.bypassPolicyLockoutSafetyCheck = bypassPolicyLockoutSafetyCheck
    self.description = description
    self.tags = tags
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.text(replicaRegion, "replicaRegion", 1...32)
    if let policy { check.text(policy, "policy", 1...131_072) }
    check.text(description, "description", 0...8192)
    KeyTag.validate(tags, &check)
  }
}

/// The answer of `ReplicateKey`.
public struct ReplicateKeyResponse: Hashable, Sendable {
  /// The replica.
  public let replicaKeyMetadata: KeyMetadata
  /// Its policy.
  public let replicaPolicy: String
  /// Its tags.
  public let replicaTags: [KeyTag]
}

extension ReplicateKeyRequest {
  /// `ReplicateKey`.
  public static var operation: KmsOperation { .replicateKey }

  /// The Region of the replica, and its tags.
  public func accessValues(_ conditionKey: String) -> [String]? {
    switch conditionKey {
    case "kms:replicaregion": [replicaRegion]
    case "kms:bypasspolicylockoutsafetycheck": [bypassPolicyLockoutSafetyCheck ? "true" : "false"]
    default: KeyTag.accessValues(conditionKey, tags)
    }
  }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ReplicateKeyResponse {
    try service.replicateKey(self, call)
  }
}

extension KeyService {
  func replicateKey(_ request: ReplicateKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> ReplicateKeyResponse {
    let primary = try usableKey(request.keyID, call)
    try checkPrimary(primary)
    let region = request.replicaRegion
    guard var copies = primary.copies else { throw AwsErrors.internalFailure }
    guard region != copies.primaryRegion, !copies.replicaRegions.contains(region) else {
      throw AwsErrors.alreadyExists
    }
    guard AwsNames.partition(of: region) == AwsNames.partition(of: configuration.region),
      let service = copyService(in: region)
    else { throw AwsErrors.unsupported("Keys cannot be replicated to Region \(region).") }
    copies.replicaRegions.append(region)
    let replica = try service.newReplica(of: primary, copies, request, call)
    spread(copies, of: primary.id)
    concerns(replica.arn)
    return ReplicateKeyResponse(
      replicaKeyMetadata: replica.metadata,
      replicaPolicy: (replica.policy ?? .defaultKeyPolicy(account: replica.account)).text, replicaTags: replica.tags)
  }

  /// Makes and stores the replica; the service is that of the replica's Region.
  private func newReplica(
    of primary: StoredKey, _ copies: KeyCopies, _ request: ReplicateKeyRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> StoredKey {
    try permit(call.acting(as: .createKey), resource: "*")
    if !request.tags.isEmpty { try permit(call.acting(as: .tagResource), resource: nil) }
    try KeyTag.check(request.tags, alreadyThere: [])
    guard keyCount(at: call.instant) < configuration.maximumKeys else { throw AwsErrors.keyLimit }
    let isImported = primary.origin == .external
    var replica = StoredKey(
      id: primary.id, arn: names.keyARN(primary.id), account: primary.account, spec: primary.spec,
      usage: primary.usage, origin: primary.origin, isMultiRegion: true, description: request.description,
      creationDate: call.instant, state: .creating, materials: isImported ? [] : primary.materials, tags: request.tags)
    replica.copies = copies
    if let policy = request.policy {
      replica.policy = try keyPolicy(
        policy, for: replica, bypassingSafetyCheck: request.bypassPolicyLockoutSafetyCheck, call)
    }
    replica.transition = transition(of: replica, to: isImported ? .pendingImport : .enabled, at: call.instant)
    store(replica)
    return replica
  }
}
