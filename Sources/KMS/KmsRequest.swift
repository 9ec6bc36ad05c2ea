/// A typed request, one case for each operation. The operation's file describes its fields.
public enum KmsRequest: Hashable, Sendable {
  /// See ``CreateKeyRequest``.
  case createKey(CreateKeyRequest)
  /// See ``TagResourceRequest``.
  case tagResource(TagResourceRequest)
  /// See ``DescribeKeyRequest``.
  case describeKey(DescribeKeyRequest)
  /// See ``GetPublicKeyRequest``.
  case getPublicKey(GetPublicKeyRequest)
  /// See ``SignRequest``.
  case sign(SignRequest)
  /// See ``VerifyRequest``.
  case verify(VerifyRequest)
  /// See ``EncryptRequest``.
  case encrypt(EncryptRequest)
  /// See ``DecryptRequest``.
  case decrypt(DecryptRequest)
  /// See ``GenerateDataKeyRequest``.
  case generateDataKey(GenerateDataKeyRequest)
  /// See ``ScheduleKeyDeletionRequest``.
  case scheduleKeyDeletion(ScheduleKeyDeletionRequest)
  /// See ``CancelKeyDeletionRequest``.
  case cancelKeyDeletion(CancelKeyDeletionRequest)
  /// See ``EnableKeyRequest``.
  case enableKey(EnableKeyRequest)
  /// See ``DisableKeyRequest``.
  case disableKey(DisableKeyRequest)
  /// See ``GetParametersForImportRequest``.
  case getParametersForImport(GetParametersForImportRequest)
  /// See ``ImportKeyMaterialRequest``.
  case importKeyMaterial(ImportKeyMaterialRequest)

  /// The operation that the request is for.
  public var operation: KmsOperation {
    switch self {
    case .createKey: .createKey
    case .tagResource: .tagResource
    case .describeKey: .describeKey
    case .getPublicKey: .getPublicKey
    case .sign: .sign
    case .verify: .verify
    case .encrypt: .encrypt
    case .decrypt: .decrypt
    case .generateDataKey: .generateDataKey
    case .scheduleKeyDeletion: .scheduleKeyDeletion
    case .cancelKeyDeletion: .cancelKeyDeletion
    case .enableKey: .enableKey
    case .disableKey: .disableKey
    case .getParametersForImport: .getParametersForImport
    case .importKeyMaterial: .importKeyMaterial
    }
  }

  /// The `KeyId` as the caller wrote it; nil for `CreateKey` and for a `Decrypt` that leaves it to the ciphertext.
  public var keyID: String? {
    switch self {
    case .createKey: nil
    case .tagResource(let request): request.keyID
    case .describeKey(let request): request.keyID
    case .getPublicKey(let request): request.keyID
    case .sign(let request): request.keyID
    case .verify(let request): request.keyID
    case .encrypt(let request): request.keyID
    case .decrypt(let request): request.keyID
    case .generateDataKey(let request): request.keyID
    case .scheduleKeyDeletion(let request): request.keyID
    case .cancelKeyDeletion(let request): request.keyID
    case .enableKey(let request): request.keyID
    case .disableKey(let request): request.keyID
    case .getParametersForImport(let request): request.keyID
    case .importKeyMaterial(let request): request.keyID
    }
  }
}

/// A typed answer, one case for each operation that answers with members.
public enum KmsResponse: Hashable, Sendable {
  /// Answer of `CreateKey`.
  case createKey(KeyMetadata)
  /// Answer of `DescribeKey`.
  case describeKey(KeyMetadata)
  /// Answer of `GetPublicKey`.
  case getPublicKey(GetPublicKeyResponse)
  /// Answer of `Sign`.
  case sign(SignResponse)
  /// Answer of `Verify`: the signature is valid; an invalid one is an error.
  case verify(VerifyResponse)
  /// Answer of `Encrypt`.
  case encrypt(EncryptResponse)
  /// Answer of `Decrypt`.
  case decrypt(DecryptResponse)
  /// Answer of `GenerateDataKey`.
  case generateDataKey(GenerateDataKeyResponse)
  /// Answer of `ScheduleKeyDeletion`.
  case scheduleKeyDeletion(ScheduleKeyDeletionResponse)
  /// Answer of `CancelKeyDeletion`: the key's ARN.
  case cancelKeyDeletion(keyARN: String)
  /// Answer of `GetParametersForImport`.
  case getParametersForImport(GetParametersForImportResponse)
  /// Answer of `ImportKeyMaterial`.
  case importKeyMaterial(ImportKeyMaterialResponse)
  /// Answer of `TagResource`, `EnableKey` and `DisableKey`, which have no members.
  case empty
}
