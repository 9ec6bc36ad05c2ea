import GRDB

/// Table `sequenced_events`.
struct SequencedEventsTable {
  static let name = "sequenced_events"
  static let schema = """
    CREATE TABLE sequenced_events (
      member TEXT NOT NULL,
      counter INTEGER NOT NULL,
      sequenced_at INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (member, counter)
    ) STRICT, WITHOUT ROWID
    """
  private static let columns = "member, counter, sequenced_at, bytes"

  let insert: PreparedStatement
  let range: PreparedStatement
  let last: PreparedStatement
  let list: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    insert = try PreparedStatement(database, "INSERT INTO sequenced_events (\(columns)) VALUES (?, ?, ?, ?)")
    range = try PreparedStatement(
      database, "SELECT \(columns) FROM sequenced_events WHERE member = ? AND counter >= ? ORDER BY counter LIMIT ?")
    last = try PreparedStatement(
      database, "SELECT counter FROM sequenced_events WHERE member = ? ORDER BY counter DESC LIMIT 1")
    list = try PreparedStatement(database, "SELECT \(columns) FROM sequenced_events ORDER BY member, counter")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredSequencedEvent {
    StoredSequencedEvent(
      member: row.text(0), counter: row.integer(1), sequencedAt: row.instant(2), bytes: row.blob(3))
  }
}

extension SQLiteStore {
  /// Appends a sequenced event.
  public func append(_ event: StoredSequencedEvent) throws(StorageError) {
    try tables.sequencedEvents.insert.insert(
      [.text(event.member), .integer(event.counter), .instant(event.sequencedAt), .blob(event.bytes)],
      table: SequencedEventsTable.name, key: "\(event.member)/\(event.counter)")
  }

  /// At most `limit` events of the member from the counter on, ordered by counter.
  public func sequencedEvents(
    member: String, from counter: Int64, limit: Int
  ) throws(StorageError) -> [StoredSequencedEvent] {
    try tables.sequencedEvents.range.rows(
      [.text(member), .integer(counter), .integer(Int64(max(0, limit)))], SequencedEventsTable.read)
  }

  /// The counter after the member's last event.
  public func nextSequencedCounter(member: String) throws(StorageError) -> Int64 {
    try tables.sequencedEvents.last.first([.text(member)]) { $0.integer(0) + 1 } ?? 0
  }
}
