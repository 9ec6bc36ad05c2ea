import Kernel
import Keys
import Storage
import GRDB
import Foundation
func cpu() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + Double(t.tv_nsec)/1e9 }
func contract(_ n: Int) -> StoredContract {
  var id = [UInt8](repeating: 0, count: 34); var x = UInt64(n) &* 0x9E3779B97F4A7C15
  for i in 0..<8 { id[i] = UInt8(x & 255); x >>= 8 }
  return StoredContract(contractId: id, synchronizer: "mysynchronizer::1220aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", template: "pkg:Iou:Iou", signatories: ["Alice::1220aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], observers: ["Bob::1220aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], payload: [UInt8](repeating: 1, count: 120), createdAt: .zero, reassignmentCounter: 0, createdOffset: Int64(n))
}
func completion(_ n: Int) -> StoredCompletion { StoredCompletion(offset: Int64(n), userId: "user", commandId: "command-\(n)", submissionId: "sub-\(n)", actAs: ["Alice::1220aaaa"], code: "OK", updateId: [UInt8](repeating: 3, count: 34), recordTime: .zero) }
func commit(_ s: any NodeStore, _ n: Int, _ width: Int) throws {
  try s.transaction {
    if n > 0 { try s.archive((0..<width).map { contract((n-1)*width+$0).contractId }, offset: Int64(n)) }
    try s.insert((0..<width).map { contract(n*width+$0) })
    try s.append(completion(n))
    try s.put(StoredDeduplication(changeId: [UInt8](repeating: UInt8(n & 255), count: 33) + [UInt8(n >> 8 & 255), UInt8(n >> 16)], offset: Int64(n), until: .zero, state: .accepted))
    try s.set("ledger-end", [1,2,3,4,5,6,7,8])
  }
}
let dir = "/tmp/k/storage-exp/db"; try? FileManager.default.removeItem(atPath: dir); try FileManager.default.createDirectory(atPath: dir, withIntermediateDirectories: true)
func measure(_ name: String, _ n: Int, _ f: (Int) throws -> Void) throws { let t = cpu(); for i in 0..<n { try f(i) }; print(name, String(format: "%.2f us", (cpu()-t)/Double(n)*1e6)) }
for width in [1, 100] {
  let n = width == 1 ? 20_000 : 500
  for (name, s) in [("MemoryStore", MemoryStore() as any NodeStore), ("SQLite memory", try SQLiteStore(.memory)), ("SQLite file", try SQLiteStore(.file(dir + "/a\(width).db"))), ("SQLite file off", try SQLiteStore(.file(dir + "/b\(width).db"), durability: .off))] {
    try measure("\(name) commit of \(width)+\(width)", n) { try commit(s, $0, width) }
    let t = cpu(); let c = try s.activeContractCount(); print("   count \(c)", String(format: "%.0f us", (cpu()-t)*1e6))
  }
}
let store = try SQLiteStore(.memory)
try measure("own: one row transaction memory", 100_000) { _ in try store.set("a", [1]) }
let fstore = try SQLiteStore(.file(dir + "/c.db"))
try measure("own: one row transaction file", 20_000) { _ in try fstore.set("a", [1]) }
try measure("own: point select", 100_000) { _ in _ = try store.setting("a") }
let g = try DatabaseQueue()
try measure("GRDB: inDatabase, empty", 100_000) { _ in g.inDatabase { _ in } }
try measure("GRDB: unsafeReentrantWrite, empty", 100_000) { _ in g.unsafeReentrantWrite { _ in } }
try g.inDatabase { try $0.execute(sql: "CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID") }
let sql = "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
let data = Data([1])
try measure("GRDB: write, cached statement", 50_000) { _ in try g.write { try $0.cachedStatement(sql: sql).execute(arguments: ["a", data]) } }
try measure("GRDB: unsafeReentrantWrite, cached statement, autocommit", 50_000) { _ in try g.unsafeReentrantWrite { try $0.cachedStatement(sql: sql).execute(arguments: ["a", data]) } }
try g.unsafeReentrantWrite { db in
  try measure("GRDB: inside one access, cached statement, autocommit", 50_000) { _ in try db.cachedStatement(sql: sql).execute(arguments: ["a", data]) }
}
try g.unsafeReentrantWrite { db in
  try measure("GRDB: reentrant inside one access", 50_000) { _ in try g.unsafeReentrantWrite { db in try db.cachedStatement(sql: sql).execute(arguments: ["a", data]) } }
}
try measure("open memory", 200) { _ in _ = try SQLiteStore(.memory) }
