import Kernel
import Keys
import Storage
import Testing

@Suite("A transaction of a node's store")
struct TransactionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("leaves no trace in any table when its body throws", arguments: StoreKind.allCases)
  func rollsBackEverything(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try fill(store)
    let before = try store.contents()
    #expect(throws: Interruption.self) {
      try store.transaction {
        try store.set("ledger-end", [1])
        try store.set("empty", nil)
        try store.put(try privateKey(1, data: [0]))
        try store.deletePrivateKey(try fingerprint(2))
        try store.replacePrivateKeys([try privateKey(8)])
        try store.put(
          StoredPublicKey(fingerprint: try fingerprint(1), purpose: .encryption, data: [], name: "new"))
        try store.deleteKmsMetadata(try fingerprint(1))
        try store.append(topology("Authorized", 3))
        try store.append(topology("new store", 0))
        try store.insert([contract(9)])
        try store.archive([[0, 0, 1]], offset: 9)
        try store.purge([[0, 0, 2]])
        try store.append(completion(9))
        try store.put(StoredDeduplication(changeId: [5], offset: 9, until: .zero, state: .rejected))
        try store.pruneDeduplications(before: .distantFuture)
        try store.append(event("PAR::p1::1220aa", 3))
        try store.replace(with: StoreContents())
        try store.set("after", [1])
        throw Interruption()
      }
    }
    #expect(try store.contents() == before)
  }

  @Test("keeps everything together when its body returns", arguments: StoreKind.allCases)
  func commits(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    let count = try store.transaction {
      try store.insert([contract(1), contract(2)])
      try store.set("ledger-end", [1])
      return try store.activeContractCount()
    }
    #expect(count == 2)
    #expect(try store.setting("ledger-end") == [1])
  }

  @Test("goes on after an inner transaction that threw, without the inner one's changes", arguments: StoreKind.allCases)
  func nests(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try store.transaction {
      try store.set("outer", [1])
      let inner = refusal {
        try store.transaction {
          try store.set("outer", [2])
          try store.insert([contract(1)])
          throw Interruption()
        }
      }
      #expect(inner is Interruption)
      let archive = refusal { try store.archive([[0, 0, 1]], offset: 3) }
      #expect(archive as? StorageError == .notActive(contractId: "000001"))
      try store.transaction { try store.set("inner", [3]) }
    }
    #expect(try store.settings().map(\.key) == ["inner", "outer"])
    #expect(try store.setting("outer") == [1])
    #expect(try store.activeContractCount() == 0)
  }

  @Test("an outer transaction that throws undoes an inner one that returned", arguments: StoreKind.allCases)
  func outerUndoesInner(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    #expect(throws: Interruption.self) {
      try store.transaction {
        try store.transaction { try store.set("inner", [1]) }
        throw Interruption()
      }
    }
    #expect(try store.settings().isEmpty)
  }

  @Test("refuses a backup and a restore while it is open", arguments: StoreKind.allCases)
  func backupInside(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    let backup = try store.backup()
    try store.transaction {
      let backupRefused = refusal { _ = try store.backup() }
      let restoreRefused = refusal { try store.restore(from: backup) }
      #expect(backupRefused as? StorageError == .insideTransaction(operation: "backup"))
      #expect(restoreRefused as? StorageError == .insideTransaction(operation: "restore"))
    }
  }

  /// What the body threw. (With two `#expect(throws:)` inside one closure, Swift 6.3.1 reports the second one's error
  /// again at the closure's next throwing call.)
  private func refusal(_ body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
