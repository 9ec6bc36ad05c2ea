extension MemoryStore {
  /// Every row of the store, each table in its defined order.
  public func contents() throws(StorageError) -> StoreContents {
    var contents = StoreContents()
    contents.settings = try settings()
    contents.privateKeys = try privateKeys()
    contents.publicKeys = try publicKeys()
    contents.kmsMetadata = try kmsMetadata()
    for store in try topologyStores() {
      contents.topologyTransactions += topologyRows[store]?.rows ?? []
    }
    contents.contracts = contractRows.values.sorted { ByteOrder.precedes($0.contractId, $1.contractId) }
    contents.completions = completionRows.rows
    contents.deduplications = try deduplications()
    for member in sequencedEventRows.keys.sorted(by: { ByteOrder.precedes($0, $1) }) {
      contents.sequencedEvents += sequencedEventRows[member]?.rows ?? []
    }
    return contents
  }

  /// Replaces every row of the store.
  public func replace(with contents: StoreContents) throws(StorageError) {
    let fresh = MemoryStore()
    try fresh.fill(with: contents)
    if isInsideTransaction {
      let old = try self.contents()
      remember(.everything(old))
    }
    takeRows(of: fresh)
  }

  /// Puts back what `replace(with:)` replaced; the contents come from a store, so no row is there twice.
  func replaceRows(with contents: StoreContents) {
    let fresh = MemoryStore()
    do {
      try fresh.fill(with: contents)
    } catch {
      preconditionFailure("the contents of a store do not fill a store: \(error)")
    }
    takeRows(of: fresh)
  }

  private func takeRows(of other: MemoryStore) {
    settingRows = other.settingRows
    privateKeyRows = other.privateKeyRows
    publicKeyRows = other.publicKeyRows
    kmsMetadataRows = other.kmsMetadataRows
    topologyRows = other.topologyRows
    contractRows = other.contractRows
    completionRows = other.completionRows
    deduplicationRows = other.deduplicationRows
    sequencedEventRows = other.sequencedEventRows
  }
}

extension NodeStore {
  /// Adds every row of the contents to an empty store.
  func fill(with contents: StoreContents) throws(StorageError) {
    for row in contents.settings { try set(row.key, row.value) }
    try replacePrivateKeys(contents.privateKeys)
    for row in contents.publicKeys { try put(row) }
    for row in contents.kmsMetadata { try put(row) }
    for row in contents.topologyTransactions { try append(row) }
    try insert(contents.contracts)
    for row in contents.completions { try append(row) }
    for row in contents.deduplications { try put(row) }
    for row in contents.sequencedEvents { try append(row) }
  }
}

extension MemoryStore {
  /// One artefact: the whole store as a SQLite image.
  public func rawArtefacts() throws(StorageError) -> [RawArtefact] {
    [RawArtefact(name: "memory", bytes: try image())]
  }

  /// A consistent copy of the whole store, in the form that `SQLiteStore` reads too.
  public func backup() throws(StorageError) -> StoreBackup {
    guard !isInsideTransaction else { throw .insideTransaction(operation: "backup") }
    return StoreBackup(bytes: try image())
  }

  /// Replaces every row of the store by those of the backup.
  public func restore(from backup: StoreBackup) throws(StorageError) {
    guard !isInsideTransaction else { throw .insideTransaction(operation: "restore") }
    try replace(with: DatabaseImage.contents(of: backup))
  }

  private func image() throws(StorageError) -> [UInt8] {
    let database = try SQLiteStore(.memory, durability: .off)
    try database.replace(with: contents())
    return try DatabaseImage.bytes(of: database.connection)
  }
}
