import GRDB
import GRDBSQLite

/// A whole database as bytes.
enum DatabaseImage {
  /// The content of the connection's database as one stand-alone database file.
  static func bytes(of connection: OpaquePointer) throws(StorageError) -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let start = sqlite3_serialize(connection, "main", &size, 0) else {
      throw .sqlite(code: SQLITE_NOMEM, message: "the database could not be serialised")
    }
    defer { sqlite3_free(start) }
    var bytes = Array(UnsafeBufferPointer(start: start, count: Int(size)))
    // Bytes 18 and 19 of the header say which journal the file uses (2: write-ahead log). A copy that has no log
    // beside it uses the old one (1); in memory SQLite refuses the other.
    if bytes.count > 19 {
      bytes[18] = 1
      bytes[19] = 1
    }
    return bytes
  }

  /// Puts the image in the place of the connection's (in-memory) database, after a look at whether it is one of ours.
  static func load(_ bytes: [UInt8], into database: Database) throws {
    guard bytes.starts(with: Array("SQLite format 3\u{0}".utf8)), bytes.count >= 512 else {
      throw StorageError.invalidBackup("no SQLite database")
    }
    let size = sqlite3_int64(bytes.count)
    guard let connection = database.sqliteConnection, let copy = sqlite3_malloc64(sqlite3_uint64(bytes.count)) else {
      throw StorageError.sqlite(code: SQLITE_NOMEM, message: "no memory for a database of \(bytes.count) bytes")
    }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
    let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
    let code = sqlite3_deserialize(
      connection, "main", copy.assumingMemoryBound(to: UInt8.self), size, size, flags)
    guard code == SQLITE_OK else { throw StorageError.invalidBackup("SQLite refuses it with \(code)") }
    guard try Int64.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationId else {
      throw StorageError.invalidBackup("a database of something else")
    }
    guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
      throw StorageError.invalidBackup("damaged")
    }
  }

  /// The rows of a backup.
  static func contents(of backup: StoreBackup) throws(StorageError) -> StoreContents {
    do throws(StorageError) {
      return try SQLiteStore(.memory, durability: .off, image: backup.bytes).contents()
    } catch {
      if case .invalidBackup = error { throw error }
      throw .invalidBackup(error.description)
    }
  }
}
