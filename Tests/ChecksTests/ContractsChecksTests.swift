import Checks
import Events
import Kernel
import Results
import Testing

private func contract(
  _ id: UInt8, payload: UInt64 = 7, counter: Int = 0, on synchronizer: SynchronizerID = da,
  stakeholders: [PartyID] = [party("Alice")]
) -> ContractSummary {
  ContractSummary(
    contractID: ContractID([0, id]), payloadDigest: payload, stakeholders: stakeholders, reassignmentCounter: counter,
    synchronizer: synchronizer)
}

@Suite("acs-preserved")
struct AcsPreservedTests {
  /// An export of `before`, its import, and a reconnect with `after`.
  private func migration(
    _ before: [ContractSummary], _ after: [ContractSummary], dropped: Int = 0,
    renames: [SynchronizerID: SynchronizerID] = [:]
  ) -> Story {
    var story = Story()
    story.at(1)
    story.tell("p1", .snapshot(reason: .export, offset: 9, contracts: before, renames: renames))
    story.tell("p1", .exported(file: "acs.gz", contracts: before.count, bytes: 100, offset: 9))
    story.at(2)
    story.tell("pNew", .imported(file: "acs.gz", persisted: before.count, skipped: 0, dropped: dropped))
    story.at(3)
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 1, contracts: after, renames: [:]))
    return story
  }

  @Test("equal contracts at source and target hold, in any order")
  func equalHolds() throws {
    let verdict = try migration([contract(1), contract(2)], [contract(2), contract(1)]).verdict("acs-preserved")
    #expect(verdict.holds)
    #expect(verdict.scope == "p1 at offset 9 with pNew: 2 contracts")
  }

  @Test("a contract that is exported and not active at the target violates, with the instant of the reconnect")
  func lost() throws {
    let verdict = try migration([contract(1), contract(2)], [contract(1)]).verdict("acs-preserved")
    #expect(verdict.texts == ["contract 0002 was exported and is not active at pNew"])
    #expect(verdict.evidence.first?.instant == second(3))
    #expect(verdict.evidence.first?.sequence == 3)
  }

  @Test("a contract that is active at the target and was not exported violates")
  func additional() throws {
    let verdict = try migration([contract(1)], [contract(1), contract(3)]).verdict("acs-preserved")
    #expect(verdict.texts == ["contract 0003 is active at pNew and was not exported"])
  }

  @Test("a contract that is active twice violates")
  func twice() throws {
    let verdict = try migration([contract(1)], [contract(1), contract(1)]).verdict("acs-preserved")
    #expect(verdict.texts == ["contract 0001 is active twice at pNew"])
  }

  @Test(
    "a changed payload, stakeholder, reassignment counter or synchronizer violates",
    arguments: [
      (contract(1, payload: 8), "payload"), (contract(1, stakeholders: [party("Bob")]), "stakeholders"),
      (contract(1, counter: 1), "reassignment counter 0 became 1"),
      (contract(1, on: other), "synchronizer da became other"),
    ])
  func changed(after: ContractSummary, difference: String) throws {
    let verdict = try migration([contract(1)], [after]).verdict("acs-preserved")
    #expect(verdict.texts == ["contract 0001 at pNew differs: \(difference)"])
  }

  @Test("a contract moves to the synchronizer that the export renames to")
  func renamed() throws {
    let story = migration([contract(1)], [contract(1, on: other)], renames: [da: other])
    #expect(try story.verdict("acs-preserved").holds)
  }

  @Test("an import that drops contracts violates even when the sets are equal")
  func dropped() throws {
    let verdict = try migration([contract(1)], [contract(1)], dropped: 2).verdict("acs-preserved")
    #expect(verdict.texts == ["pNew dropped 2 contracts of acs.gz"])
  }

  @Test("a file imported for each of two synchronizers may drop, each time, what belongs to the other")
  func twoSynchronizers() throws {
    let contracts = [contract(1), contract(2, on: other)]
    var story = Story()
    story.tell("p1", .snapshot(reason: .export, offset: 9, contracts: contracts, renames: [:]))
    story.tell("p1", .exported(file: "acs.gz", contracts: 2, bytes: 100, offset: 9))
    for _ in contracts { story.tell("pNew", .imported(file: "acs.gz", persisted: 1, skipped: 0, dropped: 1)) }
    #expect(try story.verdict("acs-preserved").reason == "no reconnect after an import was recorded")
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 1, contracts: contracts, renames: [:]))
    #expect(try story.verdict("acs-preserved").holds)
  }

  @Test("contracts that the target held at its connect before the import are its own")
  func ownBefore() throws {
    var story = Story()
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 1, contracts: [contract(8)], renames: [:]))
    story.tell("p1", .snapshot(reason: .export, offset: 9, contracts: [contract(1)], renames: [:]))
    story.tell("p1", .exported(file: "acs.gz", contracts: 1, bytes: 100, offset: 9))
    story.tell("pNew", .imported(file: "acs.gz", persisted: 1, skipped: 0, dropped: 0))
    let after = [contract(1), contract(8), contract(9)]
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 2, contracts: after, renames: [:]))
    #expect(try story.verdict("acs-preserved").texts == ["contract 0009 is active at pNew and was not exported"])
  }

  @Test("a repeated export of a file replaces the first one")
  func repeated() throws {
    var story = Story()
    story.tell("p1", .snapshot(reason: .export, offset: 5, contracts: [contract(1)], renames: [:]))
    story.tell("p1", .exported(file: "acs.gz", contracts: 1, bytes: 1, offset: 5))
    story.tell("p1", .snapshot(reason: .export, offset: 6, contracts: [contract(2)], renames: [:]))
    story.tell("p1", .exported(file: "acs.gz", contracts: 1, bytes: 1, offset: 6))
    story.tell("pNew", .imported(file: "acs.gz", persisted: 1, skipped: 0, dropped: 0))
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 1, contracts: [contract(2)], renames: [:]))
    #expect(try story.verdict("acs-preserved").holds)
  }

  @Test("the files of two parties that were imported before one reconnect are compared together")
  func twoFiles() throws {
    var story = Story()
    for (offset, file) in [(Int64(5), "alice.gz"), (6, "bob.gz")] {
      let contracts = [contract(UInt8(offset)), contract(9)]
      story.tell("p1", .snapshot(reason: .export, offset: offset, contracts: contracts, renames: [:]))
      story.tell("p1", .exported(file: file, contracts: 2, bytes: 1, offset: offset))
    }
    for file in ["alice.gz", "bob.gz"] {
      story.tell("pNew", .imported(file: file, persisted: 2, skipped: 1, dropped: 0))
    }
    let active = [contract(5), contract(6), contract(9)]
    story.tell("pNew", .snapshot(reason: .reconnected, offset: 1, contracts: active, renames: [:]))
    #expect(try story.verdict("acs-preserved").holds)
  }

  @Test("source and target can be named, and then others do not count")
  func named() throws {
    var story = migration([contract(1)], [contract(1)])
    story.tell("p9", .snapshot(reason: .reconnected, offset: 1, contracts: [], renames: [:]))
    #expect(try story.verdict("acs-preserved", ["from": "p1", "to": "pNew"]).holds)
    #expect(try !story.verdict("acs-preserved").holds)
  }

  @Test("without an export, or without a reconnect of the target, the answer is unknown")
  func unknown() throws {
    #expect(try Story().verdict("acs-preserved").reason == "no export of active contracts was recorded")
    var story = Story()
    story.tell("p1", .snapshot(reason: .export, offset: 9, contracts: [], renames: [:]))
    #expect(
      try story.verdict("acs-preserved", ["to": "pNew"]).reason == "no reconnect after an import was recorded at pNew")
  }
}

