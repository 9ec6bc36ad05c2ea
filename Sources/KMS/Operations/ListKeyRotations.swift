import Kernel

/// Which materials `ListKeyRotations` lists.
public enum IncludeKeyMaterial: String, CaseIterable, Hashable, Sendable {
  /// Those that a rotation made current.
  case rotationsOnly = "ROTATIONS_ONLY"
  /// The first one and the one that waits for a rotation, too.
  case allKeyMaterial = "ALL_KEY_MATERIAL"
}

/// `ListKeyRotations`: the completed rotations of a symmetric key, oldest first, 100 a page unless told otherwise. Takes a
/// key id or key ARN. Errors: `UnsupportedOperationException` (asymmetric or HMAC), `InvalidMarkerException`,
/// `ValidationException`, `NotFoundException`, `AccessDeniedException`.
public struct ListKeyRotationsRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// Which materials; `ROTATIONS_ONLY` when left out.
  public var includeKeyMaterial: IncludeKeyMaterial
  /// Which page.
  public var paging: KmsPaging

  /// Makes a request.
  public init(
    keyID: String, includeKeyMaterial: IncludeKeyMaterial = .rotationsOnly, paging: KmsPaging = KmsPaging()
  ) {
    self.keyID = keyID
    self.includeKeyMaterial = includeKeyMaterial
    self.paging = paging
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) { paging.validate(&check) }
}

/// A material in the answer of `ListKeyRotations`.
public struct KeyRotation: Hashable, Sendable {
  /// The key's id.
  public let keyID: String
  /// The material's id.
  public let keyMaterialID: String
  /// The importer's text; keys of imported material only.
  public let keyMaterialDescription: String?
  /// Whether imported material is there; keys of imported material only.
  public let importState: KeyImportState?
  /// What the material is to the key.
  public let keyMaterialState: KeyMaterialState
  /// How imported material expires.
  public let expirationModel: ExpirationModel?
  /// When imported material expires.
  public let validTo: Instant?
  /// When the rotation was complete; nil for the first material and one that waits for its rotation.
  public let rotationDate: Instant?
  /// What rotated the key; nil as before.
  public let rotationType: KeyRotationType?
}

extension ListKeyRotationsRequest {
  /// `ListKeyRotations`.
  public static var operation: KmsOperation { .listKeyRotations }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> KmsPage<KeyRotation> {
    try service.listKeyRotations(self, call)
  }
}

extension KeyService {
  func listKeyRotations(
    _ request: ListKeyRotationsRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> KmsPage<KeyRotation> {
    let key = try usableKey(request.keyID, call)
    guard key.canRotate else { throw AwsErrors.rotationUnsupported }
    let isExternal = key.origin == .external
    let all = key.materials
      .filter { request.includeKeyMaterial == .allKeyMaterial || $0.rotationDate != nil }
      .map {
        KeyRotation(
          keyID: key.id, keyMaterialID: $0.identifier, keyMaterialDescription: isExternal ? $0.description : nil,
          importState: isExternal ? $0.held == nil ? .pendingImport : .imported : nil, keyMaterialState: $0.state,
          expirationModel: $0.expirationModel, validTo: $0.validTo, rotationDate: $0.rotationDate,
          rotationType: $0.rotationType)
      }
    let scope = "\(key.id)/\(request.includeKeyMaterial.rawValue)"
    return try ListMarker(.listKeyRotations, scope: scope, instance: configuration.name)
      .page(all, request.paging, size: request.paging.size(default: 100))
  }
}
