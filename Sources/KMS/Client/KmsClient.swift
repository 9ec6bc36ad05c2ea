import Keys

/// What a Canton node asks of its KMS, whoever's it is: Canton's trait `Kms` (canton.md section 7.1). Sizes, retries and
/// errors are Canton's, what is called is the vendor's.
///
/// Each operation runs inside a flow of the node's incarnation and throws ``KmsError`` for good,
/// ``KmsInvariantViolation`` for bytes that Canton would not send, or `NodeStopped`.
public protocol KmsClient: AnyObject {
  /// Makes a signing key and waits until it is active. Answers the key's id at the KMS. `KmsCreateKeyError` without a
  /// call for a spec that the vendor's integration does not make.
  func generateSigningKeyPair(spec: SigningKeySpec, name: String) async throws -> String
  /// Makes an RSA-2048 key for decryption.
  func generateEncryptionKeyPair(name: String) async throws -> String
  /// Makes a symmetric key, which Canton uses as wrapper key.
  func generateSymmetricKey(name: String) async throws -> String
  /// Throws unless the key exists (`KmsCannotFindKeyError`) and is active (`KmsKeyDisabledError`).
  func keyExistsAndIsActive(_ keyID: String) async throws
  /// Reads a signing key's public part; `KmsGetPublicKeyError` for a key that Canton does not sign with.
  func publicSigningKey(_ keyID: String, usage: SigningKeyUsages) async throws -> SigningPublicKey
  /// Reads an encryption key's public part.
  func publicEncryptionKey(_ keyID: String) async throws -> EncryptionPublicKey
  /// Signs a message of at most 4096 bytes, in Canton's protocols a 34-byte multihash.
  func sign(
    keyID: String, message: [UInt8], algorithm: SigningAlgorithmSpec, keySpec: SigningKeySpec
  ) async throws -> [UInt8]
  /// Decrypts an RSA-2048 block.
  func decryptAsymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8]
  /// Encrypts at most 4096 bytes with a wrapper key.
  func encryptSymmetric(keyID: String, plaintext: [UInt8]) async throws -> [UInt8]
  /// Decrypts what ``encryptSymmetric(keyID:plaintext:)`` made.
  func decryptSymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8]
  /// Lets the KMS delete the key after its waiting period.
  func deleteKey(keyID: String) async throws
  /// The lines of the node's KMS audit log so far; none unless it is switched on.
  var auditLines: [String] { get }
}
