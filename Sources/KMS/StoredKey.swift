import Kernel
import Keys

/// One key as the service keeps it. The material gives no bytes away: see ``HeldMaterial``.
struct StoredKey {
  let id: String
  let arn: String
  let account: String
  let spec: KmsKeySpec
  let usage: KmsKeyUsage
  let origin: KeyOrigin
  let isMultiRegion: Bool
  var description: String
  let creationDate: Instant
  var state: KeyState
  var material: HeldMaterial?
  /// The fingerprint of imported material; a later import must be the same.
  var importedFingerprint: String?
  var expirationModel: ExpirationModel?
  var validTo: Instant?
  var deletionDate: Instant?
  var tags: [KeyTag]
  /// The key policy; nil for a key that was made without one and has the default.
  var policy: PolicyDocument?

  /// Imported material goes away at its expiry; the key waits for it to be imported again.
  mutating func expireMaterial(at instant: Instant) {
    guard let validTo, instant >= validTo, material != nil else { return }
    dropMaterial()
    if state == .enabled || state == .disabled { state = .pendingImport }
  }

  /// Forgets imported material.
  mutating func dropMaterial() {
    material = nil
    expirationModel = nil
    validTo = nil
  }

  /// Whether the waiting period of its deletion is over.
  func isGone(at instant: Instant) -> Bool {
    guard state == .pendingDeletion, let deletionDate else { return false }
    return instant >= deletionDate
  }

  var metadata: KeyMetadata {
    KeyMetadata(
      account: account, keyID: id, arn: arn, creationDate: creationDate, description: description, keyUsage: usage,
      keySpec: spec, keyState: state, deletionDate: deletionDate, origin: origin, expirationModel: expirationModel,
      validTo: validTo, isMultiRegion: isMultiRegion,
      currentKeyMaterialID: spec == .symmetricDefault ? material?.identifier : nil)
  }
}
