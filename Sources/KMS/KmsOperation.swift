/// The operations of AWS KMS under AWS's names: the words of policies, quotas and state tables.
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
  /// Decrypts a blob and encrypts it again, with another key or context, inside the service.
  case reEncrypt = "ReEncrypt"
  /// Makes a data key and answers with its encrypted form only.
  case generateDataKeyWithoutPlaintext = "GenerateDataKeyWithoutPlaintext"
  /// Makes a key pair and encrypts the private key.
  case generateDataKeyPair = "GenerateDataKeyPair"
  /// Makes a key pair and answers with the private key in its encrypted form only.
  case generateDataKeyPairWithoutPlaintext = "GenerateDataKeyPairWithoutPlaintext"
  /// Makes random bytes.
  case generateRandom = "GenerateRandom"
  /// Computes a message authentication code.
  case generateMac = "GenerateMac"
  /// Checks a message authentication code.
  case verifyMac = "VerifyMac"
  /// Agrees on a secret with the holder of another key (ECDH).
  case deriveSharedSecret = "DeriveSharedSecret"
  /// Lists the keys of the account in the Region.
  case listKeys = "ListKeys"
  /// Gives a key a name.
  case createAlias = "CreateAlias"
  /// Gives a name to another key.
  case updateAlias = "UpdateAlias"
  /// Takes a name away.
  case deleteAlias = "DeleteAlias"
  /// Lists names.
  case listAliases = "ListAliases"
  /// Takes tags away from a key.
  case untagResource = "UntagResource"
  /// Lists a key's tags.
  case listResourceTags = "ListResourceTags"
  /// Replaces a key's description.
  case updateKeyDescription = "UpdateKeyDescription"
  /// Starts the automatic rotation of a symmetric key.
  case enableKeyRotation = "EnableKeyRotation"
  /// Ends the automatic rotation.
  case disableKeyRotation = "DisableKeyRotation"
  /// Reads whether and when a key rotates.
  case getKeyRotationStatus = "GetKeyRotationStatus"
  /// Rotates a symmetric key at once.
  case rotateKeyOnDemand = "RotateKeyOnDemand"
  /// Lists a key's rotations.
  case listKeyRotations = "ListKeyRotations"
  /// Forgets imported key material.
  case deleteImportedKeyMaterial = "DeleteImportedKeyMaterial"
  /// Copies a multi-Region key into another Region.
  case replicateKey = "ReplicateKey"
  /// Makes a replica the primary.
  case updatePrimaryRegion = "UpdatePrimaryRegion"
  /// Replaces a key's policy.
  case putKeyPolicy = "PutKeyPolicy"
  /// Reads a key's policy.
  case getKeyPolicy = "GetKeyPolicy"
  /// Lists the names of a key's policies.
  case listKeyPolicies = "ListKeyPolicies"
  /// Lets a principal use a key for some operations.
  case createGrant = "CreateGrant"
  /// Lists a key's grants.
  case listGrants = "ListGrants"
  /// Lists the grants that a principal may retire.
  case listRetirableGrants = "ListRetirableGrants"
  /// Takes a grant away, as the owner of the key.
  case revokeGrant = "RevokeGrant"
  /// Gives a grant up, as one whom it was made for.
  case retireGrant = "RetireGrant"
  /// Reads when and for what a key was used last.
  case getKeyLastUsage = "GetKeyLastUsage"

  /// The action that a policy allows, for instance `kms:Sign`.
  public var action: String { "kms:\(rawValue)" }

  /// Orders by name.
  public static func < (left: KmsOperation, right: KmsOperation) -> Bool { left.rawValue < right.rawValue }

  /// Whether the `KeyId` may be an alias or its ARN: cryptographic operations, DescribeKey and GetPublicKey. All others
  /// take a key id or key ARN only.
  public var takesAliases: Bool {
    switch self {
    case .describeKey, .getPublicKey, .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey,
      .generateDataKeyWithoutPlaintext, .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext, .generateMac,
      .verifyMac, .deriveSharedSecret:
      true
    case .createKey, .tagResource, .scheduleKeyDeletion, .cancelKeyDeletion, .enableKey, .disableKey,
      .getParametersForImport, .importKeyMaterial, .deleteImportedKeyMaterial, .generateRandom, .listKeys,
      .createAlias, .updateAlias, .deleteAlias, .listAliases, .untagResource, .listResourceTags,
      .updateKeyDescription, .enableKeyRotation, .disableKeyRotation, .getKeyRotationStatus, .rotateKeyOnDemand,
      .listKeyRotations, .replicateKey, .updatePrimaryRegion, .putKeyPolicy, .getKeyPolicy, .listKeyPolicies,
      .createGrant, .listGrants, .listRetirableGrants, .revokeGrant, .retireGrant, .getKeyLastUsage:
      false
    }
  }

  /// Whether a caller of another account may use it on a key of this one (AWS: the operations' pages, "Cross-account use").
  public var allowsCrossAccountUse: Bool {
    switch self {
    case .describeKey, .getPublicKey, .sign, .verify, .encrypt, .decrypt, .reEncrypt, .generateDataKey,
      .generateDataKeyWithoutPlaintext, .generateDataKeyPair, .generateDataKeyPairWithoutPlaintext, .generateMac,
      .verifyMac, .deriveSharedSecret, .getKeyRotationStatus, .createGrant, .listGrants, .retireGrant, .revokeGrant:
      true
    case .createKey, .tagResource, .scheduleKeyDeletion, .cancelKeyDeletion, .enableKey, .disableKey,
      .getParametersForImport, .importKeyMaterial, .deleteImportedKeyMaterial, .generateRandom, .listKeys,
      .createAlias, .updateAlias, .deleteAlias, .listAliases, .untagResource, .listResourceTags,
      .updateKeyDescription, .enableKeyRotation, .disableKeyRotation, .rotateKeyOnDemand, .listKeyRotations,
      .replicateKey, .updatePrimaryRegion, .putKeyPolicy, .getKeyPolicy, .listKeyPolicies, .listRetirableGrants,
      .getKeyLastUsage:
      false
    }
  }
}
