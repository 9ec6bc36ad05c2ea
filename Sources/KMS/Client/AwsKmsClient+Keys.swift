import Keys

/// Making, finding and deleting keys.
extension AwsKmsClient {
  /// Makes a signing key and waits until it is active: CreateKey, then DescribeKey. Answers the KMS key id. Ed25519 is
  /// refused without a call, as Canton's AWS integration does.
  public func generateSigningKeyPair(spec: SigningKeySpec, name: String) async throws -> String {
    guard let keySpec = AwsSchemes.keySpec(spec) else {
      throw KmsError.createKeyError(.init(reason: "Unsupported signing key type: \(spec.displayName)"))
    }
    return try await generate(keySpec, .signVerify, name)
  }

  /// Makes an RSA-2048 key for decryption; as ``generateSigningKeyPair(spec:name:)``.
  public func generateEncryptionKeyPair(name: String) async throws -> String {
    try await generate(.rsa2048, .encryptDecrypt, name)
  }

  /// Makes a symmetric key, which Canton uses as wrapper key; as ``generateSigningKeyPair(spec:name:)``.
  public func generateSymmetricKey(name: String) async throws -> String {
    try await generate(.symmetricDefault, .encryptDecrypt, name)
  }

  /// Throws unless the key exists (`KmsCannotFindKeyError`) and is enabled (`KmsKeyDisabledError`). Retries use the
  /// schedule of the check of a new key, and only for broken connections: a key that is not found is final.
  public func keyExistsAndIsActive(_ keyID: String) async throws {
    try await retrying(configuration.createKeyCheck) {
      let metadata: KeyMetadata
      do {
        let found = try await self.call(DescribeKeyRequest(keyID: keyID)) {
          .retrieveKeyMetadataError($0)
        }
        metadata = found
      } catch KmsError.retrieveKeyMetadataError(let detail) where !detail.retryable {
        let text = KmsError.retrieveKeyMetadataError(detail).description
        throw KmsError.cannotFindKey(.init(keyID: keyID, reason: text, cause: detail.cause))
      }
      guard metadata.isEnabled else {
        throw KmsError.keyDisabled(.init(keyID: keyID, reason: "key is disabled"))
      }
    }
  }

  /// Reads a signing key's public part: GetPublicKey. `KmsGetPublicKeyError` names the other usage or the unsupported
  /// spec.
  public func publicSigningKey(
    _ keyID: String, usage: SigningKeyUsages
  ) async throws -> SigningPublicKey {
    try await retrying(configuration.failures) {
      let answer = try await self.publicKey(keyID)
      guard answer.keyUsage == .signVerify else { throw Self.wrongUsage(keyID, answer, "signing") }
      guard let spec = AwsSchemes.signingKeySpec(answer.keySpec) else {
        let reason = "Unsupported signing key type: \(answer.keySpec.rawValue)"
        throw KmsError.getPublicKeyError(.init(keyID: keyID, reason: reason))
      }
      do {
        return try SigningPublicKey(spec: spec, usage: usage, subjectPublicKeyInfo: answer.publicKey)
      } catch {
        throw KmsError.failedConversionError(.init(keyID: keyID, reason: "\(error)"))
      }
    }
  }

  /// Reads an encryption key's public part; as ``publicSigningKey(_:usage:)``.
  public func publicEncryptionKey(_ keyID: String) async throws -> EncryptionPublicKey {
    try await retrying(configuration.failures) {
      let answer = try await self.publicKey(keyID)
      guard answer.keyUsage == .encryptDecrypt else { throw Self.wrongUsage(keyID, answer, "encryption") }
      guard let spec = AwsSchemes.encryptionKeySpec(answer.keySpec) else {
        let reason = "Unsupported encryption key type: \(answer.keySpec.rawValue)"
        throw KmsError.getPublicKeyError(.init(keyID: keyID, reason: reason))
      }
      do {
        return try EncryptionPublicKey(spec: spec, subjectPublicKeyInfo: answer.publicKey)
      } catch {
        throw KmsError.failedConversionError(.init(keyID: keyID, reason: "\(error)"))
      }
    }
  }

  /// Schedules the key's deletion in seven days.
  public func deleteKey(keyID: String) async throws {
    let request = ScheduleKeyDeletionRequest(keyID: keyID, pendingWindowInDays: 7)
    try await retrying(configuration.failures) {
      _ = try await self.call(request) { .deleteKeyError($0) }
    }
  }

  private func generate(
    _ spec: KmsKeySpec, _ usage: KmsKeyUsage, _ name: String
  ) async throws -> String {
    let request = CreateKeyRequest(
      keySpec: spec, keyUsage: usage, description: name, isMultiRegion: configuration.multiRegionKey,
      tags: configuration.customTags + [KeyTag(key: "CreatedBy", value: "Canton")])
    let keyID = try await retrying(configuration.failures) {
      let metadata = try await self.call(request) { .createKeyError($0) }
      return metadata.keyID
    }
    try await keyExistsAndIsActive(keyID)
    return keyID
  }

  private func publicKey(_ keyID: String) async throws -> GetPublicKeyResponse {
    let answer = try await call(GetPublicKeyRequest(keyID: keyID)) { .getPublicKeyError($0) }
    return answer
  }

  private static func wrongUsage(_ keyID: String, _ answer: GetPublicKeyResponse, _ purpose: String) -> KmsError {
    let reason = "The selected key is defined for \(answer.keyUsage.rawValue) and not for \(purpose)"
    return .getPublicKeyError(.init(keyID: keyID, reason: reason))
  }
}
