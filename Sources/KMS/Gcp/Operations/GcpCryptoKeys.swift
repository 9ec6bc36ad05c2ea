import Kernel

/// `CreateCryptoKey`: makes a key and, unless told otherwise, its first version. Keys can never be deleted.
///
/// Errors: INVALID_ARGUMENT (no purpose; an algorithm of another purpose; no algorithm where the purpose is not
/// ENCRYPT_DECRYPT; rotation of another key than a symmetric one, a period under 24 hours, a next time that is missing or
/// past; a destroy duration outside 24 hours to 120 days; an initial version of an import-only key; bad labels),
/// UNIMPLEMENTED (external keys, post-quantum algorithms: not modelled), NOT_FOUND, ALREADY_EXISTS.
public struct GcpCreateCryptoKey: GcpRequest {
  /// The key ring.
  public var parent: String
  /// The id.
  public var cryptoKeyID: String
  /// What it is for; required.
  public var purpose: GcpPurpose?
  /// The level of new versions; SOFTWARE unless given.
  public var protectionLevel: GcpProtectionLevel?
  /// What new versions compute; GOOGLE_SYMMETRIC_ENCRYPTION for ENCRYPT_DECRYPT unless given, required otherwise.
  public var algorithm: GcpAlgorithm?
  /// Labels.
  public var labels: [GcpLabel]
  /// How long between automatic rotations.
  public var rotationPeriod: Span?
  /// When the first is.
  public var nextRotationTime: Instant?
  /// How long a version to be destroyed can be restored; 30 days unless given.
  public var destroyScheduledDuration: Span?
  /// Whether its versions are all imported.
  public var importOnly: Bool
  /// Whether to make no version yet.
  public var skipInitialVersionCreation: Bool

  /// Makes a request.
  public init(
    parent: String, cryptoKeyID: String, purpose: GcpPurpose?, algorithm: GcpAlgorithm? = nil,
    protectionLevel: GcpProtectionLevel? = nil, labels: [GcpLabel] = [], rotationPeriod: Span? = nil,
    nextRotationTime: Instant? = nil, destroyScheduledDuration: Span? = nil, importOnly: Bool = false,
    skipInitialVersionCreation: Bool = false
  ) {
    self.parent = parent
    self.cryptoKeyID = cryptoKeyID
    self.purpose = purpose
    self.algorithm = algorithm
    self.protectionLevel = protectionLevel
    self.labels = labels
    self.rotationPeriod = rotationPeriod
    self.nextRotationTime = nextRotationTime
    self.destroyScheduledDuration = destroyScheduledDuration
    self.importOnly = importOnly
    self.skipInitialVersionCreation = skipInitialVersionCreation
  }

  /// `CreateCryptoKey`.
  public static var method: GcpMethod { .createCryptoKey }
  /// The key ring.
  public var resource: String { parent }
  /// What the key would be like.
  public var newTemplate: GcpVersionTemplate? {
    GcpVersionTemplate(
      protectionLevel: protectionLevel ?? .software, algorithm: algorithm ?? .googleSymmetricEncryption)
  }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKey {
    try service.checkID(cryptoKeyID, "crypto_key_id")
    guard let purpose else { throw GcpErrors.required("crypto_key.purpose") }
    guard let algorithm = algorithm ?? (purpose == .encryptDecrypt ? .googleSymmetricEncryption : nil) else {
      throw GcpErrors.required("crypto_key.version_template.algorithm")
    }
    let template = GcpVersionTemplate(protectionLevel: protectionLevel ?? .software, algorithm: algorithm)
    try GcpRules.checkTemplate(template, purpose)
    let duration = destroyScheduledDuration ?? .days(30)
    guard duration >= .hours(24), duration <= .days(120) else {
      throw GcpErrors.invalid(
        "The field 'crypto_key.destroy_scheduled_duration' must be between 86400s and 10368000s.",
        field: "crypto_key.destroy_scheduled_duration")
    }
    guard !importOnly || skipInitialVersionCreation else {
      throw GcpErrors.invalid(
        "An import-only CryptoKey needs 'skip_initial_version_creation'.", field: "skip_initial_version_creation")
    }
    try GcpRules.checkRotation(purpose, rotationPeriod, nextRotationTime, isImportOnly: importOnly, call.instant)
    let labels = try GcpRules.checked(labels)
    var ring = try service.keyRing(call.name)
    let name = call.name.child(.cryptoKey, cryptoKeyID)
    guard !ring.keys.contains(name) else { throw GcpErrors.alreadyExists(name) }
    var key = GcpStoredKey(
      name: name, purpose: purpose, createTime: call.instant, importOnly: importOnly,
      destroyScheduledDuration: duration, template: template, labels: labels, rotationPeriod: rotationPeriod,
      nextRotationTime: nextRotationTime)
    if !skipInitialVersionCreation {
      try service.addVersion(to: &key, at: call.instant)
      if purpose == .encryptDecrypt { key.primary = 1 }
    }
    ring.keys.append(name)
    service.store(ring)
    service.store(key)
    return key.shown
  }
}

/// `GetCryptoKey`: gives a key with its primary version. Errors: NOT_FOUND.
public struct GcpGetCryptoKey: GcpRequest {
  /// The key.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `GetCryptoKey`.
  public static var method: GcpMethod { .getCryptoKey }
  /// The key.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKey {
    try service.key(call.name, at: call.instant).shown
  }
}

