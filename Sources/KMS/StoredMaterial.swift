import Kernel

/// What a material is to its key.
public enum KeyMaterialState: String, CaseIterable, Hashable, Sendable {
  /// Encrypts and decrypts.
  case current = "CURRENT"
  /// Decrypts what it encrypted before a rotation.
  case nonCurrent = "NON_CURRENT"
  /// Imported, and current after the next rotation on demand.
  case pendingRotation = "PENDING_ROTATION"
  /// Imported into the primary of a multi-Region key and not yet into all replicas.
  case pendingMultiRegionImportAndRotation = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"

  /// Whether the key has the material for good. A pending one can be deleted without a trace.
  var isPermanent: Bool {
    switch self {
    case .current, .nonCurrent: true
    case .pendingRotation, .pendingMultiRegionImportAndRotation: false
    }
  }
}

/// Whether imported material is there.
public enum KeyImportState: String, CaseIterable, Hashable, Sendable {
  /// It is.
  case imported = "IMPORTED"
  /// It was deleted or has expired.
  case pendingImport = "PENDING_IMPORT"
}

/// What made a material current.
public enum KeyRotationType: String, CaseIterable, Hashable, Sendable {
  /// The schedule.
  case automatic = "AUTOMATIC"
  /// `RotateKeyOnDemand`.
  case onDemand = "ON_DEMAND"
}

/// One material that a key has. Imported material can go away and come back; its identifier stays.
struct StoredMaterial: Codable {
  /// The key material id, 64 hexadecimal digits.
  let identifier: String
  /// Nil while imported material is deleted or expired.
  private(set) var held: HeldMaterial?
  var state: KeyMaterialState
  /// The importer's text.
  var description: String?
  private(set) var expirationModel: ExpirationModel?
  private(set) var validTo: Instant?
  var rotationDate: Instant?
  var rotationType: KeyRotationType?

  /// Material that the service made.
  init(_ held: HeldMaterial, state: KeyMaterialState = .current) {
    identifier = held.identifier
    self.held = held
    self.state = state
  }

  /// Takes imported material, for the first time or again.
  mutating func take(_ held: HeldMaterial, _ model: ExpirationModel, validTo: Instant?) {
    self.held = held
    expirationModel = model
    self.validTo = validTo
  }

  /// Forgets imported material.
  mutating func drop() {
    held = nil
    expirationModel = nil
    validTo = nil
  }
}

/// When a key's material rotates.
struct RotationSchedule: Codable {
  /// How often `RotateKeyOnDemand` succeeds for one key (API reference of 2026; 10 before).
  static let maximumOnDemand = 25
  /// AWS's default period.
  static let defaultPeriodInDays = 365

  /// Whether the key rotates by itself.
  var isEnabled = false
  var periodInDays = RotationSchedule.defaultPeriodInDays
  /// When the key rotates by itself next.
  var next: Instant?
  /// How many rotations on demand there were.
  var onDemandCount = 0
  /// When the rotation on demand that is running began and when it ends.
  var onDemand: OnDemand?

  /// A rotation on demand that is running.
  struct OnDemand: Codable {
    let start: Instant
    let end: Instant
  }

  /// One rotation that is due.
  struct Due {
    let instant: Instant
    let type: KeyRotationType
  }

  /// The first rotation that is due by an instant. A key that cannot be used does not rotate by itself.
  func due(by instant: Instant, state: KeyState) -> Due? {
    var due: Due?
    if isEnabled, state.isEnabled, let next, next <= instant { due = Due(instant: next, type: .automatic) }
    if let end = onDemand?.end, end <= instant, end < due?.instant ?? .distantFuture {
      due = Due(instant: end, type: .onDemand)
    }
    return due
  }
}

extension StoredKey {
  /// The material that encrypts, signs and is described; nil when the key waits for it.
  var material: HeldMaterial? { current?.held }

  /// The current material, there or not.
  var current: StoredMaterial? { materials.first { $0.state == .current } }

  /// The material that waits for a rotation on demand.
  var pending: StoredMaterial? { materials.first { !$0.state.isPermanent } }

  /// Whether all materials that the key has for good are there.
  var isComplete: Bool { current != nil && materials.allSatisfy { $0.held != nil || !$0.state.isPermanent } }

  /// Whether its material can rotate at all.
  var canRotate: Bool { spec == .symmetricDefault }

  /// Imported materials go away at their expiry; the key waits for them to be imported again.
  mutating func expireMaterial(at instant: Instant) {
    for index in materials.indices {
      guard materials[index].held != nil, let validTo = materials[index].validTo, instant >= validTo else { continue }
      materials[index].drop()
    }
    awaitMaterial()
  }

  /// A key that lacks material waits for its import. A deletion that is pending stays so.
  mutating func awaitMaterial() {
    if !isComplete, state == .enabled || state == .disabled { state = .pendingImport }
  }

  /// Makes a material current: the one that was imported for it, or a new one of the service's own.
  mutating func rotate(at instant: Instant, _ type: KeyRotationType, to new: HeldMaterial?) {
    guard let before = materials.firstIndex(where: { $0.state == .current }) else { return }
    let after: Int
    if let new {
      materials.append(StoredMaterial(new))
      after = materials.count - 1
    } else {
      guard let pending = materials.firstIndex(where: { !$0.state.isPermanent && $0.held != nil }) else { return }
      materials[pending].state = .current
      after = pending
    }
    materials[before].state = .nonCurrent
    materials[after].rotationDate = instant
    materials[after].rotationType = type
  }
}

extension KeyService {
  /// Does to a key what time has done to it: rotations that are due, in their order, and expiries.
  func advance(_ key: inout StoredKey, to instant: Instant) {
    while let due = key.rotation.due(by: instant, state: key.state) {
      key.expireMaterial(at: due.instant)
      let new = key.origin == .external ? nil : newMaterial(of: key)
      key.rotate(at: due.instant, due.type, to: new)
      switch due.type {
      case .automatic: key.rotation.next = due.instant + .days(Int64(key.rotation.periodInDays))
      case .onDemand: key.rotation.onDemand = nil
      }
    }
    key.expireMaterial(at: instant)
  }

  /// The material that a symmetric key rotates to: derived from the key id and the number of its materials.
  private func newMaterial(of key: StoredKey) -> HeldMaterial {
    .rotated(instance: configuration.name, keyID: key.id, ordinal: key.materials.count, seed: seed)
  }

  /// The material that made a ciphertext of a key. Errors: `InvalidCiphertextException` when the key never had it,
  /// `KMSInvalidStateException` when it waits to be imported again.
  func material(of key: StoredKey, named identifier: String) throws(KmsServiceError) -> HeldMaterial {
    guard let stored = key.materials.first(where: { $0.identifier == identifier }) else {
      throw AwsErrors.invalidCiphertext
    }
    guard let held = stored.held else { throw AwsErrors.invalidState(key.arn, KeyState.pendingImport.wording) }
    return held
  }
}
