/// The operations that AWS's JSON front end answers: one line each.
public enum AwsWireCatalogue {
  /// By name.
  static let requests: [any AwsWireRequest.Type] = [
    CancelKeyDeletionRequest.self,
    CreateAliasRequest.self,
    CreateGrantRequest.self,
    CreateKeyRequest.self,
    DecryptRequest.self,
    DeleteAliasRequest.self,
    DeleteImportedKeyMaterialRequest.self,
    DeriveSharedSecretRequest.self,
    DescribeKeyRequest.self,
    DisableKeyRequest.self,
    DisableKeyRotationRequest.self,
    EnableKeyRequest.self,
    EnableKeyRotationRequest.self,
    EncryptRequest.self,
    GenerateDataKeyRequest.self,
    GenerateDataKeyPairRequest.self,
    GenerateDataKeyPairWithoutPlaintextRequest.self,
    GenerateDataKeyWithoutPlaintextRequest.self,
    GenerateMacRequest.self,
    GenerateRandomRequest.self,
    GetKeyLastUsageRequest.self,
    GetKeyPolicyRequest.self,
    GetKeyRotationStatusRequest.self,
    GetParametersForImportRequest.self,
    GetPublicKeyRequest.self,
    ImportKeyMaterialRequest.self,
    ListAliasesRequest.self,
    ListGrantsRequest.self,
    ListKeyPoliciesRequest.self,
    ListKeyRotationsRequest.self,
    ListKeysRequest.self,
    ListResourceTagsRequest.self,
    ListRetirableGrantsRequest.self,
    PutKeyPolicyRequest.self,
    ReEncryptRequest.self,
    ReplicateKeyRequest.self,
    RetireGrantRequest.self,
    RevokeGrantRequest.self,
    RotateKeyOnDemandRequest.self,
    ScheduleKeyDeletionRequest.self,
    SignRequest.self,
    TagResourceRequest.self,
    UntagResourceRequest.self,
    UpdateAliasRequest.self,
    UpdateKeyDescriptionRequest.self,
    UpdatePrimaryRegionRequest.self,
    VerifyRequest.self,
    VerifyMacRequest.self,
  ]

  private static let byName = Dictionary(requests.map { ($0.operation.rawValue, $0) }) { first, _ in first }

  /// The request of an operation; nil for a name that is not there.
  static func request(named name: String) -> (any AwsWireRequest.Type)? { byName[name] }

  /// An operation with the paths of its members in AWS's spelling.
  public struct Entry: Hashable, Sendable {
    /// The operation.
    public let operation: KmsOperation
    /// What it reads of a request.
    public let request: AwsWireNotes
    /// What it can write into an answer, for instance `KeyMetadata` and `KeyMetadata.Arn`.
    public let answer: [String]
  }

  /// All operations with their members, by name. Throws when a request cannot be read from an empty object.
  public static func entries() throws(KmsServiceError) -> [Entry] {
    var entries: [Entry] = []
    for type in requests { entries.append(try entry(of: type)) }
    return entries
  }

  private static func entry<Request: AwsWireRequest>(of type: Request.Type) throws(KmsServiceError) -> Entry {
    Entry(
      operation: Request.operation, request: try Request.shape(), answer: Request.answer.flatMap(\.paths))
  }
}
