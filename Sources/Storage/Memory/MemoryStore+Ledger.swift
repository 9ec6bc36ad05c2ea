import Kernel

extension MemoryStore {
  /// Appends a topology transaction.
  public func append(_ transaction: StoredTopologyTransaction) throws(StorageError) {
    guard topologyRows[transaction.store, default: SortedRows()].insert(transaction, at: transaction.position) else {
      throw .duplicate(table: "topology_transactions", key: "\(transaction.store)/\(transaction.position)")
    }
    remember(.topology(store: transaction.store, position: transaction.position))
  }

  /// The transactions of one topology store, ordered by position.
  public func topologyTransactions(store: String) throws(StorageError) -> [StoredTopologyTransaction] {
    topologyRows[store]?.rows ?? []
  }

  /// The position after the last one of the topology store.
  public func nextTopologyPosition(store: String) throws(StorageError) -> Int64 { topologyRows[store]?.next ?? 0 }

  /// The names of the topology stores that hold a transaction, ordered by name.
  public func topologyStores() throws(StorageError) -> [String] {
    topologyRows.filter { !$0.value.rows.isEmpty }.keys.sorted { ByteOrder.precedes($0, $1) }
  }

  /// Adds contracts.
  public func insert(_ contracts: [StoredContract]) throws(StorageError) {
    for (index, contract) in contracts.enumerated() {
      guard contractRows[contract.contractId] == nil else {
        for added in contracts[..<index] { contractRows[added.contractId] = nil }
        throw .duplicate(table: "contracts", key: hexadecimal(contract.contractId))
      }
      contractRows[contract.contractId] = contract
    }
    for contract in contracts { remember(.contract(contract.contractId, nil)) }
  }

  /// Marks contracts as archived at the offset.
  public func archive(_ contractIds: [[UInt8]], offset: Int64) throws(StorageError) {
    var changed: [StoredContract] = []
    changed.reserveCapacity(contractIds.count)
    for contractId in contractIds {
      guard let old = contractRows[contractId], old.archivedOffset == nil else {
        for contract in changed { contractRows[contract.contractId] = contract }
        throw .notActive(contractId: hexadecimal(contractId))
      }
      changed.append(old)
      contractRows[contractId]?.archivedOffset = offset
    }
    for contract in changed { remember(.contract(contract.contractId, contract)) }
  }

  /// The contract with this id, active or archived.
  public func contract(_ contractId: [UInt8]) throws(StorageError) -> StoredContract? { contractRows[contractId] }

  /// The contracts that are active as of the offset, ordered by contract id.
  public func activeContracts(at offset: Int64, synchronizer: String?) throws(StorageError) -> [StoredContract] {
    contractRows.values
      .filter { $0.isActive(at: offset) && (synchronizer == nil || $0.synchronizer == synchronizer) }
      .sorted { ByteOrder.precedes($0.contractId, $1.contractId) }
  }

  /// How many contracts are not archived.
  public func activeContractCount(synchronizer: String?) throws(StorageError) -> Int {
    contractRows.values.count {
      $0.archivedOffset == nil && (synchronizer == nil || $0.synchronizer == synchronizer)
    }
  }

  /// Removes contracts and their history.
  @discardableResult
  public func purge(_ contractIds: [[UInt8]]) throws(StorageError) -> Int {
    var removed = 0
    for contractId in contractIds {
      guard let old = contractRows.removeValue(forKey: contractId) else { continue }
      remember(.contract(contractId, old))
      removed += 1
    }
    return removed
  }

  /// Appends a completion.
  public func append(_ completion: StoredCompletion) throws(StorageError) {
    guard completionRows.insert(completion, at: completion.offset) else {
      throw .duplicate(table: "completions", key: "\(completion.offset)")
    }
    remember(.completion(offset: completion.offset))
  }

  /// The completions behind the offset, ordered by offset.
  public func completions(after offset: Int64) throws(StorageError) -> [StoredCompletion] {
    guard offset < Int64.max else { return [] }
    return Array(completionRows.rows[completionRows.index(notBelow: offset + 1)...])
  }

  /// The deduplication row of a change id.
  public func deduplication(_ changeId: [UInt8]) throws(StorageError) -> StoredDeduplication? {
    deduplicationRows[changeId]
  }

  /// Stores a deduplication row.
  public func put(_ deduplication: StoredDeduplication) throws(StorageError) {
    remember(.deduplication(deduplication.changeId, deduplicationRows[deduplication.changeId]))
    deduplicationRows[deduplication.changeId] = deduplication
  }

  /// All deduplication rows, ordered by change id.
  public func deduplications() throws(StorageError) -> [StoredDeduplication] {
    deduplicationRows.values.sorted { ByteOrder.precedes($0.changeId, $1.changeId) }
  }

  /// Deletes the rows whose period ended before the instant.
  @discardableResult
  public func pruneDeduplications(before instant: Instant) throws(StorageError) -> Int {
    let ended = try deduplications().filter { $0.until < instant }
    for row in ended {
      remember(.deduplication(row.changeId, row))
      deduplicationRows[row.changeId] = nil
    }
    return ended.count
  }

  /// Appends a sequenced event.
  public func append(_ event: StoredSequencedEvent) throws(StorageError) {
    guard sequencedEventRows[event.member, default: SortedRows()].insert(event, at: event.counter) else {
      throw .duplicate(table: "sequenced_events", key: "\(event.member)/\(event.counter)")
    }
    remember(.sequencedEvent(member: event.member, counter: event.counter))
  }

  /// At most `limit` events of the member from the counter on, ordered by counter.
  public func sequencedEvents(
    member: String, from counter: Int64, limit: Int
  ) throws(StorageError) -> [StoredSequencedEvent] {
    guard let rows = sequencedEventRows[member] else { return [] }
    return Array(rows.rows[rows.index(notBelow: counter)...].prefix(max(0, limit)))
  }

  /// The counter after the member's last event.
  public func nextSequencedCounter(member: String) throws(StorageError) -> Int64 {
    sequencedEventRows[member]?.next ?? 0
  }
}
