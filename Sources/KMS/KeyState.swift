/// The state of a key, as `KeyMetadata.KeyState` shows it.
public enum KeyState: String, CaseIterable, Hashable, Sendable {
  /// Being made or replicated.
  case creating = "Creating"
  /// Usable.
  case enabled = "Enabled"
  /// Switched off; keeps its material.
  case disabled = "Disabled"
  /// Waiting for imported material.
  case pendingImport = "PendingImport"
  /// In the waiting period of a deletion.
  case pendingDeletion = "PendingDeletion"
  /// A primary whose replicas are not gone yet.
  case pendingReplicaDeletion = "PendingReplicaDeletion"
  /// Changing its primary Region.
  case updating = "Updating"

  /// Whether `KeyMetadata.Enabled` is true.
  public var isEnabled: Bool {
    switch self {
    case .enabled, .updating: true
    case .creating, .disabled, .pendingImport, .pendingDeletion, .pendingReplicaDeletion: false
    }
  }

  /// How a refusal words the state: `<arn> is pending import.`
  public var wording: String {
    switch self {
    case .creating: "creating"
    case .enabled: "enabled"
    case .disabled: "disabled"
    case .pendingImport: "pending import"
    case .pendingDeletion: "pending deletion"
    case .pendingReplicaDeletion: "pending replica deletion"
    case .updating: "updating"
    }
  }
}
