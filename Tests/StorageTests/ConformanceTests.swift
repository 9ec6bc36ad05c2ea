import Kernel
import Keys
import Storage
import Testing

/// What every `NodeStore` does.
@Suite("A node's store")
struct ConformanceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("keeps, replaces and removes settings, and tells an empty value from none", arguments: StoreKind.allCases)
  func settings(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try store.set("b", [1])
    try store.set("a", [])
    try store.set("b", [2])
    #expect(try store.setting("a") == [])
    #expect(try store.setting("c") == nil)
    #expect(try store.settings() == [StoredSetting(key: "a", value: []), StoredSetting(key: "b", value: [2])])
    try store.set("a", nil)
    #expect(try store.setting("a") == nil)
  }

  @Test("lists private keys by fingerprint and gives every column back", arguments: StoreKind.allCases)
  func privateKeys(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    let keys = try [3, 1, 2].map { try privateKey($0, wrapper: $0 == 2 ? "alias/wrapper" : nil) }
    for key in keys { try store.put(key) }
    #expect(try store.privateKeys() == [keys[1], keys[2], keys[0]])
    #expect(try store.privateKey(try fingerprint(2)) == keys[2])
    #expect(try store.privateKey(try fingerprint(9)) == nil)
    #expect(try store.deletePrivateKey(try fingerprint(1)))
    #expect(try !store.deletePrivateKey(try fingerprint(1)))
    #expect(try store.privateKeys() == [keys[2], keys[0]])
  }

  @Test("replaces all private keys at once, and none when the new ones clash", arguments: StoreKind.allCases)
  func replacePrivateKeys(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try store.put(try privateKey(1))
    let enveloped = try [privateKey(2, data: [9], wrapper: "w"), privateKey(1, data: [8], wrapper: "w")]
    try store.replacePrivateKeys(enveloped)
    #expect(try store.privateKeys() == [enveloped[1], enveloped[0]])
    let clash = try [privateKey(3), privateKey(3)]
    #expect(throws: StorageError.duplicate(table: "private_keys", key: try fingerprint(3).hex)) {
      try store.replacePrivateKeys(clash)
    }
    #expect(try store.privateKeys() == [enveloped[1], enveloped[0]])
  }

  @Test("keeps public keys and where KMS keys live, by fingerprint", arguments: StoreKind.allCases)
  func otherKeys(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try fill(store)
    #expect(try store.publicKeys().map(\.fingerprint) == [try fingerprint(1), try fingerprint(2)])
    #expect(try store.publicKey(try fingerprint(2))?.data == [2])
    #expect(try store.kmsMetadata().map(\.kmsKeyId) == ["key/1", "key/2"])
    #expect(try store.kmsMetadata(try fingerprint(1))?.usageMask == 0b1010)
    #expect(try store.deleteKmsMetadata(try fingerprint(1)))
    #expect(try store.kmsMetadata(try fingerprint(1)) == nil)
    #expect(try !store.deleteKmsMetadata(try fingerprint(1)))
  }

  @Test("keeps each topology store's transactions by position and refuses a taken one", arguments: StoreKind.allCases)
  func topologyStores(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    #expect(try store.nextTopologyPosition(store: "Authorized") == 0)
    for position: Int64 in [0, 2, 1] { try store.append(topology("Authorized", position)) }
    try store.append(topology("another", 0, rejection: "no"))
    #expect(try store.nextTopologyPosition(store: "Authorized") == 3)
    #expect(
      try store.topologyTransactions(store: "Authorized") == [0, 1, 2].map { topology("Authorized", $0) })
    #expect(try store.topologyTransactions(store: "another").map(\.rejection) == ["no"])
    #expect(try store.topologyStores() == ["Authorized", "another"])
    #expect(throws: StorageError.duplicate(table: "topology_transactions", key: "Authorized/1")) {
      try store.append(topology("Authorized", 1))
    }
  }

  @Test("answers the active contracts as of any offset, ordered by contract id", arguments: StoreKind.allCases)
  func activeContracts(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try store.insert([contract(300, created: 1), contract(2, created: 2), contract(1, synchronizer: "s2", created: 3)])
    try store.archive([contract(2).contractId], offset: 4)
    func active(_ offset: Int64, _ synchronizer: String? = nil) throws -> [[UInt8]] {
      try store.activeContracts(at: offset, synchronizer: synchronizer).map(\.contractId)
    }
    #expect(try active(0) == [])
    #expect(try active(3) == [[0, 0, 1], [0, 0, 2], [0, 1, 44]])
    #expect(try active(4) == [[0, 0, 1], [0, 1, 44]])
    #expect(try active(4, "s2") == [[0, 0, 1]])
    #expect(try store.activeContractCount() == 2)
    #expect(try store.activeContractCount(synchronizer: "s2") == 1)
    #expect(try store.contract([0, 0, 2]) == contract(2, created: 2, archived: 4))
    #expect(try store.contract([9]) == nil)
  }

  @Test("adds and archives contracts all or none", arguments: StoreKind.allCases)
  func contractsAllOrNone(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    try store.insert([contract(1), contract(2)])
    #expect(throws: StorageError.duplicate(table: "contracts", key: "000002")) {
      try store.insert([contract(3), contract(2), contract(4)])
    }
    #expect(try store.activeContractCount() == 2)
    #expect(throws: StorageError.notActive(contractId: "000009")) {
      try store.archive([[0, 0, 1], [0, 0, 9]], offset: 5)
    }
    #expect(try store.contract([0, 0, 1])?.archivedOffset == nil)
    try store.archive([[0, 0, 1]], offset: 5)
    #expect(throws: StorageError.notActive(contractId: "000001")) { try store.archive([[0, 0, 1]], offset: 6) }
    #expect(try store.contract([0, 0, 1])?.archivedOffset == 5)
    #expect(try store.purge([[0, 0, 1], [0, 0, 7]]) == 1)
    #expect(try store.contract([0, 0, 1]) == nil)
  }

  @Test("keeps completions by offset and refuses a taken one", arguments: StoreKind.allCases)
  func completions(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    for offset: Int64 in [5, 3, 4] { try store.append(completion(offset, updateId: offset == 4 ? nil : [1])) }
    #expect(try store.completions(after: 3) == [completion(4, updateId: nil), completion(5, updateId: [1])])
    #expect(try store.completions(after: Int64.max).isEmpty)
    #expect(throws: StorageError.duplicate(table: "completions", key: "4")) { try store.append(completion(4)) }
  }

  @Test("remembers changes until their deduplication period ended", arguments: StoreKind.allCases)
  func deduplication(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    func row(_ id: UInt8, _ until: Int64, _ state: StoredDeduplication.State) -> StoredDeduplication {
      StoredDeduplication(changeId: [id], offset: 1, until: Instant(nanoseconds: until), state: state)
    }
    try store.put(row(2, 20, .inFlight))
    try store.put(row(1, 10, .rejected))
    try store.put(row(2, 30, .accepted))
    #expect(try store.deduplication([2]) == row(2, 30, .accepted))
    #expect(try store.deduplications() == [row(1, 10, .rejected), row(2, 30, .accepted)])
    #expect(try store.pruneDeduplications(before: Instant(nanoseconds: 30)) == 1)
    #expect(try store.deduplications() == [row(2, 30, .accepted)])
    #expect(try store.deduplication([1]) == nil)
  }

  @Test("keeps each member's events by counter", arguments: StoreKind.allCases)
  func sequencedEvents(kind: StoreKind) throws {
    let store = try kind.make(in: folder)
    for counter: Int64 in 0..<5 { try store.append(event("b", counter)) }
    try store.append(event("a", 0))
    #expect(try store.sequencedEvents(member: "b", from: 3) == [event("b", 3), event("b", 4)])
    #expect(try store.sequencedEvents(member: "b", from: 1, limit: 2).map(\.counter) == [1, 2])
    #expect(try store.sequencedEvents(member: "c", from: 0).isEmpty)
    #expect(try store.nextSequencedCounter(member: "b") == 5)
    #expect(try store.nextSequencedCounter(member: "c") == 0)
    #expect(throws: StorageError.duplicate(table: "sequenced_events", key: "b/4")) { try store.append(event("b", 4)) }
  }

  @Test("has the same contents in every implementation after the same operations")
  func sameContents() throws {
    let stores = try StoreKind.allCases.map { try $0.make(in: folder) }
    for store in stores { try fill(store) }
    let contents = try stores.map { try $0.contents() }
    #expect(contents[0] == contents[1])
    #expect(contents[0] == contents[2])
    #expect(contents[0].contracts.count == 3)
    #expect(contents[0].topologyTransactions.map(\.position) == [0, 1, 2, 0])
  }
}
