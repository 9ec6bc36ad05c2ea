import Keys

extension MemoryStore {
  /// The value stored under the key, nil when there is none.
  public func setting(_ key: String) throws(StorageError) -> [UInt8]? { settingRows[key] }

  /// Stores the value under the key, or removes it.
  public func set(_ key: String, _ value: [UInt8]?) throws(StorageError) {
    remember(.setting(key, settingRows[key]))
    settingRows[key] = value
  }

  /// All settings, ordered by key.
  public func settings() throws(StorageError) -> [StoredSetting] {
    settingRows.map { StoredSetting(key: $0.key, value: $0.value) }.sorted { ByteOrder.precedes($0.key, $1.key) }
  }

  /// All private keys, ordered by fingerprint.
  public func privateKeys() throws(StorageError) -> [StoredPrivateKey] {
    privateKeyRows.values.sorted { ByteOrder.precedes($0.fingerprint.hex, $1.fingerprint.hex) }
  }

  /// The private key with this fingerprint.
  public func privateKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPrivateKey? {
    privateKeyRows[fingerprint]
  }

  /// Stores a private key.
  public func put(_ key: StoredPrivateKey) throws(StorageError) {
    remember(.privateKey(key.fingerprint, privateKeyRows[key.fingerprint]))
    privateKeyRows[key.fingerprint] = key
  }

  /// Replaces all private keys.
  public func replacePrivateKeys(_ keys: [StoredPrivateKey]) throws(StorageError) {
    var rows: [Fingerprint: StoredPrivateKey] = [:]
    for key in keys where rows.updateValue(key, forKey: key.fingerprint) != nil {
      throw .duplicate(table: "private_keys", key: key.fingerprint.hex)
    }
    remember(.allPrivateKeys(privateKeyRows))
    privateKeyRows = rows
  }

  /// Deletes a private key.
  @discardableResult
  public func deletePrivateKey(_ fingerprint: Fingerprint) throws(StorageError) -> Bool {
    remember(.privateKey(fingerprint, privateKeyRows[fingerprint]))
    return privateKeyRows.removeValue(forKey: fingerprint) != nil
  }

  /// All public keys, ordered by fingerprint.
  public func publicKeys() throws(StorageError) -> [StoredPublicKey] {
    publicKeyRows.values.sorted { ByteOrder.precedes($0.fingerprint.hex, $1.fingerprint.hex) }
  }

  /// The public key with this fingerprint.
  public func publicKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPublicKey? {
    publicKeyRows[fingerprint]
  }

  /// Stores a public key.
  public func put(_ key: StoredPublicKey) throws(StorageError) {
    remember(.publicKey(key.fingerprint, publicKeyRows[key.fingerprint]))
    publicKeyRows[key.fingerprint] = key
  }

  /// All keys that live in a KMS, ordered by fingerprint.
  public func kmsMetadata() throws(StorageError) -> [StoredKmsMetadata] {
    kmsMetadataRows.values.sorted { ByteOrder.precedes($0.fingerprint.hex, $1.fingerprint.hex) }
  }

  /// Where in the KMS the key with this fingerprint lives.
  public func kmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> StoredKmsMetadata? {
    kmsMetadataRows[fingerprint]
  }

  /// Stores where a key lives.
  public func put(_ metadata: StoredKmsMetadata) throws(StorageError) {
    remember(.kmsMetadata(metadata.fingerprint, kmsMetadataRows[metadata.fingerprint]))
    kmsMetadataRows[metadata.fingerprint] = metadata
  }

  /// Forgets where a key lives.
  @discardableResult
  public func deleteKmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> Bool {
    remember(.kmsMetadata(fingerprint, kmsMetadataRows[fingerprint]))
    return kmsMetadataRows.removeValue(forKey: fingerprint) != nil
  }
}
