import Kernel

/// A contract that the node stores for its parties.
public struct StoredContract: Hashable, Sendable {
  /// Contract id: discriminator and suffix, as bytes.
  public var contractId: [UInt8]
  /// Id of the synchronizer that the contract is assigned to.
  public var synchronizer: String
  /// Template as `package-id:Module:Entity`.
  public var template: String
  /// Party ids of the signatories.
  public var signatories: [String]
  /// Party ids of the observers that are not signatories.
  public var observers: [String]
  /// The arguments of the create, serialised.
  public var payload: [UInt8]
  /// Ledger time of the transaction that created it.
  public var createdAt: Instant
  /// How often the contract was reassigned between synchronizers.
  public var reassignmentCounter: Int64
  /// Offset of the participant at which the contract became active there.
  public var createdOffset: Int64
  /// Offset at which it was archived; nil while it is active.
  public var archivedOffset: Int64?

  /// A row with all its columns.
  public init(
    contractId: [UInt8], synchronizer: String, template: String, signatories: [String], observers: [String],
    payload: [UInt8], createdAt: Instant, reassignmentCounter: Int64, createdOffset: Int64, archivedOffset: Int64? = nil
  ) {
    self.contractId = contractId
    self.synchronizer = synchronizer
    self.template = template
    self.signatories = signatories
    self.observers = observers
    self.payload = payload
    self.createdAt = createdAt
    self.reassignmentCounter = reassignmentCounter
    self.createdOffset = createdOffset
    self.archivedOffset = archivedOffset
  }

  /// Whether the contract is active as of the offset (included).
  public func isActive(at offset: Int64) -> Bool {
    guard createdOffset <= offset else { return false }
    guard let archivedOffset else { return true }
    return archivedOffset > offset
  }
}
