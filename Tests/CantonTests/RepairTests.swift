import Canton
import Events
import Kernel
import Keys
import Storage
import Testing

/// `repair.export_acs` and `repair.import_acs`; canton.md 10.
@Suite("Export and import of active contracts")
struct RepairTests {
  private struct World {
    let nodes: [ParticipantNode]
    let alice: PartyID
    let bob: PartyID
    let bank: PartyID
    /// Two of Alice's, one of Bob's, all of the bank.
    let ious: [Contract]
  }

  private func world(_ network: TestNetwork) async throws -> World {
    let nodes = try await network.bootstrap()
    let alice = try await nodes[0].enableParty("Alice")
    let bob = try await nodes[0].enableParty("Bob")
    let bank = try await nodes[1].enableParty("Bank")
    let ious = try await nodes[1].issue("issue", from: bank, to: [alice, bob, alice])
    try await network.sleep(.seconds(1))
    return World(nodes: nodes, alice: alice, bob: bob, bank: bank, ious: ious)
  }

  private func failure(_ body: () async throws -> Void) async -> CantonError? {
    do {
      try await body()
      return nil
    } catch {
      return error as? CantonError
    }
  }

  @Test("an export holds the contracts of the named parties, of all hosted ones without names, as of its offset")
  func export() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let node = world.nodes[0]
      let end = node.currentLedgerEnd
      let all = try await node.exportAcs(parties: [], ledgerOffset: end, renames: [:], file: "all")
      #expect(all.exported == 3 && all.offset == end && all.sequencingTime == node.currentLedgerEndTime)
      #expect(
        try await node.exportAcs(parties: [world.bob], ledgerOffset: end, renames: [:], file: "bob").exported == 1)
      #expect(
        try await node.exportAcs(parties: [world.alice], ledgerOffset: end, renames: [:], file: "alice").exported == 2)
      // Archived later: still active at the offset.
      _ = try await node.submit("move", as: world.bob, .transferIou(world.ious[1].id, newOwner: world.alice)).value()
      #expect(
        try await node.exportAcs(parties: [world.bob], ledgerOffset: end, renames: [:], file: "before").exported == 1)
      #expect(
        try await node.exportAcs(parties: [world.bob], ledgerOffset: node.currentLedgerEnd, renames: [:], file: "after")
          .exported == 0)
      let beyond = await failure {
        _ = try await node.exportAcs(parties: [], ledgerOffset: node.currentLedgerEnd + 1, renames: [:], file: "beyond")
      }
      #expect(beyond?.code == "INVALID_ARGUMENT_REPAIR")
    }
  }

  @Test("an import needs all synchronizers disconnected, a synchronizer known from before, and a file that can be read")
  func preconditions() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let node = world.nodes[0]
      let file = try await node.exportAcs(parties: [], ledgerOffset: node.currentLedgerEnd, renames: [:], file: "all")
        .bytes
      let connected = await failure {
        _ = try await node.importAcs(file, synchronizer: "da", mode: .validation, file: "all")
      }
      #expect(
        connected
          == CantonError(
            "IMPORT_ACS_ERROR", "There are still synchronizers connected. Please disconnect all synchronizers."))
      try node.disconnect("da")
      let unknown = await failure {
        _ = try await node.importAcs(file, synchronizer: "acme", mode: .validation, file: "all")
      }
      #expect(unknown?.code == "IMPORT_ACS_ERROR")
      let torn = await failure {
        _ = try await node.importAcs(Array(file.dropLast(9)), synchronizer: "da", mode: .validation, file: "torn")
      }
      #expect(torn?.code == "IMPORT_ACS_ERROR" && torn?.message.contains("cannot be read") == true)
      // Everything is there already: nothing is added.
      let again = try await node.importAcs(file, synchronizer: "da", mode: .validation, file: "all")
      #expect(again.imported == 0 && again.skipped == 3 && again.dropped == 0)
    }
  }

  @Test("a participant started again may import before it reconnects")
  func afterRestart() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let end = world.nodes[0].currentLedgerEnd
      let file = try await world.nodes[0].exportAcs(parties: [], ledgerOffset: end, renames: [:], file: "all").bytes
      network.crash("participant1")
      let node = try await network.startAgain("participant1", ParticipantNode.init)
      let result = try await node.importAcs(file, synchronizer: "da", mode: .validation, file: "all")
      #expect(result.skipped == 3)
    }
  }

  @Test("contracts of another synchronizer are dropped and counted; a rename at the export keeps them")
  func renames() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let (source, target) = (world.nodes[0], world.nodes[1])
      let here = try #require(
        network.events(of: "participant1").compactMap { entry -> SynchronizerID? in
          if case .node(.connected(_, let synchronizer)) = entry.event { synchronizer } else { nil }
        }.first)
      let elsewhere = SynchronizerID(UniqueIdentifier(identifier: "acme", namespace: here.uid.namespace))
      let end = source.currentLedgerEnd
      let foreign = try await source.exportAcs(
        parties: [], ledgerOffset: end, renames: [here: elsewhere], file: "foreign")
      #expect(foreign.exported == 3)
      try target.disconnect("da")
      let dropped = try await target.importAcs(foreign.bytes, synchronizer: "da", mode: .validation, file: "foreign")
      #expect(dropped.imported == 0 && dropped.skipped == 0 && dropped.dropped == 3)
      guard case .contracts(.imported(_, let persisted, _, let count))? = network.events(of: "participant2").last?.event
      else {
        Issue.record("the import was not recorded")
        return
      }
      #expect(persisted == 0 && count == 3)
      let home = try await source.exportAcs(parties: [], ledgerOffset: end, renames: [elsewhere: here], file: "home")
      #expect(try await target.importAcs(home.bytes, synchronizer: "da", mode: .validation, file: "home").dropped == 0)
    }
  }

  @Test("a contract that was archived here cannot be added again")
  func archived() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let node = world.nodes[0]
      let file = try await node.exportAcs(parties: [], ledgerOffset: node.currentLedgerEnd, renames: [:], file: "all")
        .bytes
      _ = try await node.submit("move", as: world.alice, .transferIou(world.ious[0].id, newOwner: world.bob)).value()
      try node.disconnect("da")
      let end = node.currentLedgerEnd
      let error = await failure {
        _ = try await node.importAcs(file, synchronizer: "da", mode: .validation, file: "all")
      }
      #expect(error == CantonError("IMPORT_ACS_ERROR", "Cannot add previously archived contract \(world.ious[0].id)"))
      #expect(node.currentLedgerEnd == end)
    }
  }

  @Test("a contract whose content does not hash to its id fails validation; mode Accept takes it")
  func authentication() throws {
    try TestNetwork().run { network in
      let world = try await world(network)
      let source = world.nodes[0]
      let export = try await source.exportAcs(
        parties: [world.bob], ledgerOffset: source.currentLedgerEnd, renames: [:], file: "bob")
      let record = try #require(try ActiveContractFile.read(export.bytes).first)
      var row = record.stored(createdOffset: 1)
      row.payload[20] ^= 1
      let forged = ActiveContractFile.write([row])
      let fresh = try await network.join(network.configuration("participant3", .participant))
      try fresh.disconnect("da")
      let error = await failure {
        _ = try await fresh.importAcs(forged, synchronizer: "da", mode: .validation, file: "forged")
      }
      #expect(error == CantonError("IMPORT_ACS_ERROR", "Failed to authenticate contract with id \(world.ious[1].id)"))
      #expect(try fresh.activeContractCount() == 0)
      #expect(try await fresh.importAcs(forged, synchronizer: "da", mode: .accept, file: "forged").imported == 1)
      // The same id with other content does not pass for the same contract.
      let other = await failure {
        _ = try await fresh.importAcs(export.bytes, synchronizer: "da", mode: .validation, file: "bob")
      }
      #expect(other?.message == "The contract \(world.ious[1].id) exists with other content")
    }
  }

  @Test("repair commands are refused where they are not enabled")
  func disabled() throws {
    try TestNetwork().run { network in
      var configuration = try network.configuration("participant", .participant)
      configuration.enablesRepairCommands = false
      let node = network.start(configuration, ParticipantNode.init)
      _ = try await node.initialized.value()
      let error = await failure {
        _ = try await node.exportAcs(parties: [], ledgerOffset: 0, renames: [:], file: "all")
      }
      #expect(error?.code == "FAILED_PRECONDITION")
    }
  }
}
