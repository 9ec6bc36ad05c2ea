/// What a key's state does to an operation: AWS's table "Key states of AWS KMS keys" (kms.md section 4).
public enum KeyStateEffect: Hashable, Sendable {
  /// The operation goes on.
  case allowed
  /// `DisabledException`.
  case disabled
  /// `KMSInvalidStateException` with the state's wording.
  case invalidState
  /// `KMSInvalidStateException` because no deletion is pending.
  case notPendingDeletion
}

extension KeyState {
  /// The effect of this state on an operation. What has no key, such as `CreateKey`, is always allowed.
  public func effect(on operation: KmsOperation) -> KeyStateEffect {
    switch operation {
    case .createKey, .generateRandom, .listKeys, .listAliases, .listRetirableGrants, .describeKey, .getKeyPolicy,
      .listKeyPolicies, .listGrants, .listResourceTags, .listKeyRotations, .getKeyLastUsage, .revokeGrant,
      .retireGrant, .deleteAlias, .putKeyPolicy:
      .allowed
    case .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey, .generateDataKeyWithoutPlaintext,
      .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext, .generateMac, .verifyMac, .deriveSharedSecret,
      .getPublicKey, .createGrant:
      switch self {
      case .enabled, .updating: .allowed
      case .disabled: .disabled
      case .pendingDeletion, .pendingReplicaDeletion, .pendingImport, .creating: .invalidState
      }
    case .enableKey, .disableKey:
      switch self {
      case .enabled, .disabled: .allowed
      case .pendingDeletion, .pendingReplicaDeletion, .pendingImport, .creating, .updating: .invalidState
      }
    case .scheduleKeyDeletion, .tagResource, .untagResource, .createAlias, .updateAlias, .updateKeyDescription,
      .getParametersForImport, .importKeyMaterial:
      switch self {
      case .enabled, .disabled, .pendingImport: .allowed
      case .pendingDeletion, .pendingReplicaDeletion, .creating, .updating: .invalidState
      }
    case .deleteImportedKeyMaterial, .getKeyRotationStatus:
      switch self {
      case .enabled, .disabled, .pendingImport, .pendingDeletion, .pendingReplicaDeletion: .allowed
      case .creating, .updating: .invalidState
      }
    case .enableKeyRotation, .disableKeyRotation:
      // A key that waits for imported material goes on, to be refused for its origin.
      switch self {
      case .enabled, .pendingImport: .allowed
      case .disabled: .disabled
      case .pendingDeletion, .pendingReplicaDeletion, .creating, .updating: .invalidState
      }
    case .rotateKeyOnDemand, .replicateKey, .updatePrimaryRegion:
      switch self {
      case .enabled: .allowed
      case .disabled: .disabled
      case .pendingDeletion, .pendingReplicaDeletion, .pendingImport, .creating, .updating: .invalidState
      }
    case .cancelKeyDeletion:
      switch self {
      case .pendingDeletion, .pendingReplicaDeletion: .allowed
      case .enabled, .disabled, .pendingImport, .creating, .updating: .notPendingDeletion
      }
    }
  }

  /// The error of an operation on a key in this state; nil when it goes on.
  func refusal(of operation: KmsOperation, arn: String) -> KmsServiceError? {
    switch effect(on: operation) {
    case .allowed: nil
    case .disabled: AwsErrors.disabled(arn)
    case .invalidState: AwsErrors.invalidState(arn, wording)
    case .notPendingDeletion: AwsErrors.invalidState(arn, "not pending deletion")
    }
  }
}
