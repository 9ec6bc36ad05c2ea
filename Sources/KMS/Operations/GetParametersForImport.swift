import Kernel
import Keys

/// `GetParametersForImport`: hands out a wrapping key and a token for one import into a key of origin `EXTERNAL`, valid
/// for 24 hours. Takes a key id or key ARN. Errors: `UnsupportedOperationException` (another origin, SM2, RSAES_PKCS1_V1_5),
/// `ValidationException` (material that the algorithm cannot wrap), `KMSInvalidStateException`, `NotFoundException`,
/// `AccessDeniedException`.
public struct GetParametersForImportRequest: KmsKeyRequest {
  /// The key.
  public var keyID: String
  /// How the material will be wrapped.
  public var wrappingAlgorithm: KmsWrappingAlgorithm
  /// The kind of the wrapping key.
  public var wrappingKeySpec: KmsWrappingKeySpec

  /// Makes a request.
  public init(
    keyID: String, wrappingAlgorithm: KmsWrappingAlgorithm = .rsaAesKeyWrapSha256,
    wrappingKeySpec: KmsWrappingKeySpec = .rsa2048
  ) {
    self.keyID = keyID
    self.wrappingAlgorithm = wrappingAlgorithm
    self.wrappingKeySpec = wrappingKeySpec
  }
}

/// The answer of `GetParametersForImport`.
public struct GetParametersForImportResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// What `ImportKeyMaterial` must show.
  public let importToken: [UInt8]
  /// The wrapping key as DER SubjectPublicKeyInfo.
  public let publicKey: [UInt8]
  /// Until when token and wrapping key are good.
  public let parametersValidTo: Instant
}

/// What the service remembers of a token.
struct ImportToken: Codable {
  let keyID: String
  let algorithm: KmsWrappingAlgorithm
  let wrappingKey: HeldMaterial
  let validTo: Instant
}

extension GetParametersForImportRequest {
  /// `GetParametersForImport`.
  public static var operation: KmsOperation { .getParametersForImport }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GetParametersForImportResponse
  {
    try service.getParametersForImport(self, call)
  }
}

extension KeyService {
  /// How many wrapping keys take turns. AWS makes a new one for each call; that would be an RSA key generation each.
  static let wrappingKeyCount = 4
  static let importTokenCounter = "import-tokens"
  private static let importTokenSize = 256

  func getParametersForImport(
    _ request: GetParametersForImportRequest, _ call: KmsCall
  ) throws(KmsServiceError)
    -> GetParametersForImportResponse
  {
    let key = try usableKey(request.keyID, call)
    try checkImportable(key)
    // AWS's texts for these three are not recorded.
    guard request.wrappingAlgorithm.method != nil else {
      throw AwsErrors.unsupported("The wrapping algorithm \(request.wrappingAlgorithm.rawValue) is not supported.")
    }
    guard let bits = request.wrappingKeySpec.bits else {
      throw AwsErrors.unsupported("The wrapping key spec \(request.wrappingKeySpec.rawValue) is not supported.")
    }
    guard request.wrappingAlgorithm.takes(key.spec, under: request.wrappingKeySpec) else {
      throw AwsErrors.validation(
        "The wrapping algorithm \(request.wrappingAlgorithm.rawValue) is not valid for key spec \(key.spec.rawValue).")
    }
    let turn = nextOrdinal(Self.importTokenCounter) % Self.wrappingKeyCount
    let wrappingKey = try HeldMaterial.wrappingKey(
      turn, bits: bits, instance: configuration.name, crypto: crypto)
    guard let publicKey = wrappingKey.publicKey else { throw AwsErrors.internalFailure }
    let validTo = call.instant + .hours(24)
    let token = tokenStream.bytes(Self.importTokenSize)
    importTokens[token] = ImportToken(
      keyID: key.id, algorithm: request.wrappingAlgorithm, wrappingKey: wrappingKey, validTo: validTo)
    return GetParametersForImportResponse(
      keyARN: key.arn, importToken: token, publicKey: publicKey.subjectPublicKeyInfo, parametersValidTo: validTo)
  }

  /// Passes over tokens that were handed out before a restart.
  func skipImportTokens(_ count: UInt64) {
    for _ in 0..<count { _ = tokenStream.bytes(Self.importTokenSize) }
  }

  /// Throws unless the key takes imported material.
  func checkImportable(_ key: StoredKey) throws(KmsServiceError) {
    guard key.origin == .external else { throw AwsErrors.wrongOrigin(key.arn, key.origin) }
  }
}
