import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Storage

/// How the vault reads and writes the node's store.
extension Vault {
  static let wrapperSetting = "crypto.wrapper-key-id"

  /// Reads the stores at start-up; canton.md 6.3.
  ///
  /// With mode `enveloped`: checks or creates the wrapper key, encrypts clear rows, then decrypts every row (one KMS
  /// Decrypt each; Canton's two start-up passes may cost up to twice that, which is not modelled).
  /// With `reverted`: decrypts every row and writes it in clear.
  /// - Throws: the node's start-up errors as `CantonError`.
  func load() async throws {
    context.record(Event.key(.mode(mode)))
    for row in try context.store.publicKeys() {
      publicKeys[row.fingerprint] = NamedPublicKey(key: try PublicKey(protobuf: row.data), name: row.name)
    }
    for row in try context.store.kmsMetadata() { kmsKeys[row.fingerprint] = row.kmsKeyId }
    guard mode != .external else { return }
    if case .envelope(let configured) = configuration.privateKeyStore { try await openEnvelope(configured: configured) }
    let reverted = configuration.privateKeyStore == .reverted
    let rows = try await inParallel(try context.store.privateKeys()) { [self] row in
      try await decrypted(row, reverted: reverted)
    }
    var rewritten: [StoredPrivateKey] = []
    for row in rows {
      hold(try crypto.importPrivateKey(KeyPairFile.decode(row.data)), place: .memory)
      if reverted {
        context.record(Event.key(.present(key: row.fingerprint, place: .store)))
        rewritten.append(row)
      }
    }
    if reverted {
      try context.store.transaction {
        try context.store.replacePrivateKeys(rewritten)
        try context.store.set(Vault.wrapperSetting, nil)
      }
    }
  }

  /// A row with its key in clear.
  private func decrypted(_ row: StoredPrivateKey, reverted: Bool) async throws -> StoredPrivateKey {
    guard let wrapper = row.wrapperKeyId else { return row }
    guard mode == .enveloped || reverted, let kms else {
      throw CantonError(
        "STARTUP_ERROR", "could not parse stored key (it can either be corrupted or encrypted): \(row.fingerprint)")
    }
    return StoredPrivateKey(
      fingerprint: row.fingerprint, purpose: row.purpose,
      data: try await kms.decryptSymmetric(keyID: wrapper, ciphertext: row.data), name: row.name, wrapperKeyId: nil)
  }

  private func openEnvelope(configured: String?) async throws {
    guard let kms else { throw CantonError("STARTUP_ERROR", "private-key-store.encryption needs crypto.kms") }
    let stored = try context.store.setting(Vault.wrapperSetting).map { String(decoding: $0, as: UTF8.self) }
    if let id = configured ?? stored {
      try await kms.keyExistsAndIsActive(id)
      wrapperKeyID = id
    } else {
      wrapperKeyID = try await kms.generateSymmetricKey(name: "")
    }
    guard let wrapper = wrapperKeyID else { return }
    if stored == nil { try context.store.set(Vault.wrapperSetting, Array(wrapper.utf8)) }
    let clear = try context.store.privateKeys().filter { $0.wrapperKeyId == nil }
    guard !clear.isEmpty else { return }
    let encrypted = try await inParallel(clear) { row in
      StoredPrivateKey(
        fingerprint: row.fingerprint, purpose: row.purpose,
        data: try await kms.encryptSymmetric(keyID: wrapper, plaintext: row.data), name: row.name, wrapperKeyId: wrapper
      )
    }
    try context.store.replacePrivateKeys(try context.store.privateKeys().filter { $0.wrapperKeyId != nil } + encrypted)
  }

  /// Writes a private key, encrypted in mode `enveloped`, and its public key.
  func storePrivateKey(_ pair: PrivateKey, name: String?) async throws {
    var data = KeyPairFile.encode(pair)
    var wrapper: String?
    try await writing.acquire()
    defer { writing.release() }
    if mode == .enveloped, let kms, let wrapperKeyID {
      guard data.count <= 4096 else { throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "the key exceeds 4096 bytes") }
      data = try await kms.encryptSymmetric(keyID: wrapperKeyID, plaintext: data)
      wrapper = wrapperKeyID
    } else {
      context.record(Event.key(.present(key: pair.fingerprint, place: .store)))
    }
    let row = StoredPrivateKey(
      fingerprint: pair.fingerprint, purpose: pair.purpose, data: data, name: name, wrapperKeyId: wrapper)
    try context.store.transaction {
      try context.store.put(row)
      try storePublicKey(pair.publicKey, name: name)
    }
    hold(pair, place: .memory)
    try await context.sleep(timing.databaseCommit)
  }

  func storePublicKey(_ key: PublicKey, name: String?) throws {
    let name = name ?? publicKeys[key.fingerprint]?.name
    try context.store.put(
      StoredPublicKey(fingerprint: key.fingerprint, purpose: key.purpose, data: key.protobuf, name: name))
    publicKeys[key.fingerprint] = NamedPublicKey(key: key, name: name)
  }

  func storeKmsKey(_ key: PublicKey, id: String, name: String?) throws {
    let usages: UInt8 = key.signing.map(\.usage.rawValue) ?? 0
    try context.store.transaction {
      try storePublicKey(key, name: name)
      try context.store.put(
        StoredKmsMetadata(fingerprint: key.fingerprint, kmsKeyId: id, purpose: key.purpose, usageMask: usages))
    }
    kmsKeys[key.fingerprint] = id
  }

  func hold(_ pair: PrivateKey, place: KeyPlace) {
    if privateKeys[pair.fingerprint] == nil {
      context.record(Event.key(.present(key: pair.fingerprint, place: place)))
    }
    privateKeys[pair.fingerprint] = pair
  }

  /// The private keys that the node holds in memory; for the artefact scan, which must know what to look for.
  public var heldPrivateKeys: [PrivateKey] {
    privateKeys.values.sorted { $0.fingerprint < $1.fingerprint }
  }
}
