import Kernel

/// Whether imported material is new to its key.
public enum KeyImportType: String, CaseIterable, Hashable, Sendable {
  /// It is: the key's first, or one that waits for a rotation on demand.
  case newKeyMaterial = "NEW_KEY_MATERIAL"
  /// The key has it and gets it back, or gets another expiry for it.
  case existingKeyMaterial = "EXISTING_KEY_MATERIAL"
}

/// `ImportKeyMaterial`: unwraps material and gives it to a key of origin `EXTERNAL`, which is `Enabled` when it has all its
/// materials. A second import must be the same material, except that a symmetric key takes new material, which waits for
/// `RotateKeyOnDemand`. Takes a key id or key ARN. Errors: `InvalidImportTokenException` (not this key's token),
/// `ExpiredImportTokenException`, `InvalidCiphertextException` (does not unwrap), `IncorrectKeyMaterialException` (not a
/// key of the key's spec, or not the material that it must be), `ValidationException` (no `ValidTo`, or one that is past
/// or more than 365 days ahead; members that only symmetric keys have), `UnsupportedOperationException`,
/// `KMSInvalidStateException` (another material waits already), `NotFoundException`, `AccessDeniedException`.
public struct ImportKeyMaterialRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// The token of `GetParametersForImport`, 1 to 6144 bytes.
  public var importToken: [UInt8]
  /// The wrapped material, 1 to 6144 bytes.
  public var encryptedKeyMaterial: SecretBytes
  /// Whether the material expires; AWS's default is that it does.
  public var expirationModel: ExpirationModel
  /// When it expires.
  public var validTo: Instant?
  /// Whether the material is new; symmetric keys only. When left out, the first import is and a later one is not.
  public var importType: KeyImportType?
  /// A text for the material, up to 256 characters; symmetric keys only. When left out, the one of before stays.
  public var keyMaterialDescription: String?
  /// The material that this must be, 64 hexadecimal digits; symmetric keys only.
  public var keyMaterialID: String?

  /// Makes a request.
  public init(
    keyID: String, importToken: [UInt8], encryptedKeyMaterial: SecretBytes, expirationModel: ExpirationModel = .expires,
    validTo: Instant? = nil, importType: KeyImportType? = nil, keyMaterialDescription: String? = nil,
    keyMaterialID: String? = nil
  ) {
    self.keyID = keyID
    self.importToken = importToken
    self.encryptedKeyMaterial = encryptedKeyMaterial
    self.expirationModel = expirationModel
    self.validTo = validTo
    self.importType = importType
    self.keyMaterialDescription = keyMaterialDescription
    self.keyMaterialID = keyMaterialID
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.blob(importToken.count, "importToken", 1...6144)
    check.blob(encryptedKeyMaterial.count, "encryptedKeyMaterial", 1...6144)
    if let keyMaterialDescription {
      check.text(keyMaterialDescription, "keyMaterialDescription", 0...256)
      check.text(keyMaterialDescription, "keyMaterialDescription", .materialDescription)
    }
    if let keyMaterialID { check.keyMaterialID(keyMaterialID) }
  }
}

/// The answer of `ImportKeyMaterial`.
public struct ImportKeyMaterialResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The id of the material; symmetric keys only.
  public let keyMaterialID: String?
}

extension ImportKeyMaterialRequest {
  /// `ImportKeyMaterial`.
  public static var operation: KmsOperation { .importKeyMaterial }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> ImportKeyMaterialResponse {
    try service.importKeyMaterial(self, call)
  }
}

extension KeyService {
  func importKeyMaterial(
    _ request: ImportKeyMaterialRequest, _ call: KmsCall
  ) throws(KmsServiceError)
    -> ImportKeyMaterialResponse
  {
    var key = try usableKey(request.keyID, call)
    try checkImportable(key)
    let validTo = try checkExpiry(request, call)
    guard let token = importTokens[request.importToken], token.keyID == key.id else {
      throw AwsErrors.invalidImportToken
    }
    guard call.instant < token.validTo else { throw AwsErrors.expiredImportToken }
    let bytes = try token.wrappingKey.unwrap(request.encryptedKeyMaterial.bytes, token.algorithm, crypto)
    let held = try HeldMaterial.imported(bytes, spec: key.spec, keyID: key.id, crypto: crypto)
    try checkShared(held, key)
    let index = try place(of: held, in: &key, request)
    key.materials[index].take(held, request.expirationModel, validTo: validTo)
    if let text = request.keyMaterialDescription { key.materials[index].description = text }
    if key.state == .pendingImport, key.isComplete { key.state = .enabled }
    store(key)
    return ImportKeyMaterialResponse(keyARN: key.arn, keyMaterialID: key.canRotate ? held.identifier : nil)
  }

  /// Where imported material belongs: among the key's, or as a new one.
  private func place(
    of held: HeldMaterial, in key: inout StoredKey, _ request: ImportKeyMaterialRequest
  ) throws(KmsServiceError) -> Int {
    if !key.canRotate {
      if request.importType != nil { throw AwsErrors.symmetricOnly("ImportType") }
      if request.keyMaterialDescription != nil { throw AwsErrors.symmetricOnly("KeyMaterialDescription") }
      if request.keyMaterialID != nil { throw AwsErrors.symmetricOnly("KeyMaterialId") }
    }
    let there = key.materials.firstIndex { $0.identifier == held.identifier }
    switch request.importType ?? (key.materials.isEmpty ? .newKeyMaterial : .existingKeyMaterial) {
    case .existingKeyMaterial:
      guard let there, request.keyMaterialID ?? held.identifier == held.identifier else {
        throw AwsErrors.incorrectKeyMaterial
      }
      return there
    case .newKeyMaterial:
      guard request.keyMaterialID == nil else {
        throw AwsErrors.validation("KeyMaterialId cannot be specified when ImportType is NEW_KEY_MATERIAL.")
      }
      guard key.pending == nil else {
        // The state is documented, the wording is not recorded.
        throw AwsErrors.invalidKeyState("\(key.arn) already has key material that is pending rotation.")
      }
      guard there == nil else { throw AwsErrors.incorrectKeyMaterial }
      key.materials.append(StoredMaterial(held, state: key.materials.isEmpty ? .current : .pendingRotation))
      return key.materials.count - 1
    }
  }

  private func checkExpiry(_ request: ImportKeyMaterialRequest, _ call: KmsCall) throws(KmsServiceError) -> Instant? {
    switch request.expirationModel {
    case .doesNotExpire:
      guard request.validTo == nil else {
        throw AwsErrors.validation(
          "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE")
      }
      return nil
    case .expires:
      guard let validTo = request.validTo else {
        throw AwsErrors.validation("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
      }
      guard validTo > call.instant else { throw AwsErrors.validation("The validTo date must be in the future") }
      guard validTo <= call.instant + .days(365) else {
        throw AwsErrors.validation("The validTo date must be within 365 days")
      }
      return validTo
    }
  }
}
