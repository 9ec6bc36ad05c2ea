import GRDB
import Keys

/// Table `kms_metadata`, Canton's mapping of fingerprints to keys in a KMS.
struct KmsMetadataTable {
  static let name = "kms_metadata"
  static let schema = """
    CREATE TABLE kms_metadata (
      fingerprint TEXT NOT NULL PRIMARY KEY,
      kms_key_id TEXT NOT NULL,
      purpose INTEGER NOT NULL,
      usage_mask INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """
  private static let columns = "fingerprint, kms_key_id, purpose, usage_mask"

  let list: PreparedStatement
  let select: PreparedStatement
  let upsert: PreparedStatement
  let delete: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    list = try PreparedStatement(database, "SELECT \(columns) FROM kms_metadata ORDER BY fingerprint")
    select = try PreparedStatement(database, "SELECT \(columns) FROM kms_metadata WHERE fingerprint = ?")
    upsert = try PreparedStatement(database, "INSERT OR REPLACE INTO kms_metadata (\(columns)) VALUES (?, ?, ?, ?)")
    delete = try PreparedStatement(database, "DELETE FROM kms_metadata WHERE fingerprint = ?")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredKmsMetadata {
    StoredKmsMetadata(
      fingerprint: try row.fingerprint(0, of: name), kmsKeyId: row.text(1), purpose: try row.purpose(2, of: name),
      usageMask: try row.byte(3, "usage_mask", of: name))
  }
}

extension SQLiteStore {
  /// All keys that live in a KMS, ordered by fingerprint.
  public func kmsMetadata() throws(StorageError) -> [StoredKmsMetadata] {
    try tables.kmsMetadata.list.rows([], KmsMetadataTable.read)
  }

  /// Where in the KMS the key with this fingerprint lives.
  public func kmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> StoredKmsMetadata? {
    try tables.kmsMetadata.select.first([.fingerprint(fingerprint)], KmsMetadataTable.read)
  }

  /// Stores where a key lives.
  public func put(_ metadata: StoredKmsMetadata) throws(StorageError) {
    try tables.kmsMetadata.upsert.execute([
      .fingerprint(metadata.fingerprint), .text(metadata.kmsKeyId), .purpose(metadata.purpose),
      .integer(Int64(metadata.usageMask)),
    ])
  }

  /// Forgets where a key lives.
  @discardableResult
  public func deleteKmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> Bool {
    try tables.kmsMetadata.delete.execute([.fingerprint(fingerprint)])
    return tables.kmsMetadata.delete.changes > 0
  }
}
