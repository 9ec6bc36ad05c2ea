import Kernel

/// What must stay equal of a contract when it moves from one participant to another.
public struct ContractSummary: Hashable, Sendable {
  /// The contract's id.
  public let contractID: ContractID
  /// Digest of template, payload and creation time.
  public let payloadDigest: UInt64
  /// Signatories and observers, sorted, as full party ids.
  public let stakeholders: [PartyID]
  /// How often the contract was reassigned.
  public let reassignmentCounter: Int
  /// The synchronizer that the contract is assigned to.
  public let synchronizer: SynchronizerID

  /// Makes a summary.
  public init(
    contractID: ContractID, payloadDigest: UInt64, stakeholders: [PartyID], reassignmentCounter: Int,
    synchronizer: SynchronizerID
  ) {
    self.contractID = contractID
    self.payloadDigest = payloadDigest
    self.stakeholders = stakeholders
    self.reassignmentCounter = reassignmentCounter
    self.synchronizer = synchronizer
  }
}

/// Why a snapshot of the active contract set was taken.
public enum SnapshotReason: String, Sendable {
  /// The source's active contracts at the export offset, for the exported parties.
  case export
  /// The target's active contracts for the imported parties, right after it reconnected.
  case reconnected
  /// At the end of the run.
  case final
}

/// Snapshots, exports, imports and commitments of the active contract set of the recording participant.
public enum ContractsEvent: Sendable {
  /// The active contracts, ordered by contract id. `renames` maps old to new synchronizers (export only).
  case snapshot(
    reason: SnapshotReason, offset: Int64, contracts: [ContractSummary], renames: [SynchronizerID: SynchronizerID])
  /// `repair.export_acs` wrote a file of `bytes` bytes.
  case exported(file: String, contracts: Int, bytes: Int, offset: Int64)
  /// `repair.import_acs` read a file.
  case imported(file: String, persisted: Int, skipped: Int, dropped: Int)
  /// The participant computed its commitment towards a counter-participant for the period that ends at `periodEnd`.
  case commitmentSent(counterParticipant: MemberID, periodEnd: Instant, contracts: Int, digest: UInt64)
  /// The participant compared a received commitment with its own.
  case commitmentCompared(counterParticipant: MemberID, periodEnd: Instant, matches: Bool, code: String?)

  var name: String {
    switch self {
    case .snapshot: "snapshot"
    case .exported: "exported"
    case .imported: "imported"
    case .commitmentSent: "commitment-sent"
    case .commitmentCompared: "commitment-compared"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .snapshot(let reason, let offset, let contracts, let renames):
      digest.mix(reason.rawValue)
      digest.mix(UInt64(bitPattern: offset))
      digest.mix(contracts.count)
      for contract in contracts {
        digest.mix(contract.contractID.bytes)
        digest.mix(contract.payloadDigest)
        digest.mix(contract.reassignmentCounter)
      }
      for source in renames.keys.sorted() {
        digest.mix(source.description)
        digest.mix(optional: renames[source]?.description)
      }
    case .exported(let file, let contracts, let bytes, let offset):
      digest.mix(file)
      digest.mix(contracts)
      digest.mix(bytes)
      digest.mix(UInt64(bitPattern: offset))
    case .imported(let file, let persisted, let skipped, let dropped):
      digest.mix(file)
      digest.mix(persisted)
      digest.mix(skipped)
      digest.mix(dropped)
    case .commitmentSent(let counterParticipant, let periodEnd, let contracts, let value):
      digest.mix(counterParticipant.description)
      digest.mix(periodEnd)
      digest.mix(contracts)
      digest.mix(value)
    case .commitmentCompared(let counterParticipant, let periodEnd, let matches, let code):
      digest.mix(counterParticipant.description)
      digest.mix(periodEnd)
      digest.mix(matches)
      digest.mix(optional: code)
    }
  }
}
