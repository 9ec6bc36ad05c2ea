import GRDB

/// Table `settings`.
struct SettingsTable {
  static let schema = """
    CREATE TABLE settings (
      key TEXT NOT NULL PRIMARY KEY,
      value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """

  let select: PreparedStatement
  let upsert: PreparedStatement
  let delete: PreparedStatement
  let list: PreparedStatement

  init(_ database: Database) throws {
    select = try PreparedStatement(database, "SELECT value FROM settings WHERE key = ?")
    upsert = try PreparedStatement(
      database,
      "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    delete = try PreparedStatement(database, "DELETE FROM settings WHERE key = ?")
    list = try PreparedStatement(database, "SELECT key, value FROM settings ORDER BY key")
  }
}

extension SQLiteStore {
  /// The value stored under the key, nil when there is none.
  public func setting(_ key: String) throws(StorageError) -> [UInt8]? {
    try tables.settings.select.first([.text(key)]) { $0.blob(0) }
  }

  /// Stores the value under the key, or removes it.
  public func set(_ key: String, _ value: [UInt8]?) throws(StorageError) {
    if let value {
      try tables.settings.upsert.execute([.text(key), .blob(value)])
    } else {
      try tables.settings.delete.execute([.text(key)])
    }
  }

  /// All settings, ordered by key.
  public func settings() throws(StorageError) -> [StoredSetting] {
    try tables.settings.list.rows { StoredSetting(key: $0.text(0), value: $0.blob(1)) }
  }
}
