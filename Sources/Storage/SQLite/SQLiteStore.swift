import GRDB
import GRDBSQLite

/// A store in a SQLite database, in memory or in a file.
///
/// GRDB opens the database, configures and migrates it and prepares every statement once. Statements and transactions
/// then run on SQLite's own calls, on the thread of the simulation: the store has one connection, opened for use by
/// one thread at a time, and nobody else can reach it.
///
/// Files use a write-ahead log with `synchronous = NORMAL`: a crash of the process loses nothing that was committed.
/// Deleted content is overwritten (`secure_delete`); when a private key was replaced or deleted, the write-ahead log
/// is emptied at the commit, so that the key's bytes are gone from the disk and not just from the table.
public final class SQLiteStore: NodeStore {
  /// Where the database is.
  public enum Location: Hashable, Sendable {
    /// In memory; gone with the store.
    case memory
    /// A file at this path, made when it is not there, with `-wal` and `-shm` beside it.
    case file(String)
  }

  /// What a commit waits for.
  public enum Durability: String, Hashable, Sendable {
    /// Nothing committed is lost when the process dies.
    case normal = "NORMAL"
    /// The operating system decides; for runs whose files are thrown away.
    case off = "OFF"
  }

  /// Where the database is.
  public let location: Location

  let tables: Tables
  let connection: OpaquePointer
  private let queue: DatabaseQueue
  private let control: TransactionControl
  private var depth = 0
  private var secretsLeftBehind = false

  /// Opens the database, making or migrating it. Throws `StorageError.sqlite` when it is not a database of ours or
  /// cannot be opened.
  public convenience init(_ location: Location, durability: Durability = .normal) throws(StorageError) {
    try self.init(location, durability: durability, image: nil)
  }

  /// Opens an in-memory database with the given content, or a database at its location.
  init(_ location: Location, durability: Durability, image: [UInt8]?) throws(StorageError) {
    self.location = location
    do {
      let queue: DatabaseQueue
      switch location {
      case .memory: queue = try DatabaseQueue(configuration: Self.configuration)
      case .file(let path): queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      }
      self.queue = queue
      if let image {
        try queue.inDatabase { try DatabaseImage.load(image, into: $0) }
      }
      if case .file = location {
        try queue.inDatabase { database in
          try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = \(durability.rawValue)")
        }
      }
      try Schema.migrator.migrate(queue)
      (tables, control, connection) = try queue.inDatabase { database in
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        // GRDB's hooks serve its observation of changes and insist on being called from inside its own accesses.
        sqlite3_commit_hook(connection, nil, nil)
        sqlite3_rollback_hook(connection, nil, nil)
        return (try Tables(database), try TransactionControl(database), connection)
      }
    } catch {
      throw StorageError(error)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Runs `body` atomically; see `NodeStore`.
  public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try begin()
    let value: Value
    do {
      value = try body()
    } catch {
      try rollBack()
      throw error
    }
    try commit()
    return value
  }

  /// `transaction` for our own operations, which throw nothing but `StorageError`.
  func atomically<Value>(_ body: () throws(StorageError) -> Value) throws(StorageError) -> Value {
    try begin()
    let value: Value
    do throws(StorageError) {
      value = try body()
    } catch {
      try rollBack()
      throw error
    }
    try commit()
    return value
  }

  /// Whether a transaction is open.
  var isInsideTransaction: Bool { depth > 0 }

  /// Says that the open transaction removed key material, which the write-ahead log still holds.
  func leavesSecretsBehind() { secretsLeftBehind = true }

  /// Moves everything from the write-ahead log into the database file and empties the log. Does nothing in memory;
  /// not possible inside a transaction.
  public func checkpoint() throws(StorageError) {
    guard depth == 0 else { throw .insideTransaction(operation: "checkpoint") }
    guard case .file = location else { return }
    let code = sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard code == SQLITE_OK else { throw .sqlite(code: code, message: String(cString: sqlite3_errmsg(connection))) }
  }

  private func begin() throws(StorageError) {
    try (depth == 0 ? control.begin : control.savepoint).execute()
    depth += 1
  }

  private func commit() throws(StorageError) {
    if depth > 1 {
      try control.release.execute()
      depth -= 1
      return
    }
    do throws(StorageError) {
      try control.commit.execute()
    } catch {
      try rollBack()
      throw error
    }
    depth = 0
    if secretsLeftBehind {
      secretsLeftBehind = false
      try checkpoint()
    }
  }

  private func rollBack() throws(StorageError) {
    depth -= 1
    // SQLite itself rolls back a whole transaction on a full disk or a failed write.
    guard sqlite3_get_autocommit(connection) == 0 else { return }
    if depth > 0 {
      try control.rollBackToSavepoint.execute()
      try control.release.execute()
    } else {
      secretsLeftBehind = false
      try control.rollBack.execute()
    }
  }
}

/// The statements that open and end transactions. Savepoints of one name nest; the innermost answers.
private struct TransactionControl {
  let begin: PreparedStatement
  let commit: PreparedStatement
  let rollBack: PreparedStatement
  let savepoint: PreparedStatement
  let release: PreparedStatement
  let rollBackToSavepoint: PreparedStatement

  init(_ database: Database) throws {
    begin = try PreparedStatement(database, "BEGIN IMMEDIATE")
    commit = try PreparedStatement(database, "COMMIT")
    rollBack = try PreparedStatement(database, "ROLLBACK")
    savepoint = try PreparedStatement(database, "SAVEPOINT inner_transaction")
    release = try PreparedStatement(database, "RELEASE inner_transaction")
    rollBackToSavepoint = try PreparedStatement(database, "ROLLBACK TO inner_transaction")
  }
}

extension StorageError {
  /// What GRDB threw, as one of ours.
  init(_ error: any Error) {
    switch error {
    case let error as StorageError: self = error
    case let error as DatabaseError:
      self = .sqlite(code: error.extendedResultCode.rawValue, message: error.message ?? "no message")
    default: self = .sqlite(code: SQLITE_ERROR, message: "\(error)")
    }
  }
}
