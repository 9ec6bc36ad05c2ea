/// The methods of `google.cloud.kms.v1.KeyManagementService`, of locations and of IAM, by their names in gRPC.
public enum GcpMethod: String, CaseIterable, Hashable, Sendable {
  /// Lists the locations of a project.
  case listLocations = "ListLocations"
  /// Gives a location.
  case getLocation = "GetLocation"
  /// Draws random bytes in the HSMs of a location.
  case generateRandomBytes = "GenerateRandomBytes"
  /// Makes a key ring.
  case createKeyRing = "CreateKeyRing"
  /// Gives a key ring.
  case getKeyRing = "GetKeyRing"
  /// Lists the key rings of a location.
  case listKeyRings = "ListKeyRings"
  /// Makes a key, and its first version unless told otherwise.
  case createCryptoKey = "CreateCryptoKey"
  /// Gives a key.
  case getCryptoKey = "GetCryptoKey"
  /// Lists the keys of a key ring.
  case listCryptoKeys = "ListCryptoKeys"
  /// Changes a key.
  case updateCryptoKey = "UpdateCryptoKey"
  /// Chooses the version that encrypts.
  case updateCryptoKeyPrimaryVersion = "UpdateCryptoKeyPrimaryVersion"
  /// Makes a version of a key.
  case createCryptoKeyVersion = "CreateCryptoKeyVersion"
  /// Imports a version of a key.
  case importCryptoKeyVersion = "ImportCryptoKeyVersion"
  /// Gives a version.
  case getCryptoKeyVersion = "GetCryptoKeyVersion"
  /// Lists the versions of a key.
  case listCryptoKeyVersions = "ListCryptoKeyVersions"
  /// Enables or disables a version.
  case updateCryptoKeyVersion = "UpdateCryptoKeyVersion"
  /// Schedules the end of a version.
  case destroyCryptoKeyVersion = "DestroyCryptoKeyVersion"
  /// Takes that back.
  case restoreCryptoKeyVersion = "RestoreCryptoKeyVersion"
  /// Gives the public key of a version.
  case getPublicKey = "GetPublicKey"
  /// Encrypts.
  case encrypt = "Encrypt"
  /// Decrypts.
  case decrypt = "Decrypt"
  /// Signs.
  case asymmetricSign = "AsymmetricSign"
  /// Decrypts with a private key.
  case asymmetricDecrypt = "AsymmetricDecrypt"
  /// Computes a MAC.
  case macSign = "MacSign"
  /// Checks a MAC.
  case macVerify = "MacVerify"
  /// Encrypts with a vector that the caller sees.
  case rawEncrypt = "RawEncrypt"
  /// Decrypts that.
  case rawDecrypt = "RawDecrypt"
  /// Makes an import job.
  case createImportJob = "CreateImportJob"
  /// Gives an import job.
  case getImportJob = "GetImportJob"
  /// Lists the import jobs of a key ring.
  case listImportJobs = "ListImportJobs"
  /// Gives the IAM policy of a resource.
  case getIamPolicy = "GetIamPolicy"
  /// Replaces the IAM policy of a resource.
  case setIamPolicy = "SetIamPolicy"
  /// Says which permissions the caller has on a resource.
  case testIamPermissions = "TestIamPermissions"

  /// What a method does to the service, by which quotas count it.
  public enum Class: Hashable, Sendable {
    /// Reads.
    case read
    /// Writes.
    case write
    /// Computes with a key.
    case crypto
  }

  /// How quotas count it. Model: *Quotas*, Cloud KMS; testIamPermissions and getPublicKey as listed there.
  public var quotaClass: Class {
    switch self {
    case .listLocations, .getLocation, .getKeyRing, .listKeyRings, .getCryptoKey, .listCryptoKeys,
      .getCryptoKeyVersion, .listCryptoKeyVersions, .getImportJob, .listImportJobs, .getIamPolicy,
      .testIamPermissions:
      .read
    case .createKeyRing, .createCryptoKey, .updateCryptoKey, .updateCryptoKeyPrimaryVersion,
      .createCryptoKeyVersion, .importCryptoKeyVersion, .updateCryptoKeyVersion, .destroyCryptoKeyVersion,
      .restoreCryptoKeyVersion, .createImportJob, .setIamPolicy:
      .write
    case .generateRandomBytes, .getPublicKey, .encrypt, .decrypt, .asymmetricSign, .asymmetricDecrypt, .macSign,
      .macVerify, .rawEncrypt, .rawDecrypt:
      .crypto
    }
  }

