import Kernel

/// `ImportKeyMaterial`: unwraps material and gives it to a key of origin `EXTERNAL`, which is `Enabled` then. A second
/// import must be the same material. Takes a key id or key ARN. Errors: `InvalidImportTokenException` (not this key's
/// token), `ExpiredImportTokenException`, `InvalidCiphertextException` (does not unwrap),
/// `IncorrectKeyMaterialException` (not a key of the key's spec, or other material than before), `ValidationException`
/// (no `ValidTo`, or one that is past or more than 365 days ahead), `UnsupportedOperationException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
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

  /// Makes a request.
  public init(
    keyID: String, importToken: [UInt8], encryptedKeyMaterial: SecretBytes, expirationModel: ExpirationModel = .expires,
    validTo: Instant? = nil
  ) {
    self.keyID = keyID
    self.importToken = importToken
    self.encryptedKeyMaterial = encryptedKeyMaterial
    self.expirationModel = expirationModel
    self.validTo = validTo
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    check.blob(importToken.count, "importToken", 1...6144)
    check.blob(encryptedKeyMaterial.count, "encryptedKeyMaterial", 1...6144)
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
    let material = try HeldMaterial.imported(bytes, spec: key.spec, crypto: crypto)
    guard key.importedFingerprint == nil || key.importedFingerprint == material.identifier else {
      throw AwsErrors.incorrectKeyMaterial
    }
    key.material = material
    key.importedFingerprint = material.identifier
    key.expirationModel = request.expirationModel
    key.validTo = validTo
    if key.state == .pendingImport { key.state = .enabled }
    store(key)
    return ImportKeyMaterialResponse(
      keyARN: key.arn, keyMaterialID: key.spec == .symmetricDefault ? material.identifier : nil)
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
