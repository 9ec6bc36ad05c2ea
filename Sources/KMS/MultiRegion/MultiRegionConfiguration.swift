import Kernel

/// How the copies of a multi-Region key relate, as `KeyMetadata` shows it.
public struct MultiRegionConfiguration: Hashable, Sendable {
  /// What a copy is.
  public enum KeyType: String, CaseIterable, Hashable, Sendable {
    /// The one that is replicated, rotated and deleted last.
    case primary = "PRIMARY"
    /// A copy of it.
    case replica = "REPLICA"
  }

  /// One copy.
  public struct Key: Hashable, Sendable {
    /// Its ARN.
    public let arn: String
    /// Its Region.
    public let region: String
  }

  /// What the described copy is.
  public let keyType: KeyType
  /// The primary.
  public let primaryKey: Key
  /// The replicas, in the order in which they were made.
  public let replicaKeys: [Key]
}

/// Where the copies of a multi-Region key are. Every copy has the same list.
struct KeyCopies: Hashable, Codable {
  var primaryRegion: String
  /// In the order in which they were made. One that is deleted stays until its key is gone.
  var replicaRegions: [String] = []
}

/// A change of state that ends by itself.
struct StateTransition: Codable {
  /// The state afterwards.
  let state: KeyState
  let end: Instant
}