  /// The kinds of resource that a request may name.
  public var resourceKinds: [GcpResourceName.Kind] {
    switch self {
    case .listLocations: [.project]
    case .getLocation, .generateRandomBytes, .createKeyRing, .listKeyRings: [.location]
    case .getKeyRing, .createCryptoKey, .listCryptoKeys, .createImportJob, .listImportJobs: [.keyRing]
    case .getCryptoKey, .updateCryptoKey, .updateCryptoKeyPrimaryVersion, .createCryptoKeyVersion,
      .importCryptoKeyVersion, .listCryptoKeyVersions, .decrypt:
      [.cryptoKey]
    case .encrypt: [.cryptoKey, .cryptoKeyVersion]
    case .getCryptoKeyVersion, .updateCryptoKeyVersion, .destroyCryptoKeyVersion, .restoreCryptoKeyVersion,
      .getPublicKey, .asymmetricSign, .asymmetricDecrypt, .macSign, .macVerify, .rawEncrypt, .rawDecrypt:
      [.cryptoKeyVersion]
    case .getImportJob: [.importJob]
    case .getIamPolicy, .setIamPolicy, .testIamPermissions: [.keyRing, .cryptoKey, .importJob]
    }
  }

  /// The permission that it takes; nil for `TestIamPermissions`, which takes none.
  public func permission(on kind: GcpResourceName.Kind) -> GcpPermission? {
    switch self {
    case .listLocations: .locationsList
    case .getLocation: .locationsGet
    case .generateRandomBytes: .locationsGenerateRandomBytes
    case .createKeyRing: .keyRingsCreate
    case .getKeyRing: .keyRingsGet
    case .listKeyRings: .keyRingsList
    case .createCryptoKey: .cryptoKeysCreate
    case .getCryptoKey: .cryptoKeysGet
    case .listCryptoKeys: .cryptoKeysList
    case .updateCryptoKey, .updateCryptoKeyPrimaryVersion: .cryptoKeysUpdate
    case .createCryptoKeyVersion, .importCryptoKeyVersion: .cryptoKeyVersionsCreate
    case .getCryptoKeyVersion: .cryptoKeyVersionsGet
    case .listCryptoKeyVersions: .cryptoKeyVersionsList
    case .updateCryptoKeyVersion: .cryptoKeyVersionsUpdate
    case .destroyCryptoKeyVersion: .cryptoKeyVersionsDestroy
    case .restoreCryptoKeyVersion: .cryptoKeyVersionsRestore
    case .getPublicKey: .cryptoKeyVersionsViewPublicKey
    case .encrypt, .rawEncrypt: .cryptoKeyVersionsUseToEncrypt
    case .decrypt, .asymmetricDecrypt, .rawDecrypt: .cryptoKeyVersionsUseToDecrypt
    case .asymmetricSign, .macSign: .cryptoKeyVersionsUseToSign
    case .macVerify: .cryptoKeyVersionsUseToVerify
    case .createImportJob: .importJobsCreate
    case .getImportJob: .importJobsGet
    case .listImportJobs: .importJobsList
    case .testIamPermissions: nil
    case .getIamPolicy:
      switch kind {
      case .cryptoKey, .cryptoKeyVersion: .cryptoKeysGetIamPolicy
      case .importJob: .importJobsGetIamPolicy
      case .keyRing, .location, .project: .keyRingsGetIamPolicy
      }
    case .setIamPolicy:
      switch kind {
      case .cryptoKey, .cryptoKeyVersion: .cryptoKeysSetIamPolicy
      case .importJob: .importJobsSetIamPolicy
      case .keyRing, .location, .project: .keyRingsSetIamPolicy
      }
    }
  }

  /// The resource that a refusal names: the key for the use of a version (recorded), else what the request names.
  func permissionResource(_ name: GcpResourceName) -> GcpResourceName {
    switch self {
    case .encrypt, .decrypt, .asymmetricSign, .asymmetricDecrypt, .macSign, .macVerify, .rawEncrypt, .rawDecrypt:
      name.enclosing(.cryptoKey) ?? name
    default: name
    }
  }
}
