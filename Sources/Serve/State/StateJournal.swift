import Configuration
import Foundation
import KMS
import Kernel
import Keys

/// Writes down what the services of one engine change. Whoever changed something waits until it is on the disk; what
/// others change in the meantime goes there together, so that many callers share one transaction. What could not be
/// written stays here and is tried again with the next request; until then nothing is answered, since an answer could
/// tell of it. Confined to its engine's actor.
final class StateJournal {
  private let file: StateFile
  private let log: ServerLog
  private var unwritten: [(scope: String, record: Record)] = []
  /// How many records were ever taken, and how many of them are on the disk.
  private var taken = 0
  private var written = 0
  private var isWriting = false
  private var failures = 0
  /// The latest instant of those who wrote: no record of theirs is younger.
  private var latest = Instant.zero
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// What becomes of a record: a service's own, or an engine's reservation.
  private struct Record {
    let kind: String
    let name: String
    let content: (any Encodable)?
  }

  static let reservation = "operations"

  init(_ file: StateFile, log: ServerLog) {
    self.file = file
    self.log = log
  }

  /// Takes the changes of a service.
  func add(_ records: [StateRecord], of scope: String) {
    taken += records.count
    unwritten += records.map { (scope, Record(kind: $0.kind.rawValue, name: $0.name, content: $0.content)) }
  }

  /// Takes what an engine of cryptography reserved.
  func add(_ reservations: [CryptoEngine.Reservation], of scope: String) {
    taken += reservations.count
    unwritten += reservations.map { (scope, Record(kind: Self.reservation, name: $0.purpose, content: $0)) }
  }

  /// Returns when all that was taken so far is on the disk; false when it could not be written.
  func write(at instant: Instant) async -> Bool {
    latest = max(latest, instant)
    let wanted = taken
    let failures = failures
    while written < wanted {
      if isWriting {
        await withCheckedContinuation { waiting.append($0) }
      } else {
        await writeOnce()
      }
      guard failures == self.failures else { return false }
    }
    return true
  }

  /// Writes all that is unwritten, in one transaction, and lets those go on who waited for that.
  private func writeOnce() async {
    isWriting = true
    let count = unwritten.count
    do {
      try await file.write(unwritten.map { try entry($0.scope, $0.record) })
      unwritten.removeFirst(count)
      written += count
    } catch {
      failures += 1
      log.event("state-not-written", [.init("reason", .string("\(error)"))])
    }
    isWriting = false
    let woken = waiting
    waiting.removeAll(keepingCapacity: true)
    for caller in woken { caller.resume() }
  }

  private func entry(_ scope: String, _ record: Record) throws -> StateFile.Entry {
    func entry(_ body: [UInt8]?) -> StateFile.Entry {
      StateFile.Entry(scope: scope, kind: record.kind, name: record.name, body: body, written: latest)
    }
    guard let content = record.content else { return entry(nil) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.userInfo[StateScope.key] = StateScope(seal: file.seal, record: entry(nil).identity)
    return entry(Array(try encoder.encode(content)))
  }
}

/// Reads the content of one entry.
private struct JSONSource: StateSource {
  let entry: StateFile.Entry
  let seal: StateSeal

  func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
    let decoder = JSONDecoder()
    decoder.userInfo[StateScope.key] = StateScope(seal: seal, record: entry.identity)
    return try decoder.decode(type, from: Data(entry.body ?? []))
  }
}

extension StateFile {
  /// Hands the records of the scopes that `isOwn` names to whom they belong: those of a service with the scope, and the
  /// reservations to the engine. Throws for a record that cannot be read.
  func restore(
    _ isOwn: (String) -> Bool, reservations: CryptoEngine,
    record: (String, StateKind, String, any StateSource) throws -> Void
  ) throws(ServeOptions.Mistake) {
    for entry in try entries() where isOwn(entry.scope) {
      let source = JSONSource(entry: entry, seal: seal)
      do {
        if entry.kind == StateJournal.reservation {
          guard reservations.restore(try source.decode(CryptoEngine.Reservation.self)) else {
            throw ServeOptions.Mistake("there are no operations \(entry.name)")
          }
        } else if let kind = StateKind(rawValue: entry.kind) {
          try record(entry.scope, kind, entry.name, source)
        } else {
          throw ServeOptions.Mistake("records of this kind are not known")
        }
      } catch {
        throw ServeOptions.Mistake("\(path): the record \(entry.identity) cannot be read: \(error)")
      }
    }
  }
}
