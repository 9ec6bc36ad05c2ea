import GRDB

/// Table `completions`.
struct CompletionsTable {
  static let name = "completions"
  static let schema = """
    CREATE TABLE completions (
      ledger_offset INTEGER NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      command_id TEXT NOT NULL,
      submission_id TEXT NOT NULL,
      act_as BLOB NOT NULL,
      code TEXT NOT NULL,
      update_id BLOB,
      record_time INTEGER NOT NULL
    ) STRICT
    """
  private static let columns =
    "ledger_offset, user_id, command_id, submission_id, act_as, code, update_id, record_time"

  let insert: PreparedStatement
  let list: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    insert = try PreparedStatement(database, "INSERT INTO completions (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    list = try PreparedStatement(
      database, "SELECT \(columns) FROM completions WHERE ledger_offset > ? ORDER BY ledger_offset")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredCompletion {
    StoredCompletion(
      offset: row.integer(0), userId: row.text(1), commandId: row.text(2), submissionId: row.text(3),
      actAs: try row.strings(4, "act_as", of: name), code: row.text(5), updateId: row.optionalBlob(6),
      recordTime: row.instant(7))
  }
}

extension SQLiteStore {
  /// Appends a completion.
  public func append(_ completion: StoredCompletion) throws(StorageError) {
    try tables.completions.insert.insert(
      [
        .integer(completion.offset), .text(completion.userId), .text(completion.commandId),
        .text(completion.submissionId), .list(completion.actAs), .text(completion.code),
        .optional(completion.updateId), .instant(completion.recordTime),
      ], table: CompletionsTable.name, key: "\(completion.offset)")
  }

  /// The completions behind the offset, ordered by offset.
  public func completions(after offset: Int64) throws(StorageError) -> [StoredCompletion] {
    try tables.completions.list.rows([.integer(offset)], CompletionsTable.read)
  }
}
