import Foundation
import Keys

@testable import KMS

/// A state file in memory: what a server does with a service's records, without a database.
final class StateStore {
  private let seal: StateSeal
  private(set) var entries: [Entry] = []
  private var reservations: [CryptoEngine.Reservation] = []
  let watch = StateWatch()

  struct Entry {
    let kind: StateKind
    let name: String
    var body: Data
  }

  init() throws {
    seal = try StateSeal(operatorKey: [UInt8](repeating: 9, count: 32), salt: [1]) { count in
      (0..<count).map { _ in .random(in: .min ... .max) }
    }
  }

  /// All bytes that are written.
  var bytes: [UInt8] { entries.flatMap { Array($0.name.utf8) + Array($0.body) } }

  func write(_ records: [StateRecord]) throws {
    for record in records {
      let place = entries.firstIndex { $0.kind == record.kind && $0.name == record.name }
      guard let content = record.content else {
        if let place { entries.remove(at: place) }
        continue
      }
      let encoder = JSONEncoder()
      encoder.userInfo[StateScope.key] = StateScope(seal: seal, record: "\(record.kind)/\(record.name)")
      let entry = Entry(kind: record.kind, name: record.name, body: try encoder.encode(content))
      if let place { entries[place].body = entry.body } else { entries.append(entry) }
    }
  }

  /// Writes what an engine reserved; another one goes on from all that was ever written.
  func carry(_ engine: CryptoEngine, to next: CryptoEngine) {
    reservations += engine.takeReservations()
    for reservation in reservations { _ = next.restore(reservation) }
  }

  func read(_ restore: (StateKind, String, any StateSource) throws -> Void) throws {
    for entry in entries { try restore(entry.kind, entry.name, Source(entry: entry, seal: seal)) }
  }

  private struct Source: StateSource {
    let entry: Entry
    let seal: StateSeal

    func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
      let decoder = JSONDecoder()
      decoder.userInfo[StateScope.key] = StateScope(seal: seal, record: "\(entry.kind)/\(entry.name)")
      return try decoder.decode(type, from: entry.body)
    }
  }
}

extension Bench {
  /// The service as a server would find it after it was killed now.
  func restarted(_ store: StateStore, includingUses: Bool = true) throws -> Bench {
    try store.write(service.takeChanges(includingUses: includingUses))
    let bench = Bench(crypto.mode)
    bench.service.permissions = service.permissions
    try store.read { try bench.service.restore($0, $1, from: $2) }
    bench.now = now
    store.carry(crypto, to: bench.crypto)
    return bench
  }
}

extension GcpBench {
  /// The service as a server would find it after it was killed now.
  func restarted(_ store: StateStore) throws -> GcpBench {
    try store.write(service.takeChanges())
    let bench = try GcpBench(crypto.mode, isEmpty: true)
    try store.read { try bench.service.restore($0, $1, from: $2) }
    bench.now = now
    store.carry(crypto, to: bench.crypto)
    return bench
  }
}
