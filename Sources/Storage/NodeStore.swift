// Storage: what a node keeps. `NodeStore` is the protocol that nodes see; `MemoryStore` serves unit tests and very
// large runs, `SQLiteStore` the rest. Rows are plain structs with typed columns; nothing here knows what a node does
// with them. Every listing has one defined order, the same in both implementations: identifiers by their bytes,
// positions, offsets and counters ascending.

import Kernel
import Keys

/// What one node persists.
///
/// A transaction is atomic at one instant of virtual time and survives a crash: a node that is started again over the
/// same store finds every committed row and nothing of a transaction whose body threw. An operation outside a
/// transaction is a transaction of its own. A store belongs to one simulation and is used from its thread only.
///
/// Operations throw `StorageError`. The tables follow what Canton's nodes keep in their databases, cut down to what
/// key management can change or depend on.
public protocol NodeStore: SettingStore, KeyStore, TopologyStore, ContractStore, LedgerStore, SequencedEventStore {
  /// Runs `body` atomically: its changes are kept together when it returns and undone together when it throws.
  ///
  /// Transactions nest; an inner one that throws undoes only its own changes, and the outer one decides about the
  /// rest. Rethrows whatever `body` throws.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value

  /// Every row of the store, each table in its defined order; equal for two stores with the same rows.
  func contents() throws(StorageError) -> StoreContents

  /// Replaces every row of the store by those given, in one transaction.
  func replace(with contents: StoreContents) throws(StorageError)

  /// The bytes that somebody with access to the node's disk sees, file by file: the database, its write-ahead log and
  /// journal. A store without files is serialised first into one SQLite image.
  func rawArtefacts() throws(StorageError) -> [RawArtefact]

  /// A consistent copy of the whole store as the bytes of a SQLite database, whatever the implementation.
  func backup() throws(StorageError) -> StoreBackup

  /// Replaces every row of the store by those of the backup; throws `invalidBackup` and changes nothing when the bytes
  /// are not a backup made by `backup()`. Not possible inside a transaction.
  func restore(from backup: StoreBackup) throws(StorageError)
}

/// Small named values: identity, ledger end, counters.
public protocol SettingStore: AnyObject {
  /// The value stored under the key, nil when there is none.
  func setting(_ key: String) throws(StorageError) -> [UInt8]?
  /// Stores the value under the key, replacing an earlier one; nil removes it.
  func set(_ key: String, _ value: [UInt8]?) throws(StorageError)
  /// All settings, ordered by key.
  func settings() throws(StorageError) -> [StoredSetting]
}

/// Keys of the node: private ones (clear or enveloped), public ones, and which keys live in a KMS.
public protocol KeyStore: AnyObject {
  /// All private keys, ordered by fingerprint.
  func privateKeys() throws(StorageError) -> [StoredPrivateKey]
  /// The private key with this fingerprint, nil when the store has none.
  func privateKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPrivateKey?
  /// Stores a private key, replacing the row with the same fingerprint.
  func put(_ key: StoredPrivateKey) throws(StorageError)
  /// Replaces all private keys in one transaction, as the change between clear and enveloped storage does.
  func replacePrivateKeys(_ keys: [StoredPrivateKey]) throws(StorageError)
  /// Deletes a private key; its bytes are overwritten on disk. Answers whether there was one.
  @discardableResult
  func deletePrivateKey(_ fingerprint: Fingerprint) throws(StorageError) -> Bool

  /// All public keys, ordered by fingerprint.
  func publicKeys() throws(StorageError) -> [StoredPublicKey]
  /// The public key with this fingerprint, nil when the store has none.
  func publicKey(_ fingerprint: Fingerprint) throws(StorageError) -> StoredPublicKey?
  /// Stores a public key, replacing the row with the same fingerprint.
  func put(_ key: StoredPublicKey) throws(StorageError)

  /// All keys that live in a KMS, ordered by fingerprint.
  func kmsMetadata() throws(StorageError) -> [StoredKmsMetadata]
  /// Where in the KMS the key with this fingerprint lives, nil when it does not.
  func kmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> StoredKmsMetadata?
  /// Stores where a key lives, replacing the row with the same fingerprint.
  func put(_ metadata: StoredKmsMetadata) throws(StorageError)
  /// Forgets where a key lives. Answers whether there was a row.
  @discardableResult
  func deleteKmsMetadata(_ fingerprint: Fingerprint) throws(StorageError) -> Bool
}

