import Keys

/// Signing, decrypting and encrypting.
extension AwsKmsClient {
  /// Signs a message of at most 4096 bytes, in Canton's protocols a 34-byte multihash: Sign with `MessageType=RAW`.
  public func sign(
    keyID: String, message: [UInt8], algorithm: SigningAlgorithmSpec
  ) async throws -> [UInt8] {
    try CantonRetries.bound(message.count, 4096, "data to sign")
    guard let algorithm = AwsSchemes.signingAlgorithm(algorithm) else {
      let reason = "Unsupported signing algorithm type: \(algorithm.displayName)"
      throw KmsError.signRequestError(.init(keyID: keyID, reason: reason))
    }
    let request = SignRequest(keyID: keyID, message: message, messageType: .raw, signingAlgorithm: algorithm)
    return try await retrying(configuration.failures) {
      let answer = try await self.call(request) { .signError($0) }
      return answer.signature
    }
  }

  /// As ``sign(keyID:message:algorithm:)``: AWS's algorithms say all that it takes.
  public func sign(
    keyID: String, message: [UInt8], algorithm: SigningAlgorithmSpec, keySpec: SigningKeySpec
  ) async throws -> [UInt8] {
    try await sign(keyID: keyID, message: message, algorithm: algorithm)
  }

  /// Decrypts an RSA-2048 block: Decrypt with `RSAES_OAEP_SHA_256`.
  public func decryptAsymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(ciphertext.count, 256, "asymmetric ciphertext")
    return try await decrypt(keyID, ciphertext, .rsaesOaepSha256, limit: 190)
  }

  /// Encrypts at most 4096 bytes with a wrapper key.
  public func encryptSymmetric(keyID: String, plaintext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(plaintext.count, 4096, "symmetric plaintext")
    let request = EncryptRequest(keyID: keyID, plaintext: SecretBytes(plaintext))
    return try await retrying(configuration.failures) {
      let answer = try await self.call(request) { .encryptError($0) }
      return answer.ciphertextBlob
    }
  }

  /// Decrypts what ``encryptSymmetric(keyID:plaintext:)`` made.
  public func decryptSymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(ciphertext.count, 6144, "symmetric ciphertext")
    return try await decrypt(keyID, ciphertext, .symmetricDefault, limit: 4096)
  }

  private func decrypt(
    _ keyID: String, _ ciphertext: [UInt8], _ algorithm: KmsEncryptionAlgorithm, limit: Int
  ) async throws -> [UInt8] {
    let request = DecryptRequest(keyID: keyID, ciphertextBlob: ciphertext, encryptionAlgorithm: algorithm)
    return try await retrying(configuration.failures) {
      let answer = try await self.call(request) { .decryptError($0) }
      guard answer.plaintext.count <= limit else {
        let reason = "plaintext does not adhere to bound: \(limit)"
        throw KmsError.decryptError(.init(keyID: keyID, reason: reason))
      }
      return answer.plaintext.bytes
    }
  }
}
