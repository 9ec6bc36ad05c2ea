import Foundation
import GRDB
import Glibc
import Kernel
import Keys

/// The file in which a server keeps what its services must know after a restart: a SQLite database with one record for
/// each key, alias, grant and so on, in which private material and the seed are sealed under the operator's key.
///
/// A record is JSON with an HMAC over place, kind, name and content, so that none can be changed, renamed or put in
/// another's place without the key. A change is durable when ``write(_:)`` returns: one transaction in a write-ahead log
/// with `synchronous = FULL`. Whoever has opened the file holds SQLite's lock on it until the end of the process.
public final class StateFile: Sendable {
  /// The seed of the services, remembered from the first start on.
  public let seed: ServeOptions.Seed
  let path: String
  let seal: StateSeal
  private let database: DatabaseQueue

  /// One record as it stands in the file.
  struct Entry: Sendable {
    /// Whose: `aws` and a place, or `google`.
    let scope: String
    let kind: String
    let name: String
    /// JSON; nil for a record that goes away.
    let body: [UInt8]?
    /// When it was written.
    let written: Instant

    /// Tells the record from all others.
    var identity: String { "\(scope)/\(kind)/\(name)" }
  }

  /// Opens a file, or makes it with mode 0600. `seed` is what the operator asks for. Throws for a key that is not the
  /// file's, another seed than the file's, a file that another server holds, a file of a later version, and one that is
  /// no state file.
  public init(path: String, key: StateKey, seed: ServeOptions.Seed?) throws(ServeOptions.Mistake) {
    self.path = path
    let (queue, header) = try Self.explaining(path) {
      try Self.make(path)
      let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      let header = try queue.inDatabase { database in
        try Self.prepare(database, path: path, key: key, seed: seed ?? .drawn())
      }
      return (queue, header)
    }
    database = queue
    seal = header.seal
    self.seed = header.seed
    if let seed, seed.value != self.seed.value {
      throw ServeOptions.Mistake("\(path) was begun with another seed than --seed \(seed.value): leave --seed out")
    }
  }

  /// All records, in the order in which they were written first. Throws for one that was changed by somebody else.
  func entries() throws(ServeOptions.Mistake) -> [Entry] {
    let query = "SELECT scope, kind, name, body, written, tag FROM records ORDER BY position"
    return try Self.explaining(path) {
      try database.read { database in
        try Row.fetchAll(database, sql: query).map { row in
          let body: Data = row[3]
          let tag: Data = row[5]
          let entry = Entry(
            scope: row[0], kind: row[1], name: row[2], body: Array(body), written: Instant(nanoseconds: row[4]))
          guard seal.tag(of: Self.tagged(entry)).elementsEqual(tag) else {
            throw ServeOptions.Mistake("\(path) is damaged: the record \(entry.identity) was changed")
          }
          return entry
        }
      }
    }
  }

  /// When a record was written last; nil for a new file.
  func lastWritten() throws(ServeOptions.Mistake) -> Instant? {
    try Self.explaining(path) {
      try database.read { try Int64.fetchOne($0, sql: "SELECT max(written) FROM records") }
        .map { Instant(nanoseconds: $0) }
    }
  }

