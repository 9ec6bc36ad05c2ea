import Canton
import Events
import KMS
import Kernel
import Keys
import Storage
import Testing

/// ACS commitments and acknowledgements; canton.md 8.2 rows 9 and 10.
@Suite("Commitments and acknowledgements")
struct CommitmentTests {
  private struct Comparison: Hashable {
    let node: String
    let period: Instant
    let matches: Bool
  }

  private func comparisons(_ network: TestNetwork) -> [Comparison] {
    network.events().compactMap { entry in
      guard case .contracts(.commitmentCompared(_, let period, let matches, _)) = entry.event else { return nil }
      return Comparison(node: entry.node.name, period: period, matches: matches)
    }
  }

  private func signatures(of what: String, _ network: TestNetwork) -> [String: [Instant]] {
    var result: [String: [Instant]] = [:]
    for entry in network.events() {
      guard case .crypto(.signed(what, _, _, _, _, _)) = entry.event else { continue }
      result[entry.node.name, default: []].append(entry.instant)
    }
    return result
  }

  @Test(
    "under traffic every period's commitments are exchanged and match, whatever lies across its end",
    arguments: [Span.zero, .milliseconds(110)])
  func underTraffic(latency: Span) throws {
    let network = TestNetwork(link: .milliseconds(7), kms: latency > .zero ? TestNetwork.kms(latency) : nil)
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bob) = (try await nodes[0].enableParty("Alice"), try await nodes[0].enableParty("Bob"))
      let bank = try await nodes[1].enableParty("Bank")
      var open = try await nodes[1].issue("issue", from: bank, to: Array(repeating: alice, count: 20))
      let end = network.simulation.now + .minutes(5)
      var number = 0
      while network.simulation.now < end {
        number += 1
        // Submissions just before and after the ends of periods, decided on the other side of them.
        if number % 3 == 0 {
          let reply = try nodes[1].submit(
            "new-\(number)", as: bank, .createIous([Iou(issuer: bank, owner: alice, amount: 1)]))
          network.simulation.root.spawn("issued") { open += try await reply.value().created }
        } else if !open.isEmpty {
          _ = try nodes[0].submit("move-\(number)", as: alice, .transferIou(open.removeFirst().id, newOwner: bob))
        }
        try await network.sleep(.milliseconds(450))
      }
      try await network.sleep(.minutes(2))
      let compared = comparisons(network)
      let differing = compared.filter { !$0.matches }
      #expect(differing.isEmpty)
      for node in ["participant1", "participant2"] {
        #expect(compared.count { $0.node == node } >= 5)
        #expect(Set(compared.filter { $0.node == node }.map(\.period)).count == compared.count { $0.node == node })
      }
    }
  }

  @Test("a period without changes costs no commitment; contracts that differ give ACS_COMMITMENT_MISMATCH")
  func mismatch() throws {
    let network = TestNetwork()
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      _ = try await nodes[1].issue("issue", from: bank, to: [alice])
      nonisolated(nonsending) func tick() async throws {
        try await network.sleep(.seconds(61))
        #expect(try await nodes[0].ping(nodes[1], within: .minutes(1)) > .zero)
      }
      for _ in 0..<3 { try await tick() }
      #expect(signatures(of: "acs-commitment", network).mapValues(\.count) == ["participant1": 1, "participant2": 1])
      // A contract that only one side has.
      let foreign = Iou(issuer: bank, owner: alice, amount: 99).contract(
        salt: [UInt8](repeating: 1, count: 16), createdAt: .zero)
      let end = nodes[0].currentLedgerEnd
      let export = try await nodes[0].exportAcs(parties: [], ledgerOffset: end, renames: [:], file: "all")
      var row = try #require(try ActiveContractFile.read(export.bytes).first).stored(createdOffset: 1)
      row.contractId = foreign.id.bytes
      row.payload = foreign.payload
      row.createdAt = .zero
      try nodes[0].disconnect("da")
      _ = try await nodes[0].importAcs(
        ActiveContractFile.write([row]), synchronizer: "da", mode: .validation, file: "forged")
      try await nodes[0].reconnect("da")
      for _ in 0..<2 { try await tick() }
      let codes = network.history.compactMap { event -> String? in
        if case .contracts(.commitmentCompared(_, _, false, let code)) = event { code } else { nil }
      }
      #expect(codes == ["ACS_COMMITMENT_MISMATCH"])
    }
  }

  @Test("a member acknowledges at most once a minute, and only when it has progressed")
  func acknowledgements() throws {
    let network = TestNetwork()
    try network.run { network in
      let nodes = try await network.bootstrap()
      for _ in 0..<400 {
        #expect(try await nodes[0].ping(nodes[1], within: .minutes(1)) > .zero)
        try await network.sleep(.milliseconds(990))
      }
      let busy = signatures(of: "acknowledgement", network)
      #expect(busy.keys.sorted() == ["mediator1", "participant1", "participant2"])
      for (node, instants) in busy {
        #expect((5...7).contains(instants.count), "\(node): \(instants.count)")
        for (one, next) in zip(instants, instants.dropFirst()) { #expect(next - one >= .minutes(1)) }
      }
      try await network.sleep(.minutes(1))
      let last = signatures(of: "acknowledgement", network).mapValues(\.count)
      try await network.sleep(.minutes(10))
      #expect(signatures(of: "acknowledgement", network).mapValues(\.count) == last)
    }
  }
}
