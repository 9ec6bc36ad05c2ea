import Foundation
import Kernel
import Keys
import Storage
import Testing

/// The implementations that must answer alike.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory, sqliteMemory, sqliteFile

  var testDescription: String { rawValue }

  /// An empty store; a file store lies in the folder.
  func make(in folder: TemporaryFolder) throws -> any NodeStore {
    switch self {
    case .memory: MemoryStore()
    case .sqliteMemory: try SQLiteStore(.memory)
    case .sqliteFile: try SQLiteStore(.file(folder.path("node.db")))
    }
  }
}

/// A folder that is removed with the value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      Issue.record("the temporary folder could not be removed: \(error)")
    }
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

struct Interruption: Error {}

/// A fingerprint that sorts by its number.
func fingerprint(_ number: Int) throws -> Fingerprint {
  let digits = String(number, radix: 16)
  return try #require(Fingerprint(hex: "1220" + String(repeating: "0", count: 64 - digits.count) + digits))
}

func privateKey(_ number: Int, data: [UInt8] = [1, 2, 3], wrapper: String? = nil) throws -> StoredPrivateKey {
  StoredPrivateKey(
    fingerprint: try fingerprint(number), purpose: number.isMultiple(of: 2) ? .signing : .encryption, data: data,
    name: number.isMultiple(of: 3) ? nil : "key-\(number)", wrapperKeyId: wrapper)
}

func contract(
  _ number: Int, synchronizer: String = "mysynchronizer::1220aa", created: Int64 = 1, archived: Int64? = nil
) -> StoredContract {
  StoredContract(
    contractId: [0, UInt8(number >> 8), UInt8(number & 255)], synchronizer: synchronizer, template: "pkg:Iou:Iou",
    signatories: ["Alice::1220aa"], observers: number.isMultiple(of: 2) ? [] : ["Bob::1220bb", ""],
    payload: [UInt8](repeating: UInt8(number & 255), count: number % 5), createdAt: Instant(nanoseconds: Int64(number)),
    reassignmentCounter: 0, createdOffset: created, archivedOffset: archived)
}

func topology(_ store: String, _ position: Int64, rejection: String? = nil) -> StoredTopologyTransaction {
  StoredTopologyTransaction(
    store: store, position: position, sequenced: Instant(nanoseconds: position),
    effective: Instant(nanoseconds: position + 250), code: "otk", uniqueKey: [9, UInt8(position)], serial: position + 1,
    operation: 1, isProposal: position.isMultiple(of: 2), rejection: rejection, bytes: [1, 2, UInt8(position)])
}

func completion(_ offset: Int64, updateId: [UInt8]? = [7]) -> StoredCompletion {
  StoredCompletion(
    offset: offset, userId: "user", commandId: "command-\(offset)", submissionId: "submission-\(offset)",
    actAs: ["Alice::1220aa", "Bob::1220bb"], code: updateId == nil ? "LOCAL_VERDICT_LOCKED_CONTRACTS" : "OK",
    updateId: updateId, recordTime: Instant(nanoseconds: offset * 10))
}

func event(_ member: String, _ counter: Int64) -> StoredSequencedEvent {
  StoredSequencedEvent(
    member: member, counter: counter, sequencedAt: Instant(nanoseconds: 1_000 + counter), bytes: [UInt8(counter)])
}

/// Some of everything.
func fill(_ store: any NodeStore) throws {
  try store.set("ledger-end", [0, 0, 7])
  try store.set("empty", [])
  for number in [3, 1, 2] { try store.put(try privateKey(number, wrapper: number == 2 ? "alias/wrapper" : nil)) }
  for number in [2, 1] {
    try store.put(
      StoredPublicKey(fingerprint: try fingerprint(number), purpose: .signing, data: [UInt8(number)], name: nil))
    try store.put(
      StoredKmsMetadata(
        fingerprint: try fingerprint(number), kmsKeyId: "key/\(number)", purpose: .signing, usageMask: 0b1010))
  }
  for position: Int64 in [0, 1, 2] { try store.append(topology("Authorized", position)) }
  try store.append(topology("mysynchronizer::1220aa", 0, rejection: "SERIAL_MISMATCH"))
  try store.insert([contract(3), contract(1), contract(2, synchronizer: "other::1220bb")])
  try store.archive([[0, 0, 3]], offset: 4)
  try store.append(completion(4))
  try store.append(completion(5, updateId: nil))
  try store.put(
    StoredDeduplication(changeId: [5], offset: 4, until: Instant(nanoseconds: 99), state: .accepted))
  for counter: Int64 in [0, 1, 2] { try store.append(event("PAR::p1::1220aa", counter)) }
}
