import GRDB

/// Table `topology_transactions`.
struct TopologyTable {
  static let name = "topology_transactions"
  static let schema = """
    CREATE TABLE topology_transactions (
      store TEXT NOT NULL,
      position INTEGER NOT NULL,
      sequenced INTEGER NOT NULL,
      effective INTEGER NOT NULL,
      code TEXT NOT NULL,
      unique_key BLOB NOT NULL,
      serial INTEGER NOT NULL,
      operation INTEGER NOT NULL,
      is_proposal INTEGER NOT NULL,
      rejection TEXT,
      bytes BLOB NOT NULL,
      PRIMARY KEY (store, position)
    ) STRICT, WITHOUT ROWID
    """
  private static let columns =
    "store, position, sequenced, effective, code, unique_key, serial, operation, is_proposal, rejection, bytes"

  let insert: PreparedStatement
  let list: PreparedStatement
  let last: PreparedStatement
  let stores: PreparedStatement
  let listAll: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    insert = try PreparedStatement(
      database, "INSERT INTO topology_transactions (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    list = try PreparedStatement(
      database, "SELECT \(columns) FROM topology_transactions WHERE store = ? ORDER BY position")
    last = try PreparedStatement(
      database, "SELECT position FROM topology_transactions WHERE store = ? ORDER BY position DESC LIMIT 1")
    stores = try PreparedStatement(database, "SELECT DISTINCT store FROM topology_transactions ORDER BY store")
    listAll = try PreparedStatement(database, "SELECT \(columns) FROM topology_transactions ORDER BY store, position")
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredTopologyTransaction {
    StoredTopologyTransaction(
      store: row.text(0), position: row.integer(1), sequenced: row.instant(2), effective: row.instant(3),
      code: row.text(4), uniqueKey: row.blob(5), serial: row.integer(6),
      operation: try row.byte(7, "operation", of: name), isProposal: row.integer(8) != 0,
      rejection: row.optionalText(9), bytes: row.blob(10))
  }
}

extension SQLiteStore {
  /// Appends a topology transaction.
  public func append(_ transaction: StoredTopologyTransaction) throws(StorageError) {
    try tables.topology.insert.insert(
      [
        .text(transaction.store), .integer(transaction.position), .instant(transaction.sequenced),
        .instant(transaction.effective), .text(transaction.code), .blob(transaction.uniqueKey),
        .integer(transaction.serial), .integer(Int64(transaction.operation)), .flag(transaction.isProposal),
        .optional(transaction.rejection), .blob(transaction.bytes),
      ], table: TopologyTable.name, key: "\(transaction.store)/\(transaction.position)")
  }

  /// The transactions of one topology store, ordered by position.
  public func topologyTransactions(store: String) throws(StorageError) -> [StoredTopologyTransaction] {
    try tables.topology.list.rows([.text(store)], TopologyTable.read)
  }

  /// The position after the last one of the topology store.
  public func nextTopologyPosition(store: String) throws(StorageError) -> Int64 {
    try tables.topology.last.first([.text(store)]) { $0.integer(0) + 1 } ?? 0
  }

  /// The names of the topology stores that hold a transaction, ordered by name.
  public func topologyStores() throws(StorageError) -> [String] {
    try tables.topology.stores.rows { $0.text(0) }
  }
}
