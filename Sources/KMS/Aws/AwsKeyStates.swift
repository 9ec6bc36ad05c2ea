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
  /// The effect of this state on an operation. `CreateKey` has no key and is always allowed.
  public func effect(on operation: KmsOperation) -> KeyStateEffect {
    switch operation {
    case .createKey, .describeKey: .allowed
    case .sign, .verify, .encrypt, .decrypt, .generateDataKey, .getPublicKey:
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
    case .scheduleKeyDeletion, .tagResource, .getParametersForImport, .importKeyMaterial:
      switch self {
      case .enabled, .disabled, .pendingImport: .allowed
      case .pendingDeletion, .pendingReplicaDeletion, .creating, .updating: .invalidState
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
