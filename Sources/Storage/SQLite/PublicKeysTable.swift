import GRDB
import Keys

/// Table `public_keys`.
struct PublicKeysTable {
  static let name = "public_keys"
  static let schema = """
    CREATE TABLE public_keys (
      fingerprint TEXT NOT NULL PRIMARY KEY,
      purpose INTEGER NOT NULL,
      data BLOB NOT NULL,
      name TEXT
    ) STRICT, WITHOUT ROWID
    """
  private static let columns = "fingerprint, purpose, data, name"

  let list: PreparedStatement
  let select: PreparedStatement
  let upsert: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    list = try PreparedStatement(database, "SELECT \(columns) FROM public_keys ORDER BY fingerprint")
    select = try PreparedStatement(database, "SELECT \(columns) FROM public_keys WHERE fingerprint = ?")
    upsert = try PreparedStatement(database, "INSERT OR REPLACE INTO public_keys (\(columns)) VALUES (?, ?, ?, ?)")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredPublicKey {
    StoredPublicKey(
      fingerprint: try row.fingerprint(0, of: name), purpose: try row.purpose(1, of: name), data: row.blob(2),
      name: row.optionalText(3))
  }
}

extension SQLiteStore {
  /// All public keys, ordered by fingerprint.
  public func publicKeys() throws(StorageError) -> [StoredPublicKey] {
    try tables.publicKeys.list.rows([], PublicKeysTable.read)
  }

  /// The public key with this fingerprint.
  public func publicKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPublicKey? {
    try tables.publicKeys.select.first([.fingerprint(fingerprint)], PublicKeysTable.read)
  }

  /// Stores a public key.
  public func put(_ key: StoredPublicKey) throws(StorageError) {
    try tables.publicKeys.upsert.execute([
      .fingerprint(key.fingerprint), .purpose(key.purpose), .blob(key.data), .optional(key.name),
    ])
  }
}
