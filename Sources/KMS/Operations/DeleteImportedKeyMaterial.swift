/// `DeleteImportedKeyMaterial`: forgets imported material, the current one unless another is named. The key waits in
/// `PendingImport` for the same material then, or stays in `PendingDeletion`. Material that waits for a rotation is gone
/// for good and leaves the key as it is. Material that is not there is no error. Takes a key id or key ARN. Errors:
/// `UnsupportedOperationException` (another origin), `ValidationException`, `KMSInvalidStateException`,
/// `NotFoundException` (key or material), `AccessDeniedException`.
public struct DeleteImportedKeyMaterialRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// The material, 64 hexadecimal digits; nil for the current one.
  public var keyMaterialID: String?

  /// Makes a request.
  public init(keyID: String, keyMaterialID: String? = nil) {
    self.keyID = keyID
    self.keyMaterialID = keyMaterialID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { keyMaterialID.map { check.keyMaterialID($0) } }
}

/// The answer of `DeleteImportedKeyMaterial`.
public struct DeleteImportedKeyMaterialResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The material's id; symmetric keys that have a material only.
  public let keyMaterialID: String?
}

extension DeleteImportedKeyMaterialRequest {
  /// `DeleteImportedKeyMaterial`.
  public static var operation: KmsOperation { .deleteImportedKeyMaterial }

  /// Carries the request out.
  public func perform(
    by service: KeyService, _ call: KmsCall
  ) throws(KmsServiceError) -> DeleteImportedKeyMaterialResponse {
    try service.deleteImportedKeyMaterial(self, call)
  }
}

extension KeyService {
  func deleteImportedKeyMaterial(
    _ request: DeleteImportedKeyMaterialRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> DeleteImportedKeyMaterialResponse {
    var key = try usableKey(request.keyID, call)
    try checkImportable(key)
    guard key.canRotate || request.keyMaterialID == nil else { throw AwsErrors.symmetricOnly("KeyMaterialId") }
    guard let identifier = request.keyMaterialID ?? key.current?.identifier else {
      return DeleteImportedKeyMaterialResponse(keyARN: key.arn, keyMaterialID: nil)
    }
    guard let index = key.materials.firstIndex(where: { $0.identifier == identifier }) else {
      throw AwsErrors.notFound("Key material '\(identifier)' does not exist")
    }
    if key.materials[index].state.isPermanent {
      key.materials[index].drop()
    } else {
      key.materials.remove(at: index)
    }
    key.awaitMaterial()
    store(key)
    return DeleteImportedKeyMaterialResponse(keyARN: key.arn, keyMaterialID: key.canRotate ? identifier : nil)
  }
}
