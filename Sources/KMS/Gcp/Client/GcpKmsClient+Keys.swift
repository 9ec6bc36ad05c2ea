import Keys

/// Making, finding and deleting keys.
extension GcpKmsClient {
  /// Makes a signing key and waits until it is active: CreateCryptoKey, then GetCryptoKeyVersion. Answers the key's id.
  public func generateSigningKeyPair(spec: SigningKeySpec, name: String) async throws -> String {
    try await generate(GcpSchemes.algorithm(spec))
  }

  /// Makes an RSA-2048 key for decryption.
  public func generateEncryptionKeyPair(name: String) async throws -> String {
    try await generate(GcpSchemes.encryption)
  }

  /// Makes a symmetric key, which Canton uses as wrapper key.
  public func generateSymmetricKey(name: String) async throws -> String { try await generate(GcpSchemes.symmetric) }

  /// Throws unless version 1 exists (`KmsCannotFindKeyError`) and is enabled (`KmsKeyDisabledError`). While it is being
  /// generated the check is tried again by the schedule of the check of a new key, which ends after about two seconds.
  public func keyExistsAndIsActive(_ keyID: String) async throws {
    try await retrying(configuration.createKeyCheck) {
      let found: GcpCryptoKeyVersion
      do {
        let answer = try await self.call(
          GcpGetCryptoKeyVersion(name: self.version(keyID)), .retrieveMetadata(id: keyID), keyID: keyID,
          detail: { GcpAuditText.Detail(algorithm: $0.algorithm, state: $0.state) }
        ) { .retrieveKeyMetadataError($0) }
        found = answer
      } catch KmsError.retrieveKeyMetadataError(let detail) where !detail.retryable {
        let text = KmsError.retrieveKeyMetadataError(detail).description
        throw KmsError.cannotFindKey(.init(keyID: keyID, reason: text, cause: detail.cause))
      }
      guard found.state == .enabled else {
        let reason = "key is \(found.state.rawValue)"
        throw KmsError.keyDisabled(
          .init(keyID: keyID, reason: reason, retryable: found.state == .pendingGeneration))
      }
    }
  }

  /// Reads a signing key's public part: GetPublicKey of version 1. `KmsGetPublicKeyError` names an algorithm that Canton
  /// does not sign with.
  public func publicSigningKey(_ keyID: String, usage: SigningKeyUsages) async throws -> SigningPublicKey {
    try await retrying(configuration.failures) {
      let answer = try await self.publicKey(keyID)
      guard let spec = GcpSchemes.signingKeySpec(answer.algorithm) else {
        throw Self.unsupported(keyID, "signing", answer.algorithm)
      }
      do {
        return try SigningPublicKey(spec: spec, usage: usage, subjectPublicKeyInfo: Self.der(answer, keyID))
      } catch let error as CryptoError {
        throw KmsError.getPublicKeyError(.init(keyID: keyID, reason: "\(error)"))
      }
    }
  }

  /// Reads an encryption key's public part; as ``publicSigningKey(_:usage:)``.
  public func publicEncryptionKey(_ keyID: String) async throws -> EncryptionPublicKey {
    try await retrying(configuration.failures) {
      let answer = try await self.publicKey(keyID)
      guard let spec = GcpSchemes.encryptionKeySpec(answer.algorithm) else {
        throw Self.unsupported(keyID, "encryption", answer.algorithm)
      }
      do {
        return try EncryptionPublicKey(spec: spec, subjectPublicKeyInfo: Self.der(answer, keyID))
      } catch let error as CryptoError {
        throw KmsError.getPublicKeyError(.init(keyID: keyID, reason: "\(error)"))
      }
    }
  }

  /// Lets version 1 be destroyed after the key's waiting period: DestroyCryptoKeyVersion.
  public func deleteKey(keyID: String) async throws {
    try await retrying(configuration.failures) {
      _ = try await self.call(
        GcpDestroyCryptoKeyVersion(name: self.version(keyID)), .delete(id: keyID), keyID: keyID
      ) { .deleteKeyError($0) }
    }
  }

  /// Each try makes a key of its own: an id is drawn for each.
  private func generate(_ algorithm: GcpAlgorithm) async throws -> String {
    let keyID = try await retrying(configuration.failures) {
      let id = self.newID()
      _ = try await self.call(
        GcpCreateCryptoKey(
          parent: self.api.endpoint.configuration.keyRingName, cryptoKeyID: id, purpose: algorithm.purpose,
          algorithm: algorithm, protectionLevel: .hsm), .createKey(id: id, algorithm.purpose, algorithm)
      ) { .createKeyError($0) }
      return id
    }
    try await keyExistsAndIsActive(keyID)
    return keyID
  }

  private func publicKey(_ keyID: String) async throws -> GcpGetPublicKey.Answer {
    let answer = try await call(
      GcpGetPublicKey(name: version(keyID)), .getPublicKey(id: keyID), keyID: keyID,
      detail: { GcpAuditText.Detail(algorithm: $0.algorithm) }
    ) { .getPublicKeyError($0) }
    return answer
  }

  private static func der(_ answer: GcpGetPublicKey.Answer, _ keyID: String) throws -> [UInt8] {
    guard let bytes = answer.pem.flatMap(GcpPem.decode) else {
      let reason = "could not parse public key info from PEM format"
      throw KmsError.getPublicKeyError(.init(keyID: keyID, reason: reason))
    }
    return bytes
  }

  private static func unsupported(_ keyID: String, _ purpose: String, _ algorithm: GcpAlgorithm) -> KmsError {
    .getPublicKeyError(.init(keyID: keyID, reason: "Unsupported \(purpose) key type: \(algorithm.rawValue)"))
  }
}
