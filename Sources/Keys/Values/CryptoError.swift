/// Why a cryptographic operation failed. None of them is retryable: the same call fails again.
public enum CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The key's usage has nothing in common with what it was asked to sign or verify.
  case invalidKeyUsage
  /// The usage set is not one that a key may have.
  case invalidUsageSet
  /// The key spec does not exist or is not one that the operation handles.
  case unsupportedKeySpec
  /// No allowed algorithm works with the key spec.
  case noMatchingAlgorithmSpec
  /// The algorithm does not work with the key's spec (`KeyAlgoSpecsMismatch`).
  case keyAlgorithmMismatch
  /// The signature's format is not the algorithm's.
  case invalidSignatureFormat
  /// The signature names another key than the one given (`SignatureWithWrongKey`).
  case signatureWithWrongKey
  /// The signature does not match the message.
  case invalidSignature
  /// The ciphertext was not made for this key, or was changed.
  case decryptionFailed
  /// The plaintext is longer than the scheme takes.
  case plaintextTooLong(limit: Int)
  /// The digest does not have the length of the algorithm's hash.
  case wrongDigestLength(expected: Int)
  /// The key is not for this purpose (a signing key asked to decrypt, for instance).
  case wrongKeyPurpose
  /// The bytes are not a key of the kind expected; the text says what is wrong and holds no key bytes.
  case malformedKey(String)
  /// OpenSSL or the file system refused; the text says what and holds no key bytes.
  case operationFailed(String)

  /// What went wrong, without key bytes.
  public var description: String {
    switch self {
    case .invalidKeyUsage: "the key's usage does not allow this operation"
    case .invalidUsageSet: "no key may have this set of usages"
    case .unsupportedKeySpec: "the key spec is not supported"
    case .noMatchingAlgorithmSpec: "no allowed algorithm works with the key spec"
    case .keyAlgorithmMismatch: "the algorithm does not work with the key spec"
    case .invalidSignatureFormat: "the signature's format is not the algorithm's"
    case .signatureWithWrongKey: "the signature was made by another key"
    case .invalidSignature: "the signature does not match the message"
    case .decryptionFailed: "the ciphertext cannot be decrypted with this key"
    case .plaintextTooLong(let limit): "the plaintext is longer than \(limit) bytes"
    case .wrongDigestLength(let expected): "the digest does not have \(expected) bytes"
    case .wrongKeyPurpose: "the key has another purpose"
    case .malformedKey(let reason): "malformed key: \(reason)"
    case .operationFailed(let reason): reason
    }
  }
}
