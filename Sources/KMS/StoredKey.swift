import Kernel
import Keys

/// One key as the service keeps it. The material gives no bytes away: see ``HeldMaterial``.
struct StoredKey: Codable {
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
  /// In the order in which the key got them; only a symmetric key has more than one.
  var materials: [StoredMaterial]
  var rotation = RotationSchedule()
  /// When requests begin to find the key; nil for one that was there from the beginning.
  var visibleFrom: Instant?
  var deletionDate: Instant?
  var tags: [KeyTag]
  /// The key policy; nil for a key that was made without one and has the default.
  var policy: PolicyDocument?
  /// Where the copies of a multi-Region key are; nil for a single-Region key.
  var copies: KeyCopies?
  /// What the state becomes by itself.
  var transition: StateTransition?
  /// The waiting period that begins when the last replica is gone.
  var pendingWindowInDays: Int?

  /// Whether the waiting period of its deletion is over.
  func isGone(at instant: Instant) -> Bool {
    guard state == .pendingDeletion, let deletionDate else { return false }
    return instant >= deletionDate
  }

  var metadata: KeyMetadata {
    let imported = materials.filter { $0.state.isPermanent && $0.expirationModel != nil }
    let validTo = imported.compactMap(\.validTo).min()
    let model: ExpirationModel = validTo == nil ? .doesNotExpire : .expires
    return KeyMetadata(
      account: account, keyID: id, arn: arn, creationDate: creationDate, description: description, keyUsage: usage,
      keySpec: spec, keyState: state, deletionDate: deletionDate, origin: origin,
      expirationModel: imported.isEmpty ? nil : model, validTo: validTo, isMultiRegion: isMultiRegion,
      multiRegionConfiguration: multiRegionConfiguration, pendingDeletionWindowInDays: pendingWindowInDays,
      currentKeyMaterialID: canRotate ? current?.identifier : nil)
  }
}
