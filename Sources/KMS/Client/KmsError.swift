/// Canton's errors of KMS operations (canton.md section 7.2). Only a retryable one is tried again; what reaches the
/// caller is final.
public enum KmsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What an error says.
  public struct Detail: Hashable, Sendable {
    /// The key that the operation named.
    public let keyID: String?
    /// Why it failed.
    public let reason: String
    /// Whether Canton tries again.
    public let retryable: Bool
    /// The service's answer, if there was one.
    public let cause: KmsServiceError?

    /// Makes a detail.
    public init(keyID: String? = nil, reason: String, retryable: Bool = false, cause: KmsServiceError? = nil) {
      self.keyID = keyID
      self.reason = reason
      self.retryable = retryable
      self.cause = cause
    }
  }

  /// A key could not be made.
  case createKeyError(Detail)
  /// A key's metadata could not be read for good.
  case cannotFindKey(Detail)
  /// A key is not enabled.
  case keyDisabled(Detail)
  /// A public key could not be read, or is not for the purpose.
  case getPublicKeyError(Detail)
  /// A symmetric encryption failed.
  case encryptError(Detail)
  /// A decryption failed.
  case decryptError(Detail)
  /// A signature failed.
  case signError(Detail)
  /// A signature could not be asked for.
  case signRequestError(Detail)
  /// A deletion failed.
  case deleteKeyError(Detail)
  /// A key's metadata could not be read.
  case retrieveKeyMetadataError(Detail)
  /// A public key of the KMS is not one that Canton can use.
  case failedConversionError(Detail)

  /// Canton's name, for instance `KmsSignError`.
  public var name: String {
    switch self {
    case .createKeyError: "KmsCreateKeyError"
    case .cannotFindKey: "KmsCannotFindKeyError"
    case .keyDisabled: "KmsKeyDisabledError"
    case .getPublicKeyError: "KmsGetPublicKeyError"
    case .encryptError: "KmsEncryptError"
    case .decryptError: "KmsDecryptError"
    case .signError: "KmsSignError"
    case .signRequestError: "KmsSignRequestError"
    case .deleteKeyError: "KmsDeleteKeyError"
    case .retrieveKeyMetadataError: "KmsRetrieveKeyMetadataError"
    case .failedConversionError: "KmsFailedConversionError"
    }
  }

  /// What it says.
  public var detail: Detail {
    switch self {
    case .createKeyError(let detail), .cannotFindKey(let detail), .keyDisabled(let detail),
      .getPublicKeyError(let detail),
      .encryptError(let detail), .decryptError(let detail), .signError(let detail), .signRequestError(let detail),
      .deleteKeyError(let detail), .retrieveKeyMetadataError(let detail), .failedConversionError(let detail):
      detail
    }
  }

  /// Whether Canton tries again.
  public var retryable: Bool { detail.retryable }
  /// The service's answer, if there was one.
  public var cause: KmsServiceError? { detail.cause }

  /// As Canton prints it: `KmsSignError(keyId = …, reason = …)`.
  public var description: String {
    let key = detail.keyID.map { "keyId = \($0), " } ?? ""
    return "\(name)(\(key)reason = \(detail.reason))"
  }
}

/// A size that Canton checks before it calls the KMS (canton.md section 1.4): no call was made.
public struct KmsInvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, without any content.
  public let reason: String
  /// The reason.
  public var description: String { reason }
}
