import Kernel

/// `CreateKey`: makes a key. Needs `kms:TagResource` too when there are tags. A key of origin `EXTERNAL` starts in
/// `PendingImport` without material. Errors: `ValidationException`, `UnsupportedOperationException` (ML-DSA, SM2),
/// `TagException`, `CustomKeyStoreNotFoundException`, `LimitExceededException`, `MalformedPolicyDocumentException`,
/// `AccessDeniedException`.
public struct CreateKeyRequest: KmsOperationRequest {
  /// The kind of key as `KeySpec` says it.
  public var statedKeySpec: KmsKeySpec?
  /// The kind of key under the name of before; not together with `KeySpec`.
  public var customerMasterKeySpec: KmsKeySpec?
  /// The custom key store to make the key in. There is none.
  public var customKeyStoreID: String?
  /// The key in an external key store. There is none.
  public var xksKeyID: String?
  /// What it is for; may be left out for `SYMMETRIC_DEFAULT` only.
  public var keyUsage: KmsKeyUsage?
  /// At most 8192 characters; Canton puts the key's name there.
  public var description: String
  /// Where the material comes from.
  public var origin: KeyOrigin
  /// Whether other Regions can hold a replica.
  public var isMultiRegion: Bool
  /// At most 50 tags.
  public var tags: [KeyTag]
  /// The text of the key policy; nil gives the key the default policy.
  public var policy: String?
  /// Whether the caller may be unable to put another policy later.
  public var bypassPolicyLockoutSafetyCheck: Bool

  /// Makes a request.
  public init(
    keySpec: KmsKeySpec? = nil, keyUsage: KmsKeyUsage? = nil, description: String = "",
    origin: KeyOrigin = .awsKms, isMultiRegion: Bool = false, tags: [KeyTag] = [], policy: String? = nil,
    bypassPolicyLockoutSafetyCheck: Bool = false
  ) {
    statedKeySpec = keySpec
    self.keyUsage = keyUsage
    self.description = description
    self.origin = origin
    self.isMultiRegion = isMultiRegion
    self.tags = tags
    self.policy = policy
    self.bypassPolicyLockoutSafetyCheck = bypassPolicyLockoutSafetyCheck
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.text(description, "description", 0...8192)
    if let customKeyStoreID { check.text(customKeyStoreID, "customKeyStoreId", 1...64) }
    if let xksKeyID { check.text(xksKeyID, "xksKeyId", 1...128) }
    KeyTag.validate(tags, &check)
    if let policy { check.text(policy, "policy", 1...131_072) }
  }
}

extension CreateKeyRequest {
  /// `CreateKey`.
  public static var operation: KmsOperation { .createKey }

  /// The kind of key asked for; a symmetric one when the request says none.
  public var keySpec: KmsKeySpec {
    get { statedKeySpec ?? customerMasterKeySpec ?? .symmetricDefault }
    set { statedKeySpec = newValue }
  }
  /// None: the key does not exist yet.
  public var keyReference: String? { nil }
  /// The spec asked for.
  public var newKeySpec: KmsKeySpec? { keySpec }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KeyMetadata {
    try service.createKey(self, call)
  }
}

extension KeyService {
  func createKey(_ request: CreateKeyRequest, _ call: KmsCall) throws(KmsServiceError) -> KeyMetadata {
    guard request.statedKeySpec == nil || request.customerMasterKeySpec == nil else {
      throw AwsErrors.validation(
        "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated."
      )
    }
    guard call.principal.account == configuration.account else {
      throw AwsErrors.accessDenied(call.principal, .createKey, resource: "*", crossAccount: true)
    }
    try permit(call, resource: "*")
    if !request.tags.isEmpty {
      try permit(call.acting(as: .tagResource), resource: nil)
    }
    try checkKeyStore(request)
    guard keyCount(at: call.instant) < configuration.maximumKeys else { throw AwsErrors.keyLimit }
    let name = "key-ids/\(call.principal.name)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    let id = AwsNames.keyID(multiRegion: request.isMultiRegion, from: &stream)
    var key = try newKey(request, id: id, maker: call.principal.name, at: call.instant, call)
    key.visibleFrom = visibility(of: key.id, at: call.instant)
    store(key)
    concerns(key.arn)
    return key.metadata
  }

  /// Makes and stores a key. The material of an elliptic-curve key derives from its id. An RSA key comes from the
  /// engine's pool by maker and description, so that it is the same whatever the seed.
  func newKey(
    _ request: CreateKeyRequest, id: String, maker: String, at instant: Instant, _ call: KmsCall? = nil
  ) throws(KmsServiceError) -> StoredKey {
    // AWS's text for a spec that a Region does not have is not recorded.
    guard request.keySpec.isProvided else {
      throw AwsErrors.unsupported("KeySpec \(request.keySpec.rawValue) is not supported in this Region.")
    }
    let usage = try usage(of: request)
    try KeyTag.check(request.tags, alreadyThere: [])
    var material: HeldMaterial?
    var state = KeyState.pendingImport
    if request.origin == .awsKms {
      let name = "\(maker)/\(request.description)"
      material = try HeldMaterial.generate(
        request.keySpec, instance: configuration.name, keyID: id, poolName: "\(name)#\(nextOrdinal(name))", seed: seed,
        crypto: crypto)
      state = .enabled
    }
    var key = StoredKey(
      id: id, arn: names.keyARN(id), account: configuration.account, spec: request.keySpec, usage: usage,
      origin: request.origin, isMultiRegion: request.isMultiRegion, description: request.description,
      creationDate: instant, state: state, materials: material.map { [StoredMaterial($0)] } ?? [], tags: request.tags)
    if request.isMultiRegion { key.copies = KeyCopies(primaryRegion: configuration.region) }
    if let policy = request.policy, let call {
      key.policy = try keyPolicy(
        policy, for: key, bypassingSafetyCheck: request.bypassPolicyLockoutSafetyCheck, call)
    }
    store(key)
    return key
  }

  /// Throws when the key should be in a custom key store: the service has none. What the service demands of the members
  /// is in the API reference; the wording of its refusals is not recorded.
  private func checkKeyStore(_ request: CreateKeyRequest) throws(KmsServiceError) {
    switch request.origin {
    case .awsKms, .external:
      if request.customKeyStoreID != nil {
        throw AwsErrors.validation("CustomKeyStoreId is not valid with Origin \(request.origin.rawValue).")
      }
    case .awsCloudHSM, .externalKeyStore:
      guard request.customKeyStoreID != nil else {
        throw AwsErrors.validation("CustomKeyStoreId is required with Origin \(request.origin.rawValue).")
      }
    }
    guard (request.xksKeyID != nil) == (request.origin == .externalKeyStore) else {
      throw AwsErrors.validation("XksKeyId is required with Origin EXTERNAL_KEY_STORE, and valid with no other Origin.")
    }
    guard request.customKeyStoreID == nil else { throw AwsErrors.customKeyStoreNotFound }
  }

  private func usage(of request: CreateKeyRequest) throws(KmsServiceError) -> KmsKeyUsage {
    guard let usage = request.keyUsage else {
      guard request.keySpec == .symmetricDefault else {
        throw AwsErrors.validation(
          "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
      }
      return .encryptDecrypt
    }
    guard request.keySpec.usages.contains(usage) else {
      throw AwsErrors.validation(
        "KeyUsage \(usage.rawValue) is not compatible with KeySpec \(request.keySpec.rawValue)")
    }
    return usage
  }
}