/// `ListCryptoKeys`: lists the keys of a key ring by name; a filter may name `purpose`, `algorithm` and
/// `protectionLevel`. Errors: NOT_FOUND, INVALID_ARGUMENT.
public struct GcpListCryptoKeys: GcpRequest {
  /// The key ring.
  public var parent: String
  /// Which page.
  public var paging: GcpPaging

  /// Makes a request.
  public init(parent: String, paging: GcpPaging = GcpPaging()) {
    self.parent = parent
    self.paging = paging
  }

  /// `ListCryptoKeys`.
  public static var method: GcpMethod { .listCryptoKeys }
  /// The key ring.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpPage<GcpCryptoKey> {
    let names = try service.keyRing(call.name).keys
    return try paging.page(
      names, in: call.name,
      fields: {
        [
          "purpose": $0.purpose.rawValue, "algorithm": $0.versionTemplate.algorithm.rawValue,
          "protectionLevel": $0.versionTemplate.protectionLevel.rawValue,
        ]
      }
    ) { (name) throws(GcpStatus) in
      try service.key(name, at: call.instant).shown
    }
  }
}

/// `UpdateCryptoKey`: changes what the mask names: `labels`, `rotation_period`, `next_rotation_time`,
/// `version_template.algorithm`. Errors: INVALID_ARGUMENT for another field, an empty mask, or a value that
/// ``GcpCreateCryptoKey`` would refuse; NOT_FOUND.
public struct GcpUpdateCryptoKey: GcpRequest {
  /// The key.
  public var name: String
  /// The fields to change, in either spelling.
  public var updateMask: [String]
  /// The new labels.
  public var labels: [GcpLabel]
  /// The new period; nil ends automatic rotation.
  public var rotationPeriod: Span?
  /// The new time.
  public var nextRotationTime: Instant?
  /// What new versions compute.
  public var algorithm: GcpAlgorithm?

  /// Makes a request.
  public init(
    name: String, updateMask: [String], labels: [GcpLabel] = [], rotationPeriod: Span? = nil,
    nextRotationTime: Instant? = nil, algorithm: GcpAlgorithm? = nil
  ) {
    self.name = name
    self.updateMask = updateMask
    self.labels = labels
    self.rotationPeriod = rotationPeriod
    self.nextRotationTime = nextRotationTime
    self.algorithm = algorithm
  }

  /// `UpdateCryptoKey`.
  public static var method: GcpMethod { .updateCryptoKey }
  /// The key.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKey {
    let mask = try GcpMask(updateMask)
    var key = try service.key(call.name, at: call.instant)
    for path in mask.paths {
      switch path {
      case "labels": key.labels = try GcpRules.checked(labels)
      case "rotation_period": key.rotationPeriod = rotationPeriod
      case "next_rotation_time": key.nextRotationTime = nextRotationTime
      case "version_template.algorithm":
        guard let algorithm else { throw GcpErrors.required("crypto_key.version_template.algorithm") }
        key.template.algorithm = algorithm
        try GcpRules.checkTemplate(key.template, key.purpose)
      default: throw GcpErrors.invalid("The field '\(path)' of a CryptoKey cannot be updated.", field: "update_mask")
      }
    }
    if mask.paths.contains(where: { $0 == "rotation_period" || $0 == "next_rotation_time" }) {
      try GcpRules.checkRotation(
        key.purpose, key.rotationPeriod, key.nextRotationTime, isImportOnly: key.importOnly, call.instant)
    }
    service.store(key)
    return key.shown
  }
}

/// `UpdateCryptoKeyPrimaryVersion`: chooses the version that encrypts from now on. Errors: FAILED_PRECONDITION for a
/// key of another purpose than ENCRYPT_DECRYPT and for a version that is not enabled, INVALID_ARGUMENT, NOT_FOUND.
public struct GcpUpdateCryptoKeyPrimaryVersion: GcpRequest {
  /// The key.
  public var name: String
  /// The version's number.
  public var cryptoKeyVersionID: String

  /// Makes a request.
  public init(name: String, cryptoKeyVersionID: String) {
    self.name = name
    self.cryptoKeyVersionID = cryptoKeyVersionID
  }

  /// `UpdateCryptoKeyPrimaryVersion`.
  public static var method: GcpMethod { .updateCryptoKeyPrimaryVersion }
  /// The key.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKey {
    guard !cryptoKeyVersionID.isEmpty else { throw GcpErrors.required("crypto_key_version_id") }
    var key = try service.key(call.name, at: call.instant)
    guard key.purpose == .encryptDecrypt else { throw GcpErrors.wrongPurpose(key.name, key.purpose, Self.method) }
    guard let versionName = GcpResourceName("\(key.name)/cryptoKeyVersions/\(cryptoKeyVersionID)"),
      let number = versionName.versionNumber
    else { throw GcpErrors.invalidName(cryptoKeyVersionID) }
    guard let version = key.version(number) else { throw GcpErrors.notFound(versionName) }
    guard version.state == .enabled else { throw GcpErrors.notEnabled(versionName, version.state) }
    key.primary = number
    service.store(key)
    return key.shown
  }
}
