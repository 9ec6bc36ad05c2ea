import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// A public key as a node's public store holds it.
public struct NamedPublicKey: Sendable, Hashable {
  /// The key.
  public let key: PublicKey
  /// Its name in the vault, if it has one.
  public let name: String?
}

/// A node's keys: the public store, and private keys in one of the three modes.
///
/// With mode `clear` or `enveloped` private keys are held in memory once they were read (Canton's cache has no
/// expiry); with mode `external` the vault holds only which KMS key belongs to which fingerprint.
/// Model: canton.md 3.4, 6 and 7; errors are Canton's.
public final class Vault {
  /// Where the private keys are.
  public let mode: PrivateKeyMode
  /// The client of the node's KMS; nil for a node without one.
  public let kms: (any KmsClient)?
  /// The wrapper key in use, with mode `enveloped`.
  public internal(set) var wrapperKeyID: String?

  let context: NodeContext<any NodeStore>
  let crypto: CryptoEngine
  let timing: TimingProfile
  let configuration: NodeConfiguration
  var publicKeys: OrderedDictionary<Fingerprint, NamedPublicKey> = [:]
  var privateKeys: [Fingerprint: PrivateKey] = [:]
  var kmsKeys: OrderedDictionary<Fingerprint, String> = [:]
  /// Held by whoever writes private keys: a rotation of the wrapper key blocks other writes.
  let writing: FlowSemaphore

  init(
    context: NodeContext<any NodeStore>, crypto: CryptoEngine, timing: TimingProfile, configuration: NodeConfiguration,
    kms: (any KmsClient)?
  ) {
    self.context = context
    self.crypto = crypto
    self.timing = timing
    self.configuration = configuration
    self.kms = kms
    mode = configuration.privateKeyMode
    writing = FlowSemaphore(context.scope, permits: 1)
  }

  // MARK: Looking up

  /// Whether the node can use the private key.
  public func owns(_ key: Fingerprint) -> Bool { privateKeys[key] != nil || kmsKeys[key] != nil }

  /// A key of the public store.
  public func publicKey(_ key: Fingerprint) -> NamedPublicKey? { publicKeys[key] }

  /// All keys of the public store, by fingerprint (`keys.public.list`).
  public func listPublicKeys() -> [NamedPublicKey] {
    publicKeys.values.sorted { $0.key.fingerprint < $1.key.fingerprint }
  }

  /// The keys whose private half the node can use (`keys.secret.list`), with the KMS key id in mode `external`.
  public func listSecretKeys() -> [(key: NamedPublicKey, kmsKeyID: String?, wrapperKeyID: String?)] {
    listPublicKeys().filter { owns($0.key.fingerprint) }.map { ($0, kmsKeys[$0.key.fingerprint], wrapperKeyID) }
  }

  /// The KMS key behind a fingerprint.
  public func kmsKeyID(of key: Fingerprint) -> String? { kmsKeys[key] }

  /// The newest key with this name, as a restart finds its keys.
  func key(named name: String) -> PublicKey? { publicKeys.values.last { $0.name == name }?.key }

  func requireKms() throws(CantonError) -> any KmsClient {
    guard let kms, mode == .external else {
      throw CantonError("REGISTER_KMS_KEY_INTERNAL_ERROR", "The private crypto API in use is not backed by a KMS")
    }
    return kms
  }

  // MARK: Generating

  /// Generates a signing key (`keys.secret.generate_signing_key`). With mode `external` the KMS makes it:
  /// CreateKey, DescribeKey until it is active, GetPublicKey.
  /// - Throws: `SIGNING_KEY_GENERATION_ERROR`, `CRYPTO_PRIVATE_STORE_ERROR`.
  public func generateSigningKey(
    name: String, usages: SigningKeyUsages, spec: SigningKeySpec? = nil
  ) async throws -> SigningPublicKey {
    let spec = spec ?? configuration.schemes.signingKeys.default
    guard configuration.schemes.signingKeys.allowed.contains(spec) else {
      throw CantonError("SIGNING_KEY_GENERATION_ERROR", "UnsupportedKeySpec(\(spec.displayName))")
    }
    let key: SigningPublicKey
    if mode == .external, let kms {
      do {
        let id = try await kms.generateSigningKeyPair(spec: spec, name: name)
        key = try await kms.publicSigningKey(id, usage: usages.withProofOfOwnership)
        try storeKmsKey(.signing(key), id: id, name: name)
      } catch let error as KmsError {
        throw CantonError("SIGNING_KEY_GENERATION_ERROR", "GeneralKmsError(\(error))", isDefinite: false)
      }
    } else {
      try await context.sleep(timing.generateSigningKey[spec] ?? .zero)
      let pair = try crypto.generateSigningKey(
        spec: spec, usage: usages.withProofOfOwnership, node: context.id.name, name: name)
      guard let signing = pair.publicKey.signing else {
        throw CantonError("SIGNING_KEY_GENERATION_ERROR", "the generated key is not a signing key")
      }
      key = signing
      try await storePrivateKey(pair, name: name)
    }
    context.record(
      Event.key(
        .generated(key: key.fingerprint, purpose: .signing, usages: key.usage, spec: spec.rawValue, name: name)))
    return key
  }