@Suite("party-identity-preserved")
struct PartyIdentityPreservedTests {
  private func migration(after: [(PartyID, [MemberID])], sameMember: Bool = true) -> Story {
    let new = sameMember ? participant("p1") : participant("pNew")
    var story = Story()
    story.tell("p1", .initialized(member: participant("p1")))
    for name in ["Alice", "Bob"] {
      story.tell("sequencer1", hosting(party(name), [participant("p1")], at: 0))
    }
    story.at(10)
    story.tell("p1", .snapshot(reason: .export, offset: 1, contracts: [], renames: [:]))
    story.at(20)
    story.tell("pNew", .initialized(member: new))
    for (party, hosts) in after { story.tell("sequencer1", hosting(party, hosts, at: 21)) }
    story.at(30)
    return story
  }

  private func hosting(_ party: PartyID, _ hosts: [MemberID], at instant: Int64) -> TopologyEvent {
    .partyToParticipants(synchronizer: da, party: party, participants: hosts, effectiveAt: second(instant))
  }

  @Test("parties that stay with the same identity hold")
  func sameIdentity() throws {
    let verdict = try migration(after: []).verdict("party-identity-preserved", ["from": "p1", "to": "pNew"])
    #expect(verdict.holds)
    #expect(verdict.scope == "2 parties hosted at \(second(10))")
  }

