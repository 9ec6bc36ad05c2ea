import GRDB
import Kernel

/// Table `deduplications`.
struct DeduplicationTable {
  static let name = "deduplications"
  static let schema = """
    CREATE TABLE deduplications (
      change_id BLOB NOT NULL PRIMARY KEY,
      ledger_offset INTEGER NOT NULL,
      deduplicated_until INTEGER NOT NULL,
      state INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """
  private static let columns = "change_id, ledger_offset, deduplicated_until, state"

  let select: PreparedStatement
  let upsert: PreparedStatement
  let list: PreparedStatement
  let prune: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    select = try PreparedStatement(database, "SELECT \(columns) FROM deduplications WHERE change_id = ?")
    upsert = try PreparedStatement(database, "INSERT OR REPLACE INTO deduplications (\(columns)) VALUES (?, ?, ?, ?)")
    list = try PreparedStatement(database, "SELECT \(columns) FROM deduplications ORDER BY change_id")
    prune = try PreparedStatement(database, "DELETE FROM deduplications WHERE deduplicated_until < ?")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredDeduplication {
    guard let state = StoredDeduplication.State(rawValue: try row.byte(3, "state", of: name)) else {
      throw .corrupt(table: name, column: "state")
    }
    return StoredDeduplication(
      changeId: row.blob(0), offset: row.integer(1), until: row.instant(2), state: state)
  }
}

extension SQLiteStore {
  /// The deduplication row of a change id.
  public func deduplication(_ changeId: [UInt8]) throws(StorageError) -> StoredDeduplication? {
    try tables.deduplications.select.first([.blob(changeId)], DeduplicationTable.read)
  }

  /// Stores a deduplication row.
  public func put(_ deduplication: StoredDeduplication) throws(StorageError) {
    try tables.deduplications.upsert.execute([
      .blob(deduplication.changeId), .integer(deduplication.offset), .instant(deduplication.until),
      .integer(Int64(deduplication.state.rawValue)),
    ])
  }

  /// All deduplication rows, ordered by change id.
  public func deduplications() throws(StorageError) -> [StoredDeduplication] {
    try tables.deduplications.list.rows([], DeduplicationTable.read)
  }

  /// Deletes the rows whose period ended before the instant.
  @discardableResult
  public func pruneDeduplications(before instant: Instant) throws(StorageError) -> Int {
    try tables.deduplications.prune.execute([.instant(instant)])
    return tables.deduplications.prune.changes
  }
}
