import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// What `repair.export_acs` wrote.
public struct AcsExport: Sendable {
  /// The file's bytes.
  public let bytes: [UInt8]
  /// How many contracts it holds.
  public let exported: Int
  /// The ledger offset that it was taken at.
  public let offset: Int64
  /// Sequencing time of the newest event behind that offset.
  public let sequencingTime: Instant
}

/// What `repair.import_acs` did.
public struct AcsImport: Sendable {
  /// Contracts added.
  public let imported: Int
  /// Contracts that were there already, equal.
  public let skipped: Int
  /// Contracts of other synchronizers; Canton drops them silently and logs the number.
  public let dropped: Int
}

/// `contractImportMode` of `repair.import_acs`.
public enum ContractImportMode: String, Sendable, CaseIterable {
  /// Every contract id is recomputed from the content.
  case validation = "Validation"
  /// Contracts are taken as they are.
  case accept = "Accept"
}

/// `repair.*` and the snapshots of the active contract set; canton.md 10.
extension ParticipantNode {
  private func requireRepairCommands() throws(CantonError) {
    guard configuration.enablesRepairCommands else {
      throw CantonError(
        "FAILED_PRECONDITION", "The command is currently disabled. Please enable features.enable-repair-commands")
    }
  }

  /// `repair.export_acs`.
  /// - Parameter parties: empty means all hosted parties.
  /// - Throws: `INVALID_ARGUMENT_REPAIR` for an offset beyond the ledger end.
  public func exportAcs(
    parties: [PartyID], ledgerOffset: Int64, renames: [SynchronizerID: SynchronizerID], file: String
  ) async throws -> AcsExport {
    try requireRepairCommands()
    guard ledgerOffset >= 0, ledgerOffset <= ledgerEnd else {
      throw CantonError("INVALID_ARGUMENT_REPAIR", "The offset \(ledgerOffset) is beyond the ledger end \(ledgerEnd)")
    }
    let chosen = parties.isEmpty ? hostedParties() : parties
    var records: [StoredContract] = []
    var summaries: [ContractSummary] = []
    for row in try context.store.activeContracts(at: ledgerOffset, synchronizer: nil) {
      let contract = try Contract(row: row)
      guard contract.stakeholders.contains(where: { chosen.contains($0) }) else { continue }
      guard let assigned = UniqueIdentifier(row.synchronizer).map(SynchronizerID.init) else { continue }
      let target = renames[assigned] ?? assigned
      var renamed = row
      renamed.synchronizer = target.description
      records.append(renamed)
      summaries.append(summary(of: contract, row: row, synchronizer: assigned))
    }
    try await pause(timing.databaseRow * Int64(max(records.count, 1)))
    let bytes = ActiveContractFile.write(records)
    context.record(
      Event.contracts(.snapshot(reason: .export, offset: ledgerOffset, contracts: summaries, renames: renames)))
    context.record(
      Event.contracts(.exported(file: file, contracts: records.count, bytes: bytes.count, offset: ledgerOffset)))
    return AcsExport(bytes: bytes, exported: records.count, offset: ledgerOffset, sequencingTime: ledgerEndTime)
  }

  /// `repair.import_acs`.
  /// - Throws: `IMPORT_ACS_ERROR` while connected, for a synchronizer that the participant never connected to, for a
  ///   contract that fails validation or was archived (definite: nothing was written).
  public func importAcs(
    _ bytes: [UInt8], synchronizer alias: String, mode: ContractImportMode, file: String
  ) async throws -> AcsImport {
    try requireRepairCommands()
    guard connectedSynchronizers.isEmpty else {
      throw CantonError(
        "IMPORT_ACS_ERROR", "There are still synchronizers connected. Please disconnect all synchronizers.")
    }
    if connections[alias] == nil, try knows(alias) { try restoreConnection(alias) }
    guard let connection = connections[alias] else {
      throw CantonError("IMPORT_ACS_ERROR", "The synchronizer \(alias) must have been connected to before an import")
    }
    let records: [ActiveContractRecord]
    do {
      records = try ActiveContractFile.read(bytes)
    } catch {
      throw CantonError("IMPORT_ACS_ERROR", "The file cannot be read: \(error)")
    }
    var rows: [StoredContract] = []
    var skipped = 0
    var dropped = 0
    let offset = ledgerEnd + 1
    for record in records {
      let row = record.stored(createdOffset: offset)
      guard row.synchronizer == connection.state.id.description else {
        dropped += 1
        continue
      }
      let contract = try Contract(row: row)
      guard mode == .accept || contract.isAuthentic else {
        throw CantonError("IMPORT_ACS_ERROR", "Failed to authenticate contract with id \(contract.id)")
      }
      if let known = try context.store.contract(row.contractId) {
        guard known.archivedOffset == nil else {
          throw CantonError("IMPORT_ACS_ERROR", "Cannot add previously archived contract \(contract.id)")
        }
        guard known.payload == row.payload, known.signatories == row.signatories, known.observers == row.observers
        else {
          throw CantonError("IMPORT_ACS_ERROR", "The contract \(contract.id) exists with other content")
        }
        skipped += 1
        continue
      }
      rows.append(row)
    }
    try await pause(timing.databaseRow * Int64(max(rows.count, 1)))
    try context.store.transaction {
      try context.store.insert(rows)
      try advanceLedgerEnd(to: offset, at: ledgerEndTime)
    }
    context.record(
      Event.contracts(.imported(file: file, persisted: rows.count, skipped: skipped, dropped: dropped)))
    return AcsImport(imported: rows.count, skipped: skipped, dropped: dropped)
  }

  /// Records the active contracts for the checks.
  public func recordSnapshot(_ reason: SnapshotReason) throws {
    let summaries = try context.store.activeContracts(at: ledgerEnd, synchronizer: nil).compactMap {
      row -> ContractSummary? in
      guard let assigned = UniqueIdentifier(row.synchronizer).map(SynchronizerID.init) else { return nil }
      return summary(of: try Contract(row: row), row: row, synchronizer: assigned)
    }
    context.record(Event.contracts(.snapshot(reason: reason, offset: ledgerEnd, contracts: summaries, renames: [:])))
  }

  private func summary(of contract: Contract, row: StoredContract, synchronizer: SynchronizerID) -> ContractSummary {
    var digest = Digest()
    digest.mix(contract.template)
    digest.mix(contract.payload)
    digest.mix(UInt64(bitPattern: contract.createdAt.nanoseconds))
    return ContractSummary(
      contractID: contract.id, payloadDigest: digest.value, stakeholders: contract.stakeholders,
      reassignmentCounter: Int(row.reassignmentCounter), synchronizer: synchronizer)
  }

  /// The parties that this participant hosts on any synchronizer it knows (`parties.hosted`).
  public func hostedParties() -> [PartyID] {
    guard let member else { return [] }
    return connections.values.reduce(into: [PartyID]()) {
      $0 = sortedUnion($0, $1.state.approximateSnapshot.parties(hostedBy: member))
    }
  }

  /// The active contracts of a party, by contract id (`ledger_api.state.acs.of_party`).
  public func activeContracts(of party: PartyID) throws -> [Contract] {
    try context.store.activeContracts(at: ledgerEnd, synchronizer: nil).map { try Contract(row: $0) }
      .filter { $0.stakeholders.contains(party) }
  }

  /// How many contracts are active.
  public func activeContractCount() throws -> Int { try context.store.activeContractCount(synchronizer: nil) }
}
