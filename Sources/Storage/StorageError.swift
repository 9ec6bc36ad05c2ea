/// Why a store refused an operation.
public enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The table has a row under this key already.
  case duplicate(table: String, key: String)
  /// The contract is not there or is archived; the id in hexadecimal.
  case notActive(contractId: String)
  /// A stored column does not hold what its type says: the database was changed from outside.
  case corrupt(table: String, column: String)
  /// The bytes are not a backup of a store.
  case invalidBackup(String)
  /// The operation cannot run inside a transaction.
  case insideTransaction(operation: String)
  /// A file could not be read or written.
  case file(path: String, reason: String)
  /// SQLite refused: its extended result code and its message.
  case sqlite(code: Int32, message: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .duplicate(let table, let key): "\(table) has a row with key \(key) already"
    case .notActive(let contractId): "contract \(contractId) is not active"
    case .corrupt(let table, let column): "column \(column) of \(table) holds an impossible value"
    case .invalidBackup(let reason): "not a backup of a store: \(reason)"
    case .insideTransaction(let operation): "\(operation) is not possible inside a transaction"
    case .file(let path, let reason): "\(path): \(reason)"
    case .sqlite(let code, let message): "SQLite error \(code): \(message)"
    }
  }
}
