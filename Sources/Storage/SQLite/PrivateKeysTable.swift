import GRDB
import Keys

/// Table `private_keys`, with the columns of Canton's `crypto_private_keys` (canton.md 6.2).
struct PrivateKeysTable {
  static let name = "private_keys"
  static let schema = """
    CREATE TABLE private_keys (
      fingerprint TEXT NOT NULL PRIMARY KEY,
      purpose INTEGER NOT NULL,
      data BLOB NOT NULL,
      name TEXT,
      wrapper_key_id TEXT
    ) STRICT, WITHOUT ROWID
    """
  private static let columns = "fingerprint, purpose, data, name, wrapper_key_id"

  let list: PreparedStatement
  let select: PreparedStatement
  let insert: PreparedStatement
  let delete: PreparedStatement
  let deleteAll: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    list = try PreparedStatement(database, "SELECT \(columns) FROM private_keys ORDER BY fingerprint")
    select = try PreparedStatement(database, "SELECT \(columns) FROM private_keys WHERE fingerprint = ?")
    insert = try PreparedStatement(database, "INSERT INTO private_keys (\(columns)) VALUES (?, ?, ?, ?, ?)")
    delete = try PreparedStatement(database, "DELETE FROM private_keys WHERE fingerprint = ?")
    deleteAll = try PreparedStatement(database, "DELETE FROM private_keys")
  }

  static func values(_ key: StoredPrivateKey) -> [Column] {
    [
      .fingerprint(key.fingerprint), .purpose(key.purpose), .blob(key.data), .optional(key.name),
      .optional(key.wrapperKeyId),
    ]
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredPrivateKey {
    StoredPrivateKey(
      fingerprint: try row.fingerprint(0, of: name), purpose: try row.purpose(1, of: name), data: row.blob(2),
      name: row.optionalText(3), wrapperKeyId: row.optionalText(4))
  }
}

extension SQLiteStore {
  /// All private keys, ordered by fingerprint.
  public func privateKeys() throws(StorageError) -> [StoredPrivateKey] {
    try tables.privateKeys.list.rows([], PrivateKeysTable.read)
  }

  /// The private key with this fingerprint.
  public func privateKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPrivateKey? {
    try tables.privateKeys.select.first([.fingerprint(fingerprint)], PrivateKeysTable.read)
  }

  /// Stores a private key.
  public func put(_ key: StoredPrivateKey) throws(StorageError) {
    try atomically { () throws(StorageError) in
      try tables.privateKeys.delete.execute([.fingerprint(key.fingerprint)])
      if tables.privateKeys.delete.changes > 0 { leavesSecretsBehind() }
      try insertPrivateKey(key)
    }
  }

  /// Replaces all private keys. The old rows' bytes are overwritten, in the write-ahead log too.
  public func replacePrivateKeys(_ keys: [StoredPrivateKey]) throws(StorageError) {
    try atomically { () throws(StorageError) in
      try tables.privateKeys.deleteAll.execute()
      leavesSecretsBehind()
      for key in keys { try insertPrivateKey(key) }
    }
  }

  /// Deletes a private key. Its bytes are overwritten, in the write-ahead log too.
  @discardableResult
  public func deletePrivateKey(_ fingerprint: Fingerprint) throws(StorageError) -> Bool {
    try atomically { () throws(StorageError) in
      try tables.privateKeys.delete.execute([.fingerprint(fingerprint)])
      guard tables.privateKeys.delete.changes > 0 else { return false }
      leavesSecretsBehind()
      return true
    }
  }

  private func insertPrivateKey(_ key: StoredPrivateKey) throws(StorageError) {
    try tables.privateKeys.insert.insert(
      PrivateKeysTable.values(key), table: PrivateKeysTable.name, key: key.fingerprint.hex)
  }
}