/// Topology transactions, one append-only sequence per topology store of the node.
public protocol TopologyStore: AnyObject {
  /// Appends a transaction; throws `duplicate` when its position is taken in its store.
  func append(_ transaction: StoredTopologyTransaction) throws(StorageError)
  /// The transactions of one topology store, ordered by position.
  func topologyTransactions(store: String) throws(StorageError) -> [StoredTopologyTransaction]
  /// The position after the last one of the topology store, 0 when it is empty.
  func nextTopologyPosition(store: String) throws(StorageError) -> Int64
  /// The names of the topology stores that hold a transaction, ordered by name.
  func topologyStores() throws(StorageError) -> [String]
}

/// The active contract set with its history.
public protocol ContractStore: AnyObject {
  /// Adds contracts; throws `duplicate` and adds none when one of the ids is there already, archived or not.
  func insert(_ contracts: [StoredContract]) throws(StorageError)
  /// Marks contracts as archived at the offset; throws `notActive` and archives none when one of them is missing or
  /// archived already.
  func archive(_ contractIds: [[UInt8]], offset: Int64) throws(StorageError)
  /// The contract with this id, active or archived; nil when the store never had it or purged it.
  func contract(_ contractId: [UInt8]) throws(StorageError) -> StoredContract?
  /// The contracts created at or before the offset and not archived by then, on one synchronizer or (nil) on all of
  /// them, ordered by contract id.
  func activeContracts(at offset: Int64, synchronizer: String?) throws(StorageError) -> [StoredContract]
  /// How many contracts are not archived, on one synchronizer or (nil) on all of them.
  func activeContractCount(synchronizer: String?) throws(StorageError) -> Int
  /// Removes contracts and their history; ids that the store does not have are passed over. Answers how many it removed.
  @discardableResult
  func purge(_ contractIds: [[UInt8]]) throws(StorageError) -> Int
}

/// Completions and command deduplication.
public protocol LedgerStore: AnyObject {
  /// Appends a completion; throws `duplicate` when its offset is taken.
  func append(_ completion: StoredCompletion) throws(StorageError)
  /// The completions behind the offset, ordered by offset.
  func completions(after offset: Int64) throws(StorageError) -> [StoredCompletion]

  /// The deduplication row of a change id (user, command id and submitters, hashed), nil when there is none.
  func deduplication(_ changeId: [UInt8]) throws(StorageError) -> StoredDeduplication?
  /// Stores a deduplication row, replacing the row with the same change id.
  func put(_ deduplication: StoredDeduplication) throws(StorageError)
  /// All deduplication rows, ordered by change id.
  func deduplications() throws(StorageError) -> [StoredDeduplication]
  /// Deletes the rows whose period ended before the instant. Answers how many.
  @discardableResult
  func pruneDeduplications(before instant: Instant) throws(StorageError) -> Int
}

/// Sequenced events: a sequencer keeps those of every member, a member may keep its own.
public protocol SequencedEventStore: AnyObject {
  /// Appends an event; throws `duplicate` when the member has an event with this counter.
  func append(_ event: StoredSequencedEvent) throws(StorageError)
  /// At most `limit` events of the member from the counter on (included), ordered by counter.
  func sequencedEvents(member: String, from counter: Int64, limit: Int) throws(StorageError) -> [StoredSequencedEvent]
  /// The counter after the member's last event, 0 when it has none.
  func nextSequencedCounter(member: String) throws(StorageError) -> Int64
}

extension SequencedEventStore {
  /// All events of the member from the counter on (included), ordered by counter.
  public func sequencedEvents(member: String, from counter: Int64) throws(StorageError) -> [StoredSequencedEvent] {
    try sequencedEvents(member: member, from: counter, limit: Int.max)
  }
}

extension ContractStore {
  /// How many contracts are not archived, on all synchronizers.
  public func activeContractCount() throws(StorageError) -> Int {
    try activeContractCount(synchronizer: nil)
  }
}
