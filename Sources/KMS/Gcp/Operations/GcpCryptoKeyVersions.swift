import Kernel
import Keys

/// `CreateCryptoKeyVersion`: makes a version of a key's template. Key pairs are generated in the background: the version
/// is PENDING_GENERATION first. It does not become primary. Errors: FAILED_PRECONDITION for an import-only key,
/// NOT_FOUND.
public struct GcpCreateCryptoKeyVersion: GcpRequest {
  /// The key.
  public var parent: String

  /// Makes a request.
  public init(parent: String) { self.parent = parent }

  /// `CreateCryptoKeyVersion`.
  public static var method: GcpMethod { .createCryptoKeyVersion }
  /// The key.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    var key = try service.key(call.name, at: call.instant)
    guard !key.importOnly else {
      throw GcpErrors.failedPrecondition(
        "CryptoKey \(key.name) is import-only: its versions can only be imported.", type: "KEY_IMPORT_ONLY",
        subject: key.name)
    }
    let version = try service.addVersion(to: &key, at: call.instant)
    service.store(key)
    return version.shown
  }
}

/// `GetCryptoKeyVersion`: gives a version. Errors: NOT_FOUND.
public struct GcpGetCryptoKeyVersion: GcpRequest {
  /// The version.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `GetCryptoKeyVersion`.
  public static var method: GcpMethod { .getCryptoKeyVersion }
  /// The version.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    try service.version(call.name, at: call.instant).version.shown
  }
}

/// `ListCryptoKeyVersions`: lists the versions of a key by number; a filter may name `state`, `algorithm` and
/// `protectionLevel`. Errors: NOT_FOUND, INVALID_ARGUMENT.
public struct GcpListCryptoKeyVersions: GcpRequest {
  /// The key.
  public var parent: String
  /// Which page.
  public var paging: GcpPaging

  /// Makes a request.
  public init(parent: String, paging: GcpPaging = GcpPaging()) {
    self.parent = parent
    self.paging = paging
  }

  /// `ListCryptoKeyVersions`.
  public static var method: GcpMethod { .listCryptoKeyVersions }
  /// The key.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpPage<GcpCryptoKeyVersion> {
    let key = try service.key(call.name, at: call.instant)
    return try paging.page(
      key.versions.map(\.name), in: call.name,
      fields: {
        [
          "state": $0.state.rawValue, "algorithm": $0.algorithm.rawValue,
          "protectionLevel": $0.protectionLevel.rawValue,
        ]
      }
    ) { (name) throws(GcpStatus) in
      guard let version = key.version(name.versionNumber ?? 0) else { throw GcpErrors.notFound(name) }
      return version.shown
    }
  }
}

/// `UpdateCryptoKeyVersion`: enables a disabled version or disables an enabled one; the mask must name `state` alone.
/// Errors: FAILED_PRECONDITION in any other state, INVALID_ARGUMENT for another field or another new state, NOT_FOUND.
public struct GcpUpdateCryptoKeyVersion: GcpRequest {
  /// The version.
  public var name: String
  /// The fields to change.
  public var updateMask: [String]
  /// ENABLED or DISABLED.
  public var state: GcpVersionState?

  /// Makes a request.
  public init(name: String, updateMask: [String] = ["state"], state: GcpVersionState?) {
    self.name = name
    self.updateMask = updateMask
    self.state = state
  }

  /// `UpdateCryptoKeyVersion`.
  public static var method: GcpMethod { .updateCryptoKeyVersion }
  /// The version.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    for path in try GcpMask(updateMask).paths where path != "state" {
      throw GcpErrors.invalid(
        "The field '\(path)' of a CryptoKeyVersion cannot be updated.", field: "update_mask")
    }
    guard let state, state == .enabled || state == .disabled else {
      throw GcpErrors.invalid(
        "The state of a CryptoKeyVersion can only be updated to ENABLED or DISABLED.",
        field: "crypto_key_version.state")
    }
    return try service.change(call) { (version) throws(GcpStatus) in
      guard version.state == .enabled || version.state == .disabled else {
        throw GcpErrors.wrongState(version.name, version.state, wanted: "ENABLED or DISABLED", to: "updated")
      }
      version.state = state
    }
  }
}

