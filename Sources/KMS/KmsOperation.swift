/// The operations of the service, under AWS's names. Each has one file in `Operations/`.
public enum KmsOperation: String, CaseIterable, Hashable, Comparable, Sendable {
  /// Makes a key.
  case createKey = "CreateKey"
  /// Adds tags to a key.
  case tagResource = "TagResource"
  /// Reads a key's metadata.
  case describeKey = "DescribeKey"
  /// Reads the public part of an asymmetric key.
  case getPublicKey = "GetPublicKey"
  /// Signs a message or a digest.
  case sign = "Sign"
  /// Checks a signature.
  case verify = "Verify"
  /// Encrypts up to 4096 bytes.
  case encrypt = "Encrypt"
  /// Decrypts what `Encrypt`, `GenerateDataKey` or a holder of the public key made.
  case decrypt = "Decrypt"
  /// Makes a data key and encrypts it.
  case generateDataKey = "GenerateDataKey"
  /// Starts the waiting period of a deletion.
  case scheduleKeyDeletion = "ScheduleKeyDeletion"
  /// Ends the waiting period of a deletion; the key is disabled then.
  case cancelKeyDeletion = "CancelKeyDeletion"
  /// Enables a key.
  case enableKey = "EnableKey"
  /// Disables a key.
  case disableKey = "DisableKey"
  /// Hands out a wrapping key and an import token.
  case getParametersForImport = "GetParametersForImport"
  /// Imports wrapped key material.
  case importKeyMaterial = "ImportKeyMaterial"

  /// The action that a policy allows, for instance `kms:Sign`.
  public var action: String { "kms:\(rawValue)" }

  /// Orders by name.
  public static func < (left: KmsOperation, right: KmsOperation) -> Bool { left.rawValue < right.rawValue }

  /// Whether a caller of another account may use it on a key of this one (AWS: the operations' pages, "Cross-account use").
  public var allowsCrossAccountUse: Bool {
    switch self {
    case .describeKey, .getPublicKey, .sign, .verify, .encrypt, .decrypt, .generateDataKey: true
    case .createKey, .tagResource, .scheduleKeyDeletion, .cancelKeyDeletion, .enableKey, .disableKey,
      .getParametersForImport, .importKeyMaterial:
      false
    }
  }
}