  /// Generates an encryption key (`keys.secret.generate_encryption_key`).
  /// - Throws: `ENCRYPTION_KEY_GENERATION_ERROR`, `CRYPTO_PRIVATE_STORE_ERROR`.
  public func generateEncryptionKey(name: String, spec: EncryptionKeySpec? = nil) async throws -> EncryptionPublicKey {
    let spec = spec ?? configuration.schemes.encryptionKeys.default
    guard configuration.schemes.encryptionKeys.allowed.contains(spec) else {
      throw CantonError("ENCRYPTION_KEY_GENERATION_ERROR", "UnsupportedKeySpec(\(spec.displayName))")
    }
    let key: EncryptionPublicKey
    if mode == .external, let kms {
      guard spec == .rsa2048 else {
        throw CantonError("ENCRYPTION_KEY_GENERATION_ERROR", "UnsupportedKeySpec(\(spec.displayName))")
      }
      do {
        let id = try await kms.generateEncryptionKeyPair(name: name)
        key = try await kms.publicEncryptionKey(id)
        try storeKmsKey(.encryption(key), id: id, name: name)
      } catch let error as KmsError {
        throw CantonError("ENCRYPTION_KEY_GENERATION_ERROR", "GeneralKmsError(\(error))", isDefinite: false)
      }
    } else {
      try await context.sleep(timing.generateEncryptionKey[spec] ?? .zero)
      let pair = try crypto.generateEncryptionKey(spec: spec, node: context.id.name, name: name)
      guard let encryption = pair.publicKey.encryption else {
        throw CantonError("ENCRYPTION_KEY_GENERATION_ERROR", "the generated key is not an encryption key")
      }
      key = encryption
      try await storePrivateKey(pair, name: name)
    }
    context.record(
      Event.key(
        .generated(key: key.fingerprint, purpose: .encryption, usages: [], spec: spec.rawValue, name: name)))
    return key
  }

  // MARK: Using

  /// Signs a 34-byte hash with one of the node's keys.
  /// - Throws: `InvalidKeyUsage` and the like as `CantonError`; a `KmsError` as `SigningError.FailedToSign`.
  func sign(_ hash: [UInt8], with key: SigningPublicKey, usage: SigningKeyUsages) async throws -> Signature {
    guard !key.usage.isDisjoint(with: usage) else {
      throw CantonError("SIGNING_ERROR", "InvalidKeyUsage(\(key.fingerprint), \(key.usage), \(usage))")
    }
    let algorithm = try configuration.schemes.signingAlgorithm(for: key.spec)
    if let id = kmsKeys[key.fingerprint], let kms {
      do {
        let bytes = try await kms.sign(keyID: id, message: hash, algorithm: algorithm, keySpec: key.spec)
        return Signature(
          format: algorithm.signatureFormat, bytes: bytes, signedBy: key.fingerprint, algorithm: algorithm)
      } catch let error as KmsError {
        throw CantonError("SIGNING_ERROR", "FailedToSign(\(error))", isDefinite: false)
      }
    }
    guard let pair = privateKeys[key.fingerprint] else {
      throw CantonError("TOPOLOGY_SECRET_KEY_NOT_IN_STORE", "Could not find signing key \(key.fingerprint)")
    }
    try await context.sleep(timing.sign[key.spec] ?? .zero)
    return try crypto.sign(hash, with: pair, algorithm: algorithm)
  }

  /// Whether using the key calls the KMS.
  func isExternal(_ key: Fingerprint) -> Bool { kmsKeys[key] != nil }

  /// Decrypts with one of the node's encryption keys.
  func decrypt(_ encrypted: AsymmetricEncrypted) async throws -> [UInt8] {
    if let id = kmsKeys[encrypted.fingerprint], let kms {
      do {
        return try await kms.decryptAsymmetric(keyID: id, ciphertext: encrypted.ciphertext)
      } catch let error as KmsError {
        throw CantonError("DECRYPTION_ERROR", "FailedToDecrypt(\(error))", isDefinite: false)
      }
    }
    guard let pair = privateKeys[encrypted.fingerprint], let key = pair.publicKey.encryption else {
      throw CantonError("DECRYPTION_ERROR", "matching private key does not exist: \(encrypted.fingerprint)")
    }
    try await context.sleep(timing.decrypt[key.spec] ?? .zero)
    return try crypto.decrypt(encrypted, with: pair)
  }
}
