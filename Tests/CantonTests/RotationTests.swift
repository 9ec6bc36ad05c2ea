import Canton
import Events
import KMS
import Kernel
import Keys
import Testing

/// When topology changes count, and what rotations do to keys and traffic; canton.md 4.4 to 4.6 and 5.
@Suite("Topology changes and rotations on a synchronizer")
struct RotationTests {
  private static let delay = Span.milliseconds(250)

  /// What every node recorded about the keys of a member, in order.
  private func listings(of member: MemberID, in network: TestNetwork, from place: Int) -> [String: [TimedEvent]] {
    let entries = network.events(from: place).filter { entry in
      if case .topology(.ownerToKeys(_, member, _, _, _, _)) = entry.event { true } else { false }
    }
    return Dictionary(grouping: entries) { $0.node.name }
  }

  private let observers = ["mediator1", "participant1", "participant2", "sequencer1"]

  @Test("a change counts its delay after its sequencing time at every node, and for strictly later messages only")
  func effectiveTime() throws {
    let network = TestNetwork()
    try network.run { network in
      let nodes = try await network.bootstrap()
      let place = network.place
      let alice = try await nodes[0].enableParty("Alice")
      let accepted = network.events(from: place).compactMap { entry -> (String, TopologyRecord)? in
        guard case .topology(.accepted(let record)) = entry.event, record.code == "ptp" else { return nil }
        return (entry.node.name, record)
      }
      #expect(accepted.map(\.0).sorted() == observers)
      let first = try #require(accepted.first?.1)
      #expect(first.effectiveAt == first.sequencedAt + Self.delay)
      #expect(accepted.allSatisfy { $0.1.effectiveAt == first.effectiveAt && $0.1.hash == first.hash })
      // The console command returned once the participant had seen a time behind the effective one.
      #expect(network.simulation.now > first.effectiveAt)
      #expect(nodes[0].canSubmit(as: [alice]))
    }
  }