  @Test("parties that are hosted by a new participant under the same id hold")
  func replicated() throws {
    let new = participant("pNew")
    let story = migration(
      after: [(party("Alice"), [new]), (party("Bob"), [participant("p1"), new])], sameMember: false)
    #expect(try story.verdict("party-identity-preserved", ["from": "p1", "to": "pNew"]).holds)
  }

  @Test("a party that the target does not host violates")
  func missing() throws {
    let story = migration(after: [(party("Alice"), [participant("pNew")])], sameMember: false)
    let verdict = try story.verdict("party-identity-preserved", ["from": "p1", "to": "pNew"])
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.hasPrefix("party Bob::") == true)
    #expect(verdict.texts.first?.contains("is hosted nowhere") == true)
  }

  @Test("a party whose name lives on in another namespace violates and is named")
  func renamed() throws {
    let new = participant("pNew")
    let story = migration(
      after: [(party("Alice"), [new]), (party("Bob"), []), (party("Bob", namespace: 0xB0), [new])], sameMember: false)
    let verdict = try story.verdict("party-identity-preserved", ["from": "p1", "to": "pNew"])
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.contains("has the new identity Bob::1220b0b0") == true)
  }

  @Test(
    "two nodes connected at once with one identity violate three checks, whatever else is recorded",
    arguments: ["party-identity-preserved", "topology-converges", "acs-preserved"])
  func overlap(check: String) throws {
    var story = Story()
    story.tell("p1", .connected(member: participant("p1"), synchronizer: da))
    story.at(5)
    story.tell("pNew", .connected(member: participant("p1"), synchronizer: da))
    let verdict = try story.verdict(check)
    #expect(verdict.violations == 1)
    #expect(verdict.texts.first?.hasPrefix("pNew connected to da as PAR::p1::") == true)
    #expect(verdict.evidence.first?.instant == second(5))
  }

  @Test("nodes with one identity that are connected one after the other are no overlap", arguments: [true, false])
  func oneAfterTheOther(crash: Bool) throws {
    var story = migration(after: [])
    story.tell("p1", .connected(member: participant("p1"), synchronizer: da))
    story.tell("p1", crash ? .crashed : .disconnected(member: participant("p1"), synchronizer: da))
    story.tell("pNew", .connected(member: participant("p1"), synchronizer: da))
    #expect(try story.verdict("party-identity-preserved").holds)
  }

  @Test("without a migration, or without hosted parties, the answer is unknown")
  func unknown() throws {
    #expect(
      try Story().verdict("party-identity-preserved").reason == "neither an export nor the target's start was recorded")
    var story = Story()
    story.tell("p1", .snapshot(reason: .export, offset: 1, contracts: [], renames: [:]))
    #expect(try story.verdict("party-identity-preserved").reason == "no party was hosted before")
    #expect(try story.verdict("party-identity-preserved", ["to": "p7"]).reason == "p7 was never initialized")
  }
}
