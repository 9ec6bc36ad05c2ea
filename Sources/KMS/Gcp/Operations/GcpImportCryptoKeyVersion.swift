import Kernel
import Keys

/// `ImportCryptoKeyVersion`: unwraps material and makes a version of it, or gives it back to a version whose import
/// failed or that was imported before and destroyed; then it must be the same material. It does not become primary.
///
/// The import goes on in the background: the version is PENDING_IMPORT, then ENABLED, or IMPORT_FAILED with the reason
/// when the bytes do not unwrap to such a key. Material: the bytes of symmetric and HMAC keys,
/// PKCS #8 for key pairs, which a method without AES cannot carry.
///
/// Errors: INVALID_ARGUMENT (no algorithm, another than the key's purpose has, no import job, no material),
/// PERMISSION_DENIED on the import job, FAILED_PRECONDITION (the job is not active, or of another level than the key;
/// the version cannot be imported again), NOT_FOUND.
public struct GcpImportCryptoKeyVersion: GcpRequest {
  /// The key.
  public var parent: String
  /// The version to import again; nil for a new one.
  public var cryptoKeyVersion: String?
  /// What the version computes; required.
  public var algorithm: GcpAlgorithm?
  /// The import job.
  public var importJob: String
  /// The wrapped material.
  public var wrappedKey: SecretBytes

  /// Makes a request.
  public init(
    parent: String, cryptoKeyVersion: String? = nil, algorithm: GcpAlgorithm?, importJob: String,
    wrappedKey: SecretBytes
  ) {
    self.parent = parent
    self.cryptoKeyVersion = cryptoKeyVersion
    self.algorithm = algorithm
    self.importJob = importJob
    self.wrappedKey = wrappedKey
  }

  /// `ImportCryptoKeyVersion`.
  public static var method: GcpMethod { .importCryptoKeyVersion }
  /// The key.
  public var resource: String { parent }

  /// Carries the request out.
  public func perform(by service: GcpKeyService, _ call: GcpCall) throws(GcpStatus) -> GcpCryptoKeyVersion {
    guard let jobName = GcpResourceName(importJob), jobName.kind == .importJob else {
      throw importJob.isEmpty ? GcpErrors.required("import_job") : GcpErrors.invalidName(importJob)
    }
    try service.permit(.importJobsUseToImport, on: jobName, call.principal)
    guard let algorithm else { throw GcpErrors.required("algorithm") }
    guard wrappedKey.count > 0 else { throw GcpErrors.required("wrapped_key") }
    var key = try service.key(call.name, at: call.instant)
    try GcpRules.checkTemplate(
      GcpVersionTemplate(protectionLevel: key.template.protectionLevel, algorithm: algorithm), key.purpose)
    let job = try service.importJob(jobName)
    try check(job, key, call)

    var version = try target(&key, algorithm, call, service)
    version.importJob = jobName
    do {
      let material = try unwrapped(algorithm, job, service.crypto)
      if let before = version.importedIdentifier, before != material.identifier {
        version.importFailureReason = "The imported key material does not match the original key material."
      } else {
        version.material = material
        version.importedIdentifier = material.identifier
      }
    } catch {
      version.importFailureReason = "The wrapped key material is not a \(algorithm.rawValue) key: \(error)."
    }
    var stream = service.stream("importing/\(version.name)/\(service.nextOrdinal("importing/\(version.name)"))")
    version.readyTime = call.instant + service.configuration.delays.importing.draw(from: &stream)
    version.advance(to: call.instant)
    key.versions[(version.name.versionNumber ?? 1) - 1] = version
    service.store(key)
    return version.shown
  }

  private func check(_ job: GcpStoredImportJob, _ key: GcpStoredKey, _ call: GcpCall) throws(GcpStatus) {
    let state = job.state(at: call.instant)
    guard state == .active else {
      throw GcpErrors.failedPrecondition(
        "\(job.name) is not active, current state is: \(state.rawValue).", type: "IMPORT_JOB_\(state.rawValue)",
        subject: job.name)
    }
    guard job.protectionLevel == key.template.protectionLevel else {
      throw GcpErrors.failedPrecondition(
        "ImportJob \(job.name) has protection level \(job.protectionLevel.rawValue), CryptoKey \(key.name) has "
          + "\(key.template.protectionLevel.rawValue).", type: "PROTECTION_LEVEL", subject: key.name)
    }
  }

  /// The version to fill, in state PENDING_IMPORT.
  private func target(
    _ key: inout GcpStoredKey, _ algorithm: GcpAlgorithm, _ call: GcpCall, _ service: GcpKeyService
  ) throws(GcpStatus) -> GcpStoredVersion {
    guard let text = cryptoKeyVersion, !text.isEmpty else {
      let version = GcpStoredVersion(
        name: key.name(ofVersion: key.versions.count + 1), algorithm: algorithm,
        protectionLevel: key.template.protectionLevel, createTime: call.instant, state: .pendingImport,
        readyTime: call.instant)
      key.versions.append(version)
      return version
    }
    guard let name = GcpResourceName(text), name.kind == .cryptoKeyVersion, name.parent == key.name else {
      throw GcpErrors.invalidName(text)
    }
    guard var version = key.version(name.versionNumber ?? 0) else { throw GcpErrors.notFound(name) }
    guard version.isReimportEligible else {
      throw GcpErrors.wrongState(name, version.state, wanted: "IMPORT_FAILED or DESTROYED", to: "imported again")
    }
    guard version.algorithm == algorithm else {
      throw GcpErrors.invalid("The algorithm must be \(version.algorithm.rawValue).", field: "algorithm")
    }
    version.state = .pendingImport
    version.importFailureReason = nil
    version.destroyEventTime = nil
    return version
  }

  private func unwrapped(
    _ algorithm: GcpAlgorithm, _ job: GcpStoredImportJob, _ crypto: CryptoEngine
  ) throws(CryptoError) -> HeldMaterial {
    let bytes: [UInt8]
    switch job.method {
    case .rsaOaep3072Sha256, .rsaOaep4096Sha256:
      bytes = try job.wrappingKey.oaepDecrypt(wrappedKey.bytes, .sha256, crypto)
    case .rsaOaep3072Sha256Aes256, .rsaOaep4096Sha256Aes256:
      bytes = try job.wrappingKey.aesKeyUnwrap(wrappedKey.bytes, .sha256, crypto)
    case .rsaOaep3072Sha1Aes256, .rsaOaep4096Sha1Aes256:
      bytes = try job.wrappingKey.aesKeyUnwrap(wrappedKey.bytes, .sha1, crypto)
    }
    switch algorithm.meaning {
    case .symmetric: return try HeldMaterial.importedSymmetric(bytes, count: 32)
    case .sign(let kind, _): return try HeldMaterial.importedPair(bytes, kind, crypto)
    case .oaep(let bits, _): return try HeldMaterial.importedPair(bytes, .rsa(bits: bits), crypto)
    case .raw(_, let size): return try HeldMaterial.importedSymmetric(bytes, count: size)
    case .mac(let hash): return try HeldMaterial.importedSymmetric(bytes, count: hash.size)
    case .none: throw .unsupportedKeySpec
    }
  }
}
