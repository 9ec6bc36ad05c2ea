import Kernel
import Keys

/// A key ring as the service keeps it.
struct GcpStoredKeyRing: Codable {
  let name: GcpResourceName
  let createTime: Instant
  var keys: [GcpResourceName] = []
  var importJobs: [GcpResourceName] = []

  var shown: GcpKeyRing { GcpKeyRing(name: name.description, createTime: createTime) }
}

/// A key as the service keeps it.
struct GcpStoredKey: Codable {
  let name: GcpResourceName
  let purpose: GcpPurpose
  let createTime: Instant
  let importOnly: Bool
  let destroyScheduledDuration: Span
  var template: GcpVersionTemplate
  var labels: [GcpLabel]
  var rotationPeriod: Span?
  var nextRotationTime: Instant?
  /// The number of the version that encrypts.
  var primary: Int?
  /// Version n is at n − 1.
  var versions: [GcpStoredVersion] = []

  func name(ofVersion number: Int) -> GcpResourceName { name.child(.cryptoKeyVersion, String(number)) }

  func version(_ number: Int) -> GcpStoredVersion? {
    versions.indices.contains(number - 1) ? versions[number - 1] : nil
  }

  var shown: GcpCryptoKey {
    GcpCryptoKey(
      name: name.description, primary: primary.flatMap { version($0)?.shown }, purpose: purpose,
      createTime: createTime, nextRotationTime: nextRotationTime, rotationPeriod: rotationPeriod,
      versionTemplate: template, labels: labels, importOnly: importOnly,
      destroyScheduledDuration: destroyScheduledDuration)
  }
}

/// A key version as the service keeps it. The material gives no bytes away: see ``HeldMaterial``.
struct GcpStoredVersion: Codable {
  let name: GcpResourceName
  let algorithm: GcpAlgorithm
  let protectionLevel: GcpProtectionLevel
  let createTime: Instant
  var state: GcpVersionState
  /// When what is pending is done.
  var readyTime: Instant
  var material: HeldMaterial?
  var generateTime: Instant?
  var destroyTime: Instant?
  var destroyEventTime: Instant?
  var importJob: GcpResourceName?
  var importTime: Instant?
  var importFailureReason: String?
  /// Names imported material; a later import must be the same.
  var importedIdentifier: String?

  /// Lets time do what it has done by an instant: generation, import and destruction end. Whether it did anything.
  @discardableResult
  mutating func advance(to instant: Instant) -> Bool {
    let before = state
    if state == .pendingGeneration, instant >= readyTime {
      state = .enabled
      generateTime = readyTime
    }
    if state == .pendingImport, instant >= readyTime {
      state = importFailureReason == nil ? .enabled : .importFailed
      importTime = importFailureReason == nil ? readyTime : nil
    }
    if state == .destroyScheduled, let destroyTime, instant >= destroyTime {
      state = .destroyed
      destroyEventTime = destroyTime
      self.destroyTime = nil
      material = nil
    }
    return state != before
  }

  /// Whether an import into this version may be tried again.
  var isReimportEligible: Bool { state == .importFailed || (state == .destroyed && importedIdentifier != nil) }

  var shown: GcpCryptoKeyVersion {
    GcpCryptoKeyVersion(
      name: name.description, state: state, protectionLevel: protectionLevel, algorithm: algorithm,
      createTime: createTime, generateTime: generateTime, destroyTime: destroyTime,
      destroyEventTime: destroyEventTime, importJob: importJob?.description, importTime: importTime,
      importFailureReason: state == .importFailed ? importFailureReason : nil,
      reimportEligible: state == .destroyed && importedIdentifier != nil)
  }
}

/// An import job as the service keeps it.
struct GcpStoredImportJob: Codable {
  let name: GcpResourceName
  let method: GcpImportMethod
  let protectionLevel: GcpProtectionLevel
  let createTime: Instant
  let readyTime: Instant
  let wrappingKey: HeldMaterial

  /// Three days after its wrapping key was generated.
  var expireTime: Instant { readyTime + .days(3) }

  func state(at instant: Instant) -> GcpImportJobState {
    instant < readyTime ? .pendingGeneration : instant < expireTime ? .active : .expired
  }

  func shown(at instant: Instant) -> GcpImportJob {
    let state = state(at: instant)
    return GcpImportJob(
      name: name.description, importMethod: method, protectionLevel: protectionLevel, createTime: createTime,
      generateTime: state == .pendingGeneration ? nil : readyTime,
      expireTime: state == .pendingGeneration ? nil : expireTime,
      expireEventTime: state == .expired ? expireTime : nil, state: state,
      publicKey: state == .active ? wrappingKey.publicKey.map { GcpPem.encode($0.subjectPublicKeyInfo) } : nil)
  }
}
