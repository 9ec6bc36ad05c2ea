import Canton
import Events
import KMS
import Kernel
import Keys
import Testing

/// The worked baseline of canton.md 8.4: one root view, two informee participants that both confirm, one mediator, one
/// sequencer, latency L per KMS call and nothing else but the links; connections warm, session-key caches cold. Counted
/// from submission to the last delivery, without authentication, acknowledgements, commitments and topology.
@Suite("The worked baseline")
struct BaselineTests {
  static let latency = Span.milliseconds(110)
  static let link = Span.milliseconds(3)

  /// Operations per node, derived from the table of canton.md 8.2 (rows in parentheses):
  ///
  /// - participant1 submits: root-hash signature of its one root view (1), informee message (2), submission request
  ///   (3); receives its own view: one decryption (5); confirms: responses (7) and the request that carries them (3).
  /// - participant2: one decryption (5), responses (7), submission request (3).
  /// - mediator: verdict (8), submission request (3).
  /// - sequencer: one signature per event and subscription (6): the request to both participants and the mediator (3),
  ///   each response to the mediator (2) with a receipt to its sender (2), the verdict to both participants (2) with
  ///   a receipt to the mediator (1).
  static let expected = [
    "mediator1 Sign": 2, "participant1 Decrypt": 1, "participant1 Sign": 5, "participant2 Decrypt": 1,
    "participant2 Sign": 2, "sequencer1 Sign": 10,
  ]

  struct Measured {
    let latency: Span
    let calls: [String: Int]
  }

  /// Sends one transaction through a network that has been in use, after its session keys have expired.
  func measure(_ network: TestNetwork, _ submit: () throws -> Reply<Completion>) async throws -> Measured {
    #expect(try await submit().value().code == "OK")
    try await network.sleep(.seconds(20))
    let place = network.place
    let began = network.simulation.now
    #expect(try await submit().value().code == "OK")
    let latency = network.simulation.now - began
    try await network.sleep(.seconds(5))
    let others = network.events(from: place).contains { entry in
      if case .crypto(.signed(let what, _, _, _, _, _)) = entry.event {
        ["acknowledgement", "acs-commitment", "login-nonce", "time-proof", "topology-transaction"].contains(what)
      } else {
        false
      }
    }
    #expect(!others, "something else than the transaction was signed in the measured window")
    return Measured(latency: latency, calls: network.kmsCalls(from: place))
  }

  /// Asserts a latency of so many KMS calls and links. Sequencing times are whole microseconds and grow, which may put
  /// a request off by one.
  func expect(_ measured: Measured, calls: Int64, links: Int64) {
    let modelled = Self.latency * calls + Self.link * links
    #expect(measured.latency == modelled, "\(measured.latency - modelled) off \(calls) L")
  }

  /// A command id for each call.
  func commands(
    _ node: ParticipantNode, as party: PartyID, _ command: @escaping () -> LedgerCommand
  ) -> () throws -> Reply<Completion> {
    var number = 0
    return {
      number += 1
      return try node.submit("baseline-\(number)", as: party, command())
    }
  }

  @Test(
    "needs exactly the KMS calls of the table and 12 L on the critical path", arguments: [CryptoMode.real, .symbolic])
  func baseline(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode, link: Self.link, kms: TestNetwork.kms(Self.latency))
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let measured = try await measure(
        network, commands(nodes[0], as: alice) { .ping(initiator: alice, responder: bank) })
      #expect(measured.calls == Self.expected)
      expect(measured, calls: 12, links: 6)
    }
  }

  @Test("has one L more for one confirmer more, because the responses queue in the mediator's subscription")
  func confirmers() throws {
    let network = TestNetwork(link: Self.link, kms: TestNetwork.kms(Self.latency))
    try network.run { network in
      let nodes = try await network.bootstrap(participants: ["participant1", "participant2", "participant3"])
      let alice = try await nodes[0].enableParty("Alice")
      let bank = try await network.enableParty("Bank", on: [nodes[1], nodes[2]], threshold: 2)
      let measured = try await measure(
        network, commands(nodes[0], as: alice) { .ping(initiator: alice, responder: bank) })
      var expected = Self.expected
      expected["participant3 Decrypt"] = 1
      expected["participant3 Sign"] = 2
      // One view, one response with its receipt, one verdict more.
      expected["sequencer1 Sign"] = 14
      #expect(measured.calls == expected)
      expect(measured, calls: 13, links: 6)
    }
  }

  @Test("has 6 L where only the participants use the KMS")
  func onlyParticipants() throws {
    let network = TestNetwork(
      link: Self.link, kms: TestNetwork.kms(Self.latency), onKms: { $0.hasPrefix("participant") })
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let measured = try await measure(
        network, commands(nodes[0], as: alice) { .ping(initiator: alice, responder: bank) })
      #expect(measured.calls == Self.expected.filter { $0.key.hasPrefix("participant") })
      expect(measured, calls: 6, links: 6)
    }
  }

  @Test(
    "a transfer between owners whose new owner sees only the new contract has a second session key and no signature for its sub-view"
  )
  func subview() throws {
    let network = TestNetwork(link: Self.link, kms: TestNetwork.kms(Self.latency))
    try network.run { network in
      let nodes = try await network.bootstrap(participants: ["participant1", "participant2", "participant3"])
      let alice = try await nodes[0].enableParty("Alice")
      let bank = try await nodes[1].enableParty("Bank")
      let carol = try await nodes[2].enableParty("Carol")
      var ious = try await nodes[1].issue("issue", from: bank, to: [alice, alice])
      let measured = try await measure(
        network,
        commands(nodes[0], as: alice) {
          .transferIou(ious.removeFirst().id, newOwner: carol)
        })
      // Root view: Alice and Bank. Sub-view: Bank and Carol, encrypted under a key of its own, so that the issuer
      // decrypts twice. The owner of the old contract does not see the sub-view.
      #expect(measured.calls["participant1 Sign"] == 5)
      #expect(measured.calls["participant1 Decrypt"] == 1)
      #expect(measured.calls["participant2 Decrypt"] == 2)
      #expect(measured.calls["participant3 Decrypt"] == 1)
      #expect(measured.calls["participant3 Sign"] == nil)
    }
  }
}

extension TestNetwork {
  /// A party of the first participant's namespace that all of them host; each signs for itself.
  func enableParty(_ name: String, on hosts: [ParticipantNode], threshold: Int) async throws -> PartyID {
    let members = try hosts.map { try $0.requireMember() }
    let party = PartyID(UniqueIdentifier(identifier: name, namespace: members[0].uid.namespace))
    let mapping = TopologyMapping.partyToParticipant(
      try PartyToParticipant(
        party: party, threshold: threshold,
        participants: members.map { HostingParticipant(participant: $0, permission: .submission) }))
    var signed = try await hosts[0].authorize(mapping, mustFullyAuthorize: false)
    for host in hosts.dropFirst() {
      let roots = hosts[0].authorized.list(code: .namespaceDelegation).map(\.transaction)
      try host.load(roots + [signed], force: [.alienMember])
      signed = try await host.authorize(mapping, mustFullyAuthorize: host === hosts[hosts.count - 1])
    }
    try await hosts[hosts.count - 1].synchronize()
    return party
  }
}