  @Test(
    "a rotation gives serials s+1 and s+2 and at no node a moment without a usable key",
    arguments: [CryptoMode.symbolic])
  func serials(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode, kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let member = try nodes[0].requireMember()
      let old = try #require(try nodes[0].ownerToKeyMapping().signingKeys.last)
      let place = network.place
      let new = try await nodes[0].rotateNodeKey(old.fingerprint)
      let seen = listings(of: member, in: network, from: place)
      #expect(seen.keys.sorted() == observers)
      for (node, entries) in seen {
        let steps = entries.compactMap { entry -> (Int, [ListedKey], Instant)? in
          guard case .topology(.ownerToKeys(_, _, let serial, let keys, _, let effective)) = entry.event else {
            return nil
          }
          return (serial, keys.filter { $0.usages.contains(.protocol) }, effective)
        }
        #expect(steps.map(\.0) == [2, 3], "\(node)")
        #expect(steps.map { $0.1.map(\.key) } == [[old.fingerprint, new.fingerprint], [new.fingerprint]])
        #expect(steps[0].2 < steps[1].2)
      }
      // The second step was sequenced only after the first counted.
      let second = try #require(seen["sequencer1"]?.last)
      let first = try #require(seen["sequencer1"]?.first)
      guard case .topology(.ownerToKeys(_, _, _, _, let sequencedAt, _)) = second.event,
        case .topology(.ownerToKeys(_, _, _, _, _, let effectiveAt)) = first.event
      else { return }
      #expect(sequencedAt > effectiveAt)
      // Two signatures for the first step (namespace and new key), one for the second; a request each.
      #expect(
        network.events(of: "participant1", from: place).count { entry in
          if case .crypto(.signed("topology-transaction", _, _, _, _, _)) = entry.event { true } else { false }
        } == 3)
      #expect(nodes[0].vault.owns(old.fingerprint))
    }
  }

  /// Sends pings both ways while `body` runs, and returns how they ended.
  private func underTraffic(
    _ network: TestNetwork, _ nodes: [ParticipantNode], _ body: () async throws -> Void
  ) async throws -> [String: Int] {
    let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
    var codes: [String: Int] = [:]
    var isOver = false
    for (index, (node, party)) in [(nodes[0], alice), (nodes[1], bank)].enumerated() {
      network.simulation.root.spawn("traffic-\(index)") {
        var number = 0
        while !isOver {
          number += 1
          let reply = try node.submit("traffic-\(index)-\(number)", as: party, .ping(initiator: alice, responder: bank))
          network.simulation.root.spawn("completion") { codes[try await reply.value().code, default: 0] += 1 }
          try await network.sleep(.milliseconds(100))
        }
      }
    }
    try await network.sleep(.seconds(1))
    try await body()
    try await network.sleep(.seconds(1))
    isOver = true
    try await network.sleep(.minutes(3))
    #expect(nodes.allSatisfy { $0.commandsInFlight == 0 && $0.pendingRequests == 0 })
    return codes
  }

  @Test(
    "rotate_node_keys of a participant under traffic raises the serial by two per key and loses no command",
    arguments: [CryptoMode.real, .symbolic])
  func participantUnderTraffic(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode, kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let before = try nodes[0].ownerToKeyMapping().keys.map(\.fingerprint)
      let codes = try await underTraffic(network, nodes) {
        let new = try await nodes[0].rotateNodeKeys()
        #expect(new.count == 3)
        #expect(try nodes[0].ownerToKeyMapping().keys.map(\.fingerprint) == new.map(\.fingerprint))
      }
      #expect(codes.keys.sorted() == ["OK"], "\(codes)")
      #expect((codes["OK"] ?? 0) > 40)
      let member = try nodes[0].requireMember()
      let serials = listings(of: member, in: network, from: 0)["participant2"]?.compactMap { entry -> Int? in
        if case .topology(.ownerToKeys(_, _, let serial, _, _, _)) = entry.event { serial } else { nil }
      }
      #expect(serials?.last == 7)
      let after = try nodes[0].ownerToKeyMapping().keys.map(\.fingerprint)
      #expect(Set(after).isDisjoint(with: before))
      #expect(network.history.allSatisfy { if case .crypto(.refused) = $0 { false } else { true } })
    }
  }

  @Test(
    "sequencer and mediator rotate their keys under traffic, and every event is signed with a key that counts at its time"
  )
  func synchronizerNodesUnderTraffic() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let sequencer = try #require(network.simulation.host(NodeID("sequencer1")).node as? SequencerNode)
      let mediator = try #require(network.simulation.host(NodeID("mediator1")).node as? MediatorNode)
      let codes = try await underTraffic(network, nodes) {
        let (first, second) = (try await sequencer.rotateNodeKeys(), try await mediator.rotateNodeKeys())
        #expect(first.count == 2 && second.count == 2)
      }
      #expect(codes.keys.sorted() == ["OK"], "\(codes)")
      for node in [sequencer, mediator] as [MemberNode] {
        #expect(listings(of: try node.requireMember(), in: network, from: 0)["participant1"]?.count == 5)
      }
      let used = Set(
        network.events(of: "sequencer1").compactMap { entry -> Fingerprint? in
          if case .crypto(.signed("sequenced-event", let key, _, _, _, _)) = entry.event { key } else { nil }
        })
      #expect(used.count == 2)
    }
  }

  @Test("rotate_kms_node_key moves to a pregenerated key of another spec")
  func kmsNodeKey() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let service = try #require(network.endpoint?.service)
      let id = try service.pregenerate(name: "p384", keySpec: .eccNistP384, keyUsage: .signVerify).keyID
      let old = try #require(try nodes[0].ownerToKeyMapping().signingKeys.last)
      let new = try await nodes[0].rotateKmsNodeKey(old.fingerprint, newKmsKeyID: id, name: "kms_key_rotated")
      #expect(new.signing?.spec == .ecP384)
      #expect(new.signing?.usage == old.usage)
      #expect(nodes[0].vault.kmsKeyID(of: new.fingerprint) == id)
      #expect(try await nodes[0].ping(nodes[1], within: .minutes(1)) > .zero)
    }
  }

  @Test("the root namespace key is no key of the mapping and cannot be rotated")
  func namespaceKey() throws {
    let network = TestNetwork()
    try network.run { network in
      let nodes = try await network.bootstrap()
      let root = try nodes[0].requireMember().uid.namespace
      await #expect(throws: CantonError("CONSOLE_COMMAND_FAILED", "The key \(root) does not exist")) {
        try await nodes[0].rotateNodeKey(root)
      }
    }
  }

  @Test(
    "views sequenced before the removal of an encryption key counts are read with it; later ones are lost with a rejection"
  )
  func removedEncryptionKey() throws {
    let network = TestNetwork()
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let old = try #require(try nodes[1].ownerToKeyMapping().encryptionKeys.last)
      let new = try await nodes[1].vault.generateEncryptionKey(name: "second")
      try await nodes[1].addKeys([new.fingerprint])
      // The submitter learns of the new key late: its views are still encrypted for the old one.
      network.simulation.network.set(
        Link(latency: .constant(.seconds(2))), from: NodeID("sequencer1"), to: NodeID("participant1"))
      try await network.sleep(.seconds(5))
      let late = try await nodes[1].vault.generateEncryptionKey(name: "third")
      let mapping = try nodes[1].ownerToKeyMapping().adding(.encryption(late)).removing(old.fingerprint).removing(
        new.fingerprint)
      try await nodes[1].authorize(.ownerToKey(mapping))
      let inTime = try nodes[0].submit("in-time", as: alice, .ping(initiator: alice, responder: bank))
      try await network.sleep(.milliseconds(600))
      let tooLate = try nodes[0].submit("too-late", as: alice, .ping(initiator: alice, responder: bank))
      #expect(try await inTime.value().code == "OK")
      #expect(try await tooLate.value().code == "LOCAL_VERDICT_MALFORMED_PAYLOAD")
      // Once the submitter knows the third key, it uses it.
      try await network.sleep(.seconds(5))
      #expect(
        try await nodes[0].submit("after", as: alice, .ping(initiator: alice, responder: bank)).value().code == "OK")
    }
  }
}
