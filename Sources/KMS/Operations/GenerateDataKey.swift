import Kernel

/// The length of a data key by name.
public enum DataKeySpec: String, CaseIterable, Hashable, Sendable {
  /// 16 bytes.
  case aes128 = "AES_128"
  /// 32 bytes.
  case aes256 = "AES_256"

  /// Bytes of the data key.
  public var size: Int {
    switch self {
    case .aes128: 16
    case .aes256: 32
    }
  }
}

/// `GenerateDataKey`: makes a random key and encrypts it with a symmetric key. Exactly one of `keySpec` and
/// `numberOfBytes` is set. Errors: `ValidationException`, `InvalidKeyUsageException`, `DisabledException`,
/// `KMSInvalidStateException`, `NotFoundException`, `AccessDeniedException`.
public struct GenerateDataKeyRequest: KmsKeyRequest {
  /// The symmetric key that encrypts.
  public var keyID: String
  /// The length by name.
  public var keySpec: DataKeySpec?
  /// The length, 1 to 1024.
  public var numberOfBytes: Int?
  /// Associated data; decryption needs the same.
  public var encryptionContext: [String: String]
  /// Grant tokens, at most ten.
  public var grantTokens: [String] = []
  /// Only asks whether the request would succeed.
  public var isDryRun = false

  /// Makes a request.
  public init(
    keyID: String, keySpec: DataKeySpec? = nil, numberOfBytes: Int? = nil, encryptionContext: [String: String] = [:]
  ) {
    self.keyID = keyID
    self.keySpec = keySpec
    self.numberOfBytes = numberOfBytes
    self.encryptionContext = encryptionContext
  }

  /// Checks the members.
  public func validate(_ check: inout AwsValidation) {
    if let numberOfBytes { check.number(numberOfBytes, "numberOfBytes", 1...1024) }
  }
}

/// The answer of `GenerateDataKey`.
public struct GenerateDataKeyResponse: Hashable, Sendable {
  /// The key's ARN.
  public let keyARN: String
  /// The data key, encrypted.
  public let ciphertextBlob: [UInt8]
  /// The data key.
  public let plaintext: SecretBytes
  /// The id of the material that encrypted it.
  public let keyMaterialID: String?
}

extension GenerateDataKeyRequest {
  /// `GenerateDataKey`.
  public static var operation: KmsOperation { .generateDataKey }

  /// Carries the request out.
  public func perform(by service: KeyService, _ call: KmsCall) throws(KmsServiceError) -> GenerateDataKeyResponse {
    try service.generateDataKey(self, call)
  }
}

extension KeyService {
  func generateDataKey(
    _ request: GenerateDataKeyRequest, _ call: KmsCall
  ) throws(KmsServiceError) -> GenerateDataKeyResponse {
    let key = try usableKey(request.keyID, call)
    try checkEncryption(key, .symmetricDefault, .generateDataKey)
    let size = try dataKeySize(request.keySpec, request.numberOfBytes)
    try endDryRun(request)
    let plaintext = dataKey(size, keyID: key.id)
    return GenerateDataKeyResponse(
      keyARN: key.arn, ciphertextBlob: try seal(plaintext, with: key, context: request.encryptionContext),
      plaintext: SecretBytes(plaintext), keyMaterialID: try material(of: key).identifier)
  }

  /// The bytes of a data key, of which a request says either a name or a number.
  func dataKeySize(_ spec: DataKeySpec?, _ numberOfBytes: Int?) throws(KmsServiceError) -> Int {
    switch (spec, numberOfBytes) {
    case (let spec?, nil): return spec.size
    case (nil, let count?): return count
    case (nil, nil), (.some, .some):
      throw AwsErrors.validation("Please specify either number of bytes or key spec.")
    }
  }

  /// Data keys of one key come from a stream of their own, so that other keys' calls do not change them.
  func dataKey(_ size: Int, keyID: String) -> [UInt8] {
    let name = "data-key/\(keyID)"
    var stream = stream("\(name)/\(nextOrdinal(name))")
    return stream.bytes(size)
  }
}
