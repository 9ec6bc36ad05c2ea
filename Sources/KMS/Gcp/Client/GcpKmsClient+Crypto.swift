import Keys

/// Signing, decrypting and encrypting.
extension GcpKmsClient {
  /// Signs a message of at most 4096 bytes: AsymmetricSign of version 1, with the data and never a digest.
  public func sign(
    keyID: String, message: [UInt8], algorithm: SigningAlgorithmSpec, keySpec: SigningKeySpec
  ) async throws -> [UInt8] {
    try CantonRetries.bound(message.count, 4096, "data to sign")
    guard let name = GcpSchemes.algorithm(algorithm, keySpec) else {
      let reason = "unsupported signing key spec \(keySpec.displayName) for algorithm \(algorithm.displayName)"
      throw KmsError.signError(.init(keyID: keyID, reason: reason))
    }
    return try await retrying(configuration.failures) {
      let answer = try await self.call(
        GcpAsymmetricSign(name: self.version(keyID), data: message),
        .sign(id: keyID, messageType: "data", algorithm: name.rawValue), keyID: keyID
      ) { .signError($0) }
      return answer.signature
    }
  }

  /// Decrypts an RSA-2048 block: AsymmetricDecrypt of version 1.
  public func decryptAsymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(ciphertext.count, 256, "asymmetric ciphertext")
    return try await retrying(configuration.failures) {
      let answer = try await self.call(
        GcpAsymmetricDecrypt(name: self.version(keyID), ciphertext: ciphertext),
        .decrypt(id: keyID, algorithm: GcpSchemes.encryption.rawValue), keyID: keyID
      ) { .decryptError($0) }
      return try Self.bounded(answer.plaintext, 190, keyID)
    }
  }

  /// Encrypts at most 4096 bytes with the primary version of a wrapper key: Encrypt.
  public func encryptSymmetric(keyID: String, plaintext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(plaintext.count, 4096, "symmetric plaintext")
    return try await retrying(configuration.failures) {
      let answer = try await self.call(
        GcpEncrypt(name: self.key(keyID), plaintext: SecretBytes(plaintext)),
        .encrypt(id: keyID, algorithm: GcpSchemes.symmetric.rawValue), keyID: keyID
      ) { .encryptError($0) }
      return answer.ciphertext
    }
  }

  /// Decrypts what ``encryptSymmetric(keyID:plaintext:)`` made: Decrypt, whichever version did.
  public func decryptSymmetric(keyID: String, ciphertext: [UInt8]) async throws -> [UInt8] {
    try CantonRetries.bound(ciphertext.count, 6144, "symmetric ciphertext")
    return try await retrying(configuration.failures) {
      let answer = try await self.call(
        GcpDecrypt(name: self.key(keyID), ciphertext: ciphertext),
        .decrypt(id: keyID, algorithm: GcpSchemes.symmetric.rawValue), keyID: keyID
      ) { .decryptError($0) }
      return try Self.bounded(answer.plaintext, 4096, keyID)
    }
  }

  private static func bounded(_ plaintext: SecretBytes, _ limit: Int, _ keyID: String) throws(KmsError) -> [UInt8] {
    guard plaintext.count <= limit else {
      let reason = "plaintext does not adhere to bound: \(limit)"
      throw KmsError.decryptError(.init(keyID: keyID, reason: reason))
    }
    return plaintext.bytes
  }
}
