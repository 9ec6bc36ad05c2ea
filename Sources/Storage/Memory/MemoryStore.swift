import Keys

/// A store in plain collections, for unit tests and very large runs.
///
/// Transactions keep a journal of the rows they replaced and put them back when their body throws. The store survives
/// a crash of its node as long as somebody else (the world of the run) holds it.
public final class MemoryStore: NodeStore {
  var settingRows: [String: [UInt8]] = [:]
  var privateKeyRows: [Fingerprint: StoredPrivateKey] = [:]
  var publicKeyRows: [Fingerprint: StoredPublicKey] = [:]
  var kmsMetadataRows: [Fingerprint: StoredKmsMetadata] = [:]
  var topologyRows: [String: SortedRows<StoredTopologyTransaction>] = [:]
  var contractRows: [[UInt8]: StoredContract] = [:]
  var completionRows = SortedRows<StoredCompletion>()
  var deduplicationRows: [[UInt8]: StoredDeduplication] = [:]
  var sequencedEventRows: [String: SortedRows<StoredSequencedEvent>] = [:]

  private var journal: [Undo] = []
  private var depth = 0

  /// An empty store.
  public init() {}

  /// Runs `body` atomically; see `NodeStore`.
  public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    let mark = journal.count
    depth += 1
    defer {
      depth -= 1
      if depth == 0 { journal.removeAll(keepingCapacity: true) }
    }
    do {
      return try body()
    } catch {
      while journal.count > mark { undo(journal.removeLast()) }
      throw error
    }
  }

  /// Whether a transaction is open.
  var isInsideTransaction: Bool { depth > 0 }

  /// Keeps what a change replaced; outside a transaction there is nothing to go back to.
  func remember(_ entry: @autoclosure () -> Undo) {
    if depth > 0 { journal.append(entry()) }
  }

  private func undo(_ entry: Undo) {
    switch entry {
    case .setting(let key, let old): settingRows[key] = old
    case .privateKey(let fingerprint, let old): privateKeyRows[fingerprint] = old
    case .allPrivateKeys(let old): privateKeyRows = old
    case .publicKey(let fingerprint, let old): publicKeyRows[fingerprint] = old
    case .kmsMetadata(let fingerprint, let old): kmsMetadataRows[fingerprint] = old
    case .topology(let store, let position): topologyRows[store]?.remove(position)
    case .contract(let contractId, let old): contractRows[contractId] = old
    case .completion(let offset): completionRows.remove(offset)
    case .deduplication(let changeId, let old): deduplicationRows[changeId] = old
    case .sequencedEvent(let member, let counter): sequencedEventRows[member]?.remove(counter)
    case .everything(let old): replaceRows(with: old)
    }
  }
}

/// What brings one row back to where it was; rows of append-only tables are taken out again.
enum Undo {
  case setting(String, [UInt8]?)
  case privateKey(Fingerprint, StoredPrivateKey?)
  case allPrivateKeys([Fingerprint: StoredPrivateKey])
  case publicKey(Fingerprint, StoredPublicKey?)
  case kmsMetadata(Fingerprint, StoredKmsMetadata?)
  case topology(store: String, position: Int64)
  case contract([UInt8], StoredContract?)
  case completion(offset: Int64)
  case deduplication([UInt8], StoredDeduplication?)
  case sequencedEvent(member: String, counter: Int64)
  case everything(StoreContents)
}