  /// Writes records in one transaction and returns when it is on the disk. Throws what SQLite complains about; then
  /// nothing of it is written. A caller who goes away does not break a write off, since others may wait for it.
  func write(_ entries: [Entry]) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      database.asyncWrite({ [self] in try put(entries, into: $0) }) { done.resume(with: $1) }
    }
  }

  private func put(_ entries: [Entry], into database: Database) throws {
    let put = try database.cachedStatement(
      sql: """
        INSERT INTO records (scope, kind, name, body, written, tag) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (scope, kind, name)
        DO UPDATE SET body = excluded.body, written = excluded.written, tag = excluded.tag
        """)
    let drop = try database.cachedStatement(sql: "DELETE FROM records WHERE scope = ? AND kind = ? AND name = ?")
    for entry in entries {
      if let body = entry.body {
        try put.execute(
          arguments: [
            entry.scope, entry.kind, entry.name, Data(body), entry.written.nanoseconds,
            Data(seal.tag(of: Self.tagged(entry))),
          ])
      } else {
        try drop.execute(arguments: [entry.scope, entry.kind, entry.name])
      }
    }
  }

  /// Closes the file, which empties its log; nothing can be written afterwards.
  func close() throws { try database.close() }

  /// What a record's HMAC is over: each part with its length.
  private static func tagged(_ entry: Entry) -> [UInt8] {
    var writer = ByteWriter()
    writer.string(entry.scope)
    writer.string(entry.kind)
    writer.string(entry.name)
    writer.bytes(entry.body ?? [])
    writer.u64(UInt64(bitPattern: entry.written.nanoseconds))
    return writer.output
  }

  // MARK: Opening

  /// SQLite's `application_id` of our files: `ksft`.
  private static let applicationID = 0x6b73_6674
  private static let version = 1
  private static let checkName = "check"
  private static let checkText = Array("keyshift state".utf8)

  private struct Header {
    let seal: StateSeal
    let seed: ServeOptions.Seed
  }

  /// A file that nobody else can read; SQLite gives its log the same mode.
  private static func make(_ path: String) throws(ServeOptions.Mistake) {
    let descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ServeOptions.Mistake("\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    Glibc.close(descriptor)
  }

  private static var configuration: GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Checks whose file it is before anything is written to it.
  private static func prepare(
    _ database: Database, path: String, key: StateKey, seed: ServeOptions.Seed
  ) throws -> Header {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    let isNew = application == 0 && version == 0 && isEmpty
    guard isNew || application == applicationID else {
      throw ServeOptions.Mistake("\(path) is no state file of keyshift")
    }
    guard version <= self.version else {
      throw ServeOptions.Mistake(
        "\(path) has version \(version); this keyshift knows no later one than \(self.version)")
    }
    if !isNew { return try header(database, path: path, key: key) }
    try writeAhead(database)
    return try begin(database, key: key, seed: seed)
  }

  private static func header(_ database: Database, path: String, key: StateKey) throws -> Header {
    guard let row = try Row.fetchOne(database, sql: "SELECT salt, key_check, seed FROM header") else {
      throw ServeOptions.Mistake("\(path) is damaged: it has no header")
    }
    func bytes(_ column: Int) -> [UInt8] { Array(row[column] as Data) }
    let seal = try StateSeal(operatorKey: key.bytes, salt: bytes(0), chance: randomBytes)
    guard (try? seal.open(bytes(1), as: checkName)) == checkText else {
      throw ServeOptions.Mistake("\(path) was sealed with another state key")
    }
    try writeAhead(database)
    let stored = try seal.open(bytes(2), as: "seed")
    let value = stored.dropLast().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Header(seal: seal, seed: stored.last == 1 ? .given(value) : .remembered(value))
  }

  /// A commit is on the disk when it returns, whatever becomes of the process or the machine.
  private static func writeAhead(_ database: Database) throws {
    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
    guard mode == "wal" else { throw ServeOptions.Mistake("no write-ahead log can be kept there") }
    try database.execute(sql: "PRAGMA synchronous = FULL")
  }

  private static func begin(_ database: Database, key: StateKey, seed: ServeOptions.Seed) throws -> Header {
    let salt = randomBytes(StateSeal.saltSize)
    let seal = try StateSeal(operatorKey: key.bytes, salt: salt, chance: randomBytes)
    let check = try seal.seal(checkText, as: checkName)
    let value = withUnsafeBytes(of: seed.value.bigEndian) { Array($0) }
    let sealedSeed = try seal.seal(value + [seed.isGiven ? 1 : 0], as: "seed")
    try database.inTransaction(.immediate) {
      try database.execute(
        sql: """
          PRAGMA application_id = \(applicationID);
          PRAGMA user_version = \(version);
          CREATE TABLE header (
            id INTEGER PRIMARY KEY CHECK (id = 1), salt BLOB NOT NULL, key_check BLOB NOT NULL, seed BLOB NOT NULL);
          CREATE TABLE records (
            position INTEGER PRIMARY KEY, scope TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            body BLOB NOT NULL, written INTEGER NOT NULL, tag BLOB NOT NULL, UNIQUE (scope, kind, name));
          """)
      try database.execute(
        sql: "INSERT INTO header VALUES (1, ?, ?, ?)", arguments: [Data(salt), Data(check), Data(sealedSeed)])
      return .commit
    }
    return Header(seal: seal, seed: seed)
  }

  /// Chance of the operating system.
  private static let randomBytes: @Sendable (Int) -> [UInt8] = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
  }

  /// Does something with the file; what goes wrong becomes a sentence for the operator.
  private static func explaining<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(ServeOptions.Mistake) -> Value {
    do {
      return try body()
    } catch let mistake as ServeOptions.Mistake {
      throw mistake
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw ServeOptions.Mistake("\(path) is in use by another server")
      case .SQLITE_NOTADB: throw ServeOptions.Mistake("\(path) is no state file of keyshift")
      default:
        throw ServeOptions.Mistake("\(path) cannot be used: SQLite says \(error.message ?? "\(error.resultCode)")")
      }
    } catch {
      throw ServeOptions.Mistake("\(path) cannot be used: \(error)")
    }
  }
}
