import GRDB

/// Table `contracts`: the active contract set and what was archived.
struct ContractsTable {
  static let name = "contracts"
  static let schema = """
    CREATE TABLE contracts (
      contract_id BLOB NOT NULL PRIMARY KEY,
      synchronizer TEXT NOT NULL,
      template TEXT NOT NULL,
      signatories BLOB NOT NULL,
      observers BLOB NOT NULL,
      payload BLOB NOT NULL,
      created_at INTEGER NOT NULL,
      reassignment_counter INTEGER NOT NULL,
      created_offset INTEGER NOT NULL,
      archived_offset INTEGER
    ) STRICT
    """
  private static let columns = """
    contract_id, synchronizer, template, signatories, observers, payload, created_at, reassignment_counter, \
    created_offset, archived_offset
    """

  let insert: PreparedStatement
  let archive: PreparedStatement
  let select: PreparedStatement
  let active: PreparedStatement
  let activeOnSynchronizer: PreparedStatement
  let count: PreparedStatement
  let countOnSynchronizer: PreparedStatement
  let delete: PreparedStatement
  let list: PreparedStatement

  init(_ database: Database) throws {
    let columns = Self.columns
    insert = try PreparedStatement(
      database, "INSERT INTO contracts (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    archive = try PreparedStatement(
      database, "UPDATE contracts SET archived_offset = ? WHERE contract_id = ? AND archived_offset IS NULL")
    select = try PreparedStatement(database, "SELECT \(columns) FROM contracts WHERE contract_id = ?")
    let isActive = "created_offset <= ?1 AND (archived_offset IS NULL OR archived_offset > ?1)"
    active = try PreparedStatement(
      database, "SELECT \(columns) FROM contracts WHERE \(isActive) ORDER BY contract_id")
    activeOnSynchronizer = try PreparedStatement(
      database, "SELECT \(columns) FROM contracts WHERE \(isActive) AND synchronizer = ?2 ORDER BY contract_id")
    count = try PreparedStatement(database, "SELECT count(*) FROM contracts WHERE archived_offset IS NULL")
    countOnSynchronizer = try PreparedStatement(
      database, "SELECT count(*) FROM contracts WHERE archived_offset IS NULL AND synchronizer = ?")
    delete = try PreparedStatement(database, "DELETE FROM contracts WHERE contract_id = ?")
    list = try PreparedStatement(database, "SELECT \(columns) FROM contracts ORDER BY contract_id")
  }

  static func values(_ contract: StoredContract) -> [Column] {
    [
      .blob(contract.contractId), .text(contract.synchronizer), .text(contract.template),
      .list(contract.signatories), .list(contract.observers), .blob(contract.payload), .instant(contract.createdAt),
      .integer(contract.reassignmentCounter), .integer(contract.createdOffset), .optional(contract.archivedOffset),
    ]
  }

  static func read(_ row: RowView) throws(StorageError) -> StoredContract {
    StoredContract(
      contractId: row.blob(0), synchronizer: row.text(1), template: row.text(2),
      signatories: try row.strings(3, "signatories", of: name), observers: try row.strings(4, "observers", of: name),
      payload: row.blob(5), createdAt: row.instant(6), reassignmentCounter: row.integer(7),
      createdOffset: row.integer(8), archivedOffset: row.optionalInteger(9))
  }
}

extension SQLiteStore {
  /// Adds contracts.
  public func insert(_ contracts: [StoredContract]) throws(StorageError) {
    try atomically { () throws(StorageError) in
      for contract in contracts {
        try tables.contracts.insert.insert(
          ContractsTable.values(contract), table: ContractsTable.name, key: hexadecimal(contract.contractId))
      }
    }
  }

  /// Marks contracts as archived at the offset.
  public func archive(_ contractIds: [[UInt8]], offset: Int64) throws(StorageError) {
    try atomically { () throws(StorageError) in
      for contractId in contractIds {
        try tables.contracts.archive.execute([.integer(offset), .blob(contractId)])
        guard tables.contracts.archive.changes == 1 else {
          throw .notActive(contractId: hexadecimal(contractId))
        }
      }
    }
  }

  /// The contract with this id, active or archived.
  public func contract(_ contractId: [UInt8]) throws(StorageError) -> StoredContract? {
    try tables.contracts.select.first([.blob(contractId)], ContractsTable.read)
  }

  /// The contracts that are active as of the offset, ordered by contract id.
  public func activeContracts(at offset: Int64, synchronizer: String?) throws(StorageError) -> [StoredContract] {
    guard let synchronizer else {
      return try tables.contracts.active.rows([.integer(offset)], ContractsTable.read)
    }
    return try tables.contracts.activeOnSynchronizer.rows(
      [.integer(offset), .text(synchronizer)], ContractsTable.read)
  }

  /// How many contracts are not archived.
  public func activeContractCount(synchronizer: String?) throws(StorageError) -> Int {
    guard let synchronizer else { return try tables.contracts.count.first { Int($0.integer(0)) } ?? 0 }
    return try tables.contracts.countOnSynchronizer.first([.text(synchronizer)]) { Int($0.integer(0)) } ?? 0
  }

  /// Removes contracts and their history.
  @discardableResult
  public func purge(_ contractIds: [[UInt8]]) throws(StorageError) -> Int {
    try atomically { () throws(StorageError) in
      var removed = 0
      for contractId in contractIds {
        try tables.contracts.delete.execute([.blob(contractId)])
        removed += tables.contracts.delete.changes
      }
      return removed
    }
  }
}
