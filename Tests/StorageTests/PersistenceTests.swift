import Foundation
import Keys
import Storage
import Testing

@Suite("What a store leaves behind")
struct PersistenceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a file store that is dropped without closing keeps what was committed")
  func reopened() throws {
    let path = folder.path("node.db")
    var store: SQLiteStore? = try SQLiteStore(.file(path))
    try fill(try #require(store))
    let before = try store?.contents()
    store = nil
    #expect(try SQLiteStore(.file(path)).contents() == before)
  }

  @Test("the files of a node that died in the middle of a transaction hold the committed rows and no others")
  func crashed() throws {
    let path = folder.path("node.db")
    let store = try SQLiteStore(.file(path))
    try fill(store)
    let before = try store.contents()
    try store.transaction {
      try store.set("ledger-end", [9, 9])
      try store.insert((100..<200).map { contract($0) })
      for suffix in ["", "-wal"] {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: folder.path("crashed.db") + suffix)
      }
    }
    #expect(try SQLiteStore(.file(folder.path("crashed.db"))).contents() == before)
    #expect(try store.activeContractCount() == 102)
  }

  @Test("a backup of one implementation restores into every other", arguments: StoreKind.allCases, StoreKind.allCases)
  func backup(from: StoreKind, to: StoreKind) throws {
    let otherFolder = try TemporaryFolder()
    let source = try from.make(in: folder)
    try fill(source)
    let backup = try source.backup()
    try source.set("later", [1])
    let target = try to.make(in: otherFolder)
    try target.set("gone", [1])
    try target.restore(from: backup)
    try source.set("later", nil)
    #expect(try target.contents() == source.contents())
  }

  @Test("two stores with the same history make the same backup bytes", arguments: StoreKind.allCases)
  func stableBackup(kind: StoreKind) throws {
    let otherFolder = try TemporaryFolder()
    let stores = [try kind.make(in: folder), try kind.make(in: otherFolder)]
    for store in stores { try fill(store) }
    #expect(try stores[0].backup() == stores[1].backup())
  }

  @Test("bytes that are no backup are refused and change nothing", arguments: StoreKind.allCases)
  func badBackup(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try fill(store)
    let before = try store.contents()
    let good = try store.backup().bytes
    var damaged = good
    for index in stride(from: 4_096, to: damaged.count, by: 64) { damaged[index] ^= 0xff }
    for bytes in [[], Array("not a database".utf8), Array(good.prefix(700)), damaged] {
      #expect { try store.restore(from: StoreBackup(bytes: bytes)) } throws: { error in
        guard case .invalidBackup = error as? StorageError else { return false }
        return true
      }
    }
    #expect(try store.contents() == before)
  }

  @Test("a stored private key is in the raw artefacts, a deleted or replaced one is not", arguments: StoreKind.allCases)
  func secureDelete(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    let secrets = (0..<3).map(secret)
    for (number, secret) in secrets.enumerated() { try store.put(try privateKey(number, data: secret)) }
    func found() throws -> [Bool] {
      let artefacts = try store.rawArtefacts()
      return secrets.map { secret in artefacts.contains { contains($0.bytes, secret) } }
    }
    #expect(try found() == [true, true, true])
    try store.deletePrivateKey(try fingerprint(0))
    #expect(try found() == [false, true, true])
    try store.put(try privateKey(1, data: [UInt8](repeating: 1, count: 90), wrapper: "w"))
    #expect(try found() == [false, false, true])
    try store.transaction { try store.replacePrivateKeys([try privateKey(5, data: [1], wrapper: "w")]) }
    #expect(try found() == [false, false, false])
  }

  @Test("a file store's artefacts are its database and its write-ahead log")
  func artefactNames() throws {
    let store = try SQLiteStore(.file(folder.path("participant1.db")))
    try store.set("a", [1])
    #expect(try store.rawArtefacts().map(\.name) == ["participant1.db", "participant1.db-wal"])
    try store.checkpoint()
    #expect(try store.rawArtefacts().last?.bytes.isEmpty == true)
  }

  @Test("a stored private key prints without its bytes")
  func redacted() throws {
    let key = try privateKey(1, data: [222, 173, 190, 239])
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("222") && !text.contains("173"), "\(text)")
    }
  }

  @Test("a file that is no store is refused with SQLite's reason")
  func notAStore() throws {
    let path = folder.path("text.db")
    try Data(repeating: 65, count: 4_096).write(to: URL(fileURLWithPath: path))
    #expect { try SQLiteStore(.file(path)) } throws: { error in
      guard case .sqlite(let code, _) = error as? StorageError else { return false }
      return code == 26
    }
  }

  /// 400 bytes that nothing else in the store resembles.
  private func secret(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<400 { bytes.append(UInt8((index * (7 + number) + number * 31 + 5) % 251)) }
    return bytes
  }

  private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
    // The middle of a key is enough to call it found.
    Data(bytes).range(of: Data(needle[100..<200])) != nil
  }
}