/// `DestroyCryptoKeyVersion`: schedules the end of a version's material, after the key's destroy duration. Errors:
/// FAILED_PRECONDITION unless it is enabled or disabled, NOT_FOUND.
public struct GcpDestroyCryptoKeyVersion: GcpRequest {
  /// The version.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `DestroyCryptoKeyVersion`.
  public static var method: GcpMethod { .destroyCryptoKeyVersion }
  /// The version.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    let duration = try service.version(call.name, at: call.instant).key.destroyScheduledDuration
    return try service.change(call) { (version) throws(GcpStatus) in
      guard version.state == .enabled || version.state == .disabled else {
        throw GcpErrors.wrongState(version.name, version.state, wanted: "ENABLED or DISABLED", to: "destroyed")
      }
      version.state = .destroyScheduled
      version.destroyTime = call.instant + duration
    }
  }
}

/// `RestoreCryptoKeyVersion`: takes a scheduled destruction back; the version is DISABLED then. Errors:
/// FAILED_PRECONDITION in any other state, NOT_FOUND.
public struct GcpRestoreCryptoKeyVersion: GcpRequest {
  /// The version.
  public var name: String

  /// Makes a request.
  public init(name: String) { self.name = name }

  /// `RestoreCryptoKeyVersion`.
  public static var method: GcpMethod { .restoreCryptoKeyVersion }
  /// The version.
  public var resource: String { name }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    try service.change(call) { (version) throws(GcpStatus) in
      guard version.state == .destroyScheduled else {
        throw GcpErrors.wrongState(version.name, version.state, wanted: "DESTROY_SCHEDULED", to: "restored")
      }
      version.state = .disabled
      version.destroyTime = nil
    }
  }
}

extension GcpKeyService {
  /// Changes the version that a call names and keeps it.
  func change(
    _ call: GcpCall, _ body: (inout GcpStoredVersion) throws(GcpStatus) -> Void
  ) throws(GcpStatus) -> GcpCryptoKeyVersion {
    var (key, number, version) = try version(call.name, at: call.instant)
    try body(&version)
    key.versions[number - 1] = version
    store(key)
    return version.shown
  }

  /// Adds a version with new material to a key; the caller keeps the key.
  @discardableResult
  func addVersion(to key: inout GcpStoredKey, at instant: Instant) throws(GcpStatus) -> GcpStoredVersion {
    let name = key.name(ofVersion: key.versions.count + 1)
    let template = key.template
    var version = GcpStoredVersion(
      name: name, algorithm: template.algorithm, protectionLevel: template.protectionLevel, createTime: instant,
      state: .pendingGeneration, readyTime: instant)
    version.material = try newMaterial(template.algorithm, name)
    if template.algorithm.isAsymmetric {
      var stream = stream("generation/\(name)")
      version.readyTime = instant + configuration.delays.pair(template.protectionLevel).draw(from: &stream)
    }
    version.advance(to: instant)
    key.versions.append(version)
    return version
  }

  private func newMaterial(_ algorithm: GcpAlgorithm, _ name: GcpResourceName) throws(GcpStatus) -> HeldMaterial {
    do {
      switch algorithm.meaning {
      case .symmetric:
        var stream = stream("material/\(name)")
        return HeldMaterial.newSymmetric(32, from: &stream)
      case .sign(let kind, _):
        return try HeldMaterial.newPair(
          kind, instance: configuration.name, name: name.description, crypto: crypto)
      case .oaep(let bits, _):
        return try HeldMaterial.newPair(
          .rsa(bits: bits), instance: configuration.name, name: name.description, crypto: crypto)
      case .raw(_, let size):
        var stream = stream("material/\(name)")
        return HeldMaterial.newSymmetric(size, from: &stream)
      case .mac(let hash):
        var stream = stream("material/\(name)")
        return HeldMaterial.newSymmetric(hash.size, from: &stream)
      case .none: throw CryptoError.unsupportedKeySpec
      }
    } catch {
      throw GcpErrors.internalError
    }
  }

  /// Makes the versions that a key's rotation has made by an instant; each becomes primary.
  func rotate(_ key: inout GcpStoredKey, at instant: Instant) throws(GcpStatus) {
    while let next = key.nextRotationTime, next <= instant {
      try addVersion(to: &key, at: next)
      key.primary = key.versions.count
      key.nextRotationTime = key.rotationPeriod.map { next + $0 }
    }
  }
}
