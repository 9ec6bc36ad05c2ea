import Kernel

/// A topology transaction in one of the node's topology stores.
public struct StoredTopologyTransaction: Hashable, Sendable {
  /// The topology store: `Authorized`, or the id of a synchronizer.
  public var store: String
  /// Position in the store, ascending from 0.
  public var position: Int64
  /// When it was sequenced; in the authorized store when it was added.
  public var sequenced: Instant
  /// When it takes effect.
  public var effective: Instant
  /// Canton's code of the mapping, for instance `otk`.
  public var code: String
  /// The hash that says which mapping a later serial replaces.
  public var uniqueKey: [UInt8]
  /// Serial of the mapping.
  public var serial: Int64
  /// Canton's number of the operation: 1 replaces, 2 removes.
  public var operation: UInt8
  /// Whether it still lacks signatures.
  public var isProposal: Bool
  /// Why it was rejected; nil when it was accepted.
  public var rejection: String?
  /// The serialised signed topology transaction.
  public var bytes: [UInt8]

  /// A row with all its columns.
  public init(
    store: String, position: Int64, sequenced: Instant, effective: Instant, code: String, uniqueKey: [UInt8],
    serial: Int64, operation: UInt8, isProposal: Bool, rejection: String?, bytes: [UInt8]
  ) {
    self.store = store
    self.position = position
    self.sequenced = sequenced
    self.effective = effective
    self.code = code
    self.uniqueKey = uniqueKey
    self.serial = serial
    self.operation = operation
    self.isProposal = isProposal
    self.rejection = rejection
    self.bytes = bytes
  }
}
