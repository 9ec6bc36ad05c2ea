import Foundation
import GRDBSQLite

extension SQLiteStore {
  /// Every row of the store, each table in its defined order.
  public func contents() throws(StorageError) -> StoreContents {
    var contents = StoreContents()
    contents.settings = try settings()
    contents.privateKeys = try privateKeys()
    contents.publicKeys = try publicKeys()
    contents.kmsMetadata = try kmsMetadata()
    contents.topologyTransactions = try tables.topology.listAll.rows([], TopologyTable.read)
    contents.contracts = try tables.contracts.list.rows([], ContractsTable.read)
    contents.completions = try completions(after: Int64.min)
    contents.deduplications = try deduplications()
    contents.sequencedEvents = try tables.sequencedEvents.list.rows([], SequencedEventsTable.read)
    return contents
  }

  /// Replaces every row of the store.
  public func replace(with contents: StoreContents) throws(StorageError) {
    try atomically { () throws(StorageError) in
      for table in Schema.tableNames {
        let code = sqlite3_exec(connection, "DELETE FROM \(table)", nil, nil, nil)
        guard code == SQLITE_OK else {
          throw .sqlite(code: code, message: String(cString: sqlite3_errmsg(connection)))
        }
      }
      leavesSecretsBehind()
      try fill(with: contents)
    }
  }

  /// The bytes of the database file, its write-ahead log and its journal, as they lie on disk at this moment; in
  /// memory one serialised image.
  public func rawArtefacts() throws(StorageError) -> [RawArtefact] {
    guard case .file(let path) = location else {
      return [RawArtefact(name: "memory", bytes: try DatabaseImage.bytes(of: connection))]
    }
    var artefacts: [RawArtefact] = []
    for suffix in ["", "-wal", "-journal"] where FileManager.default.fileExists(atPath: path + suffix) {
      let url = URL(fileURLWithPath: path + suffix)
      do {
        artefacts.append(RawArtefact(name: url.lastPathComponent, bytes: [UInt8](try Data(contentsOf: url))))
      } catch {
        throw .file(path: path + suffix, reason: "\(error)")
      }
    }
    return artefacts
  }

  /// A consistent copy of the whole store.
  public func backup() throws(StorageError) -> StoreBackup {
    guard !isInsideTransaction else { throw .insideTransaction(operation: "backup") }
    return StoreBackup(bytes: try DatabaseImage.bytes(of: connection))
  }

  /// Replaces every row of the store by those of the backup.
  public func restore(from backup: StoreBackup) throws(StorageError) {
    guard !isInsideTransaction else { throw .insideTransaction(operation: "restore") }
    try replace(with: DatabaseImage.contents(of: backup))
  }
}
