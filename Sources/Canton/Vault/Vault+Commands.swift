import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// The commands of `keys.secret.*` and `keys.public.*`.
extension Vault {
  /// `keys.secret.register_kms_signing_key`: one GetPublicKey; touches no topology; idempotent for the same key.
  /// - Throws: `REGISTER_KMS_KEY_INTERNAL_ERROR`, `INVALID_KMS_KEY_ID` (definite).
  public func registerKmsSigningKey(
    _ id: String, usages: SigningKeyUsages, name: String?
  ) async throws -> SigningPublicKey {
    let kms = try requireKms()
    try check(keyID: id)
    guard !usages.isEmpty else { throw CantonError("PROTO_DESERIALIZATION_FAILURE", "FieldNotSet(usage)") }
    do {
      let key = try await kms.publicSigningKey(id, usage: usages.withProofOfOwnership)
      guard configuration.schemes.signingKeys.allowed.contains(key.spec) else {
        throw CantonError("REGISTER_KMS_KEY_INTERNAL_ERROR", "UnsupportedKeySpec(\(key.spec.displayName))")
      }
      try storeKmsKey(.signing(key), id: id, name: name)
      context.record(
        Event.key(
          .registered(
            key: key.fingerprint, purpose: .signing, usages: key.usage, spec: key.spec.rawValue, name: name ?? "",
            kmsKeyID: id)))
      return key
    } catch let error as KmsError {
      throw CantonError("REGISTER_KMS_KEY_INTERNAL_ERROR", "\(error)")
    }
  }

  /// `keys.secret.register_kms_encryption_key`.
  public func registerKmsEncryptionKey(_ id: String, name: String?) async throws -> EncryptionPublicKey {
    let kms = try requireKms()
    try check(keyID: id)
    do {
      let key = try await kms.publicEncryptionKey(id)
      try storeKmsKey(.encryption(key), id: id, name: name)
      context.record(
        Event.key(
          .registered(
            key: key.fingerprint, purpose: .encryption, usages: [], spec: key.spec.rawValue, name: name ?? "",
            kmsKeyID: id)))
      return key
    } catch let error as KmsError {
      throw CantonError("REGISTER_KMS_KEY_INTERNAL_ERROR", "\(error)")
    }
  }

  private func check(keyID id: String) throws(CantonError) {
    guard id.count <= 300, !id.isEmpty else {
      throw CantonError("INVALID_KMS_KEY_ID", "The KMS key id must have 1 to 300 characters")
    }
  }

  /// `keys.secret.download` without a password: the bytes of canton.md 2.4.
  /// - Throws: `FAILED_PRECONDITION` without preview commands, or when the provider cannot export (definite).
  public func download(_ key: Fingerprint) throws -> [UInt8] {
    guard configuration.enablesPreviewCommands else {
      throw CantonError("FAILED_PRECONDITION", "Remote export of private keys only allowed when preview is enabled")
    }
    guard mode != .external else {
      throw CantonError(
        "FAILED_PRECONDITION", "The selected crypto provider does not support exporting of private keys.")
    }
    guard let pair = privateKeys[key] else {
      throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "Cannot find a private key for \(key)")
    }
    context.record(Event.key(.downloaded(key: key, passwordProtected: false)))
    context.record(Event.key(.present(key: key, place: .export)))
    return KeyPairFile.encode(pair)
  }

  /// `keys.secret.upload`.
  /// - Throws: `FAILED_PRECONDITION` when the provider cannot import; `CRYPTO_PRIVATE_STORE_ERROR`.
  public func upload(_ bytes: [UInt8], name: String?) async throws -> PublicKey {
    guard mode != .external else {
      throw CantonError(
        "FAILED_PRECONDITION", "The selected crypto provider does not support importing of private keys.")
    }
    let pair: PrivateKey
    do {
      pair = try crypto.importPrivateKey(KeyPairFile.decode(bytes))
    } catch {
      throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "could not parse the key pair")
    }
    try await storePrivateKey(pair, name: name)
    context.record(
      Event.key(.uploaded(key: pair.fingerprint, purpose: pair.purpose, usages: pair.publicKey.signing?.usage ?? [])))
    return pair.publicKey
  }

  /// `keys.public.upload`.
  public func uploadPublicKey(_ key: PublicKey, name: String?) throws {
    try storePublicKey(key, name: name)
  }

  /// `keys.secret.delete`. On a `kms` node the KMS key is scheduled for deletion as well.
  public func delete(_ key: Fingerprint) async throws {
    guard owns(key) else { throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "Cannot find a private key for \(key)") }
    try await writing.acquire()
    defer { writing.release() }
    if let id = kmsKeys[key], let kms {
      do {
        try await kms.deleteKey(keyID: id)
      } catch let error as KmsError {
        throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "\(error)", isDefinite: false)
      }
      try context.store.deleteKmsMetadata(key)
      kmsKeys[key] = nil
    } else {
      try context.store.deletePrivateKey(key)
      privateKeys[key] = nil
    }
    context.record(Event.key(.deleted(key: key)))
  }
}
