/// All rows of a store, table by table, each in its defined order.
public struct StoreContents: Hashable, Sendable {
  /// Settings by key.
  public var settings: [StoredSetting] = []
  /// Private keys by fingerprint.
  public var privateKeys: [StoredPrivateKey] = []
  /// Public keys by fingerprint.
  public var publicKeys: [StoredPublicKey] = []
  /// Keys in a KMS by fingerprint.
  public var kmsMetadata: [StoredKmsMetadata] = []
  /// Topology transactions by topology store and position.
  public var topologyTransactions: [StoredTopologyTransaction] = []
  /// Contracts, active and archived, by contract id.
  public var contracts: [StoredContract] = []
  /// Completions by offset.
  public var completions: [StoredCompletion] = []
  /// Deduplication rows by change id.
  public var deduplications: [StoredDeduplication] = []
  /// Sequenced events by member and counter.
  public var sequencedEvents: [StoredSequencedEvent] = []

  /// No rows at all.
  public init() {}
}
