import Canton
import Events
import KMS
import Kernel
import Keys
import Storage
import Testing

/// What a node has after its process was killed: nothing lost, nothing twice.
@Suite("Crash and restart")
struct RestartTests {
  private struct Parties {
    let nodes: [ParticipantNode]
    let alice: PartyID
    let bob: PartyID
    let bank: PartyID
  }

  private func parties(_ network: TestNetwork) async throws -> Parties {
    let nodes = try await network.bootstrap()
    return Parties(
      nodes: nodes, alice: try await nodes[0].enableParty("Alice"), bob: try await nodes[0].enableParty("Bob"),
      bank: try await nodes[1].enableParty("Bank"))
  }

  @Test("a participant has its identity, keys, topology, contracts and ledger end again", arguments: [false, true])
  func participant(external: Bool) throws {
    let network = TestNetwork(kms: external ? TestNetwork.kms() : nil)
    try network.run { network in
      let world = try await parties(network)
      let (old, peer) = (world.nodes[0], world.nodes[1])
      let iou = try #require(try await peer.issue("issue", from: world.bank, to: [world.alice]).first)
      try await network.sleep(.seconds(1))
      let (member, end, keys) = (try old.requireMember(), old.currentLedgerEnd, old.vault.listSecretKeys().map(\.key))
      network.crash("participant1")
      let node = try await network.startAgain("participant1", ParticipantNode.init)
      #expect(try node.requireMember() == member)
      #expect(node.vault.listSecretKeys().map(\.key) == keys)
      #expect(node.currentLedgerEnd == end)
      #expect(try node.activeContracts(of: world.alice).map(\.id) == [iou.id])
      #expect(node.connectedSynchronizers.isEmpty)
      let place = network.place
      try await node.reconnect("da")
      try await node.synchronize()
      #expect(node.hostedParties() == [world.alice, world.bob].sorted())
      // No topology is applied, refused or sent a second time.
      #expect(network.events(from: place).allSatisfy { if case .topology = $0.event { false } else { true } })
      let moved = try await node.submit("move", as: world.alice, .transferIou(iou.id, newOwner: world.bob)).value()
      #expect(moved.code == "OK")
    }
  }

  /// Every command that was accepted has exactly one completion, and no contract was archived or created twice.
  private func expectOneCompletionEach(_ network: TestNetwork, atLeast: Int) {
    var accepted: [CommandKey] = []
    var completed: [CommandKey: Int] = [:]
    for event in network.history {
      switch event {
      case .ledger(.accepted(let command, _)): accepted.append(command)
      case .ledger(.completed(let command, _, _, _, _)): completed[command, default: 0] += 1
      default: continue
      }
    }
    #expect(accepted.count >= atLeast)
    for command in accepted { #expect(completed[command] == 1, "\(command)") }
  }

  /// Pings between two parties every 200 ms from both sides, well below what the mediator's
  /// subscription carries,, through whichever incarnation of a participant takes them.
  private func traffic(_ network: TestNetwork, _ world: Parties, for span: Span) {
    let end = network.simulation.now + span
    let interval = Span.milliseconds(200)
    for (name, party) in [("participant1", world.alice), ("participant2", world.bank)] {
      network.simulation.root.spawn("traffic") {
        var number = 0
        while network.simulation.now < end {
          try await network.sleep(interval)
          number += 1
          guard let node = network.simulation.host(NodeID(name)).node as? ParticipantNode, node.canSubmit(as: [party])
          else { continue }
          _ = try node.submit("\(name)-\(number)", as: party, .ping(initiator: world.alice, responder: world.bank))
        }
      }
    }
  }

  @Test(
    "commands in flight at a participant's crash end in exactly one completion each",
    arguments: [11, 503, 1_207, 3_333])
  func inFlight(crashAt milliseconds: Int64) throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(20)))
    try network.run { network in
      let world = try await parties(network)
      traffic(network, world, for: .seconds(20))
      try await network.sleep(.seconds(2) + .milliseconds(milliseconds))
      #expect(world.nodes[0].commandsInFlight > 0)
      network.crash("participant1")
      try await network.sleep(.seconds(3))
      let node = try await network.startAgain("participant1", ParticipantNode.init)
      let place = network.place
      try await node.reconnect("da")
      try await network.sleep(.minutes(3))
      #expect(node.commandsInFlight == 0 && node.pendingRequests == 0)
      expectOneCompletionEach(network, atLeast: 100)
      // What was sequenced before the crash is committed after it, what was not sequenced ends after 60 s.
      let codes = Set(
        network.events(of: "participant1", from: place).compactMap { entry -> String? in
          if case .ledger(.completed(_, _, let code, _, _)) = entry.event { code } else { nil }
        })
      #expect(codes.contains("OK"))
      #expect(
        codes.isSubset(of: ["OK", "NOT_SEQUENCED_TIMEOUT", "SUBMISSION_DURING_SHUTDOWN", "MEDIATOR_SAYS_TX_TIMED_OUT"]),
        "\(codes)")
      // Both participants committed the same transactions, each once.
      let committed = ["participant1", "participant2"].map { name in
        network.events(of: name).compactMap { entry -> Instant? in
          if case .ledger(.committed(_, let at, _, _, _, _)) = entry.event { at } else { nil }
        }
      }
      #expect(Set(committed[0]).count == committed[0].count && Set(committed[1]).count == committed[1].count)
      #expect(Set(committed[0]) == Set(committed[1]))
    }
  }

  @Test("a participant that is cut off at once after submitting completes what was sequenced and what was not")
  func atEveryStage() throws {
    // The submission takes 3 signatures of 40 ms, then a millisecond to the sequencer.
    for milliseconds in stride(from: Int64(1), to: 600, by: 47) {
      let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(40)))
      try network.run { network in
        let world = try await parties(network)
        let iou = try #require(try await world.nodes[1].issue("issue", from: world.bank, to: [world.alice]).first)
        try await network.sleep(.seconds(15))
        _ = try world.nodes[0].submit("move", as: world.alice, .transferIou(iou.id, newOwner: world.bob))
        try await network.sleep(.milliseconds(milliseconds))
        network.crash("participant1")
        let node = try await network.startAgain("participant1", ParticipantNode.init)
        try await node.reconnect("da")
        try await network.sleep(.minutes(2))
        let codes = network.completions("move").map(\.code)
        #expect(codes.count == 1)
        let owner = codes == ["OK"] ? world.bob : world.alice
        #expect(try node.activeContracts(of: owner).count == 1, "crash after \(milliseconds) ms: \(codes)")
        #expect(
          try node.activeContracts(of: owner).map(\.id) == world.nodes[1].activeContracts(of: world.bank).map(\.id))
        if codes != ["OK"] {
          #expect(
            try await node.submit("move", as: world.alice, .transferIou(iou.id, newOwner: world.bob), attempt: 2)
              .value().code == "OK")
        }
      }
    }
  }

  @Test("a disconnected participant completes its commands after it has reconnected")
  func disconnected() throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(40)))
    try network.run { network in
      let world = try await parties(network)
      let reply = try world.nodes[0].submit(
        "ping", as: world.alice, .ping(initiator: world.alice, responder: world.bank))
      try await network.sleep(.milliseconds(200))
      try world.nodes[0].disconnect("da")
      try await network.sleep(.seconds(10))
      #expect(network.completions("ping").isEmpty && world.nodes[0].commandsInFlight == 1)
      #expect(throws: CantonError.self) {
        try world.nodes[0].submit("other", as: world.alice, .ping(initiator: world.alice, responder: world.bank))
      }
      try await world.nodes[0].reconnect("da")
      #expect(try await reply.value().code == "OK")
      #expect(network.completions("ping").count == 1)
    }
  }

  @Test("requests without verdict at a mediator's crash get one from the mediator that starts again")
  func mediator() throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(20)))
    try network.run { network in
      let world = try await parties(network)
      traffic(network, world, for: .seconds(10))
      try await network.sleep(.seconds(4))
      let mediator = try #require(network.simulation.host(NodeID("mediator1")).node as? MediatorNode)
      #expect(mediator.outstandingRequests > 0)
      network.crash("mediator1")
      try await network.sleep(.seconds(3))
      let place = network.place
      let again = try await network.startAgain("mediator1", MediatorNode.init)
      try await network.sleep(.minutes(3))
      #expect(again.outstandingRequests == 0)
      expectOneCompletionEach(network, atLeast: 60)
      let codes = Set(
        network.events(from: place).compactMap { entry -> String? in
          if case .ledger(.completed(_, _, let code, _, _)) = entry.event { code } else { nil }
        })
      #expect(codes == ["OK"])
    }
  }

  @Test("a sequencer that starts again has its log; its clients log in again and read on without a gap")
  func sequencer() throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(20)))
    try network.run { network in
      let world = try await parties(network)
      traffic(network, world, for: .seconds(10))
      try await network.sleep(.seconds(4))
      network.crash("sequencer1")
      try await network.sleep(.seconds(3))
      let place = network.place
      _ = try await network.startAgain("sequencer1", SequencerNode.init)
      try await network.sleep(.minutes(3))
      expectOneCompletionEach(network, atLeast: 50)
      let logins = network.events(from: place).compactMap { entry -> String? in
        if case .crypto(.signed("login-nonce", _, _, _, _, _)) = entry.event { entry.node.name } else { nil }
      }
      #expect(Set(logins) == ["mediator1", "participant1", "participant2"])
      #expect(try await world.nodes[0].ping(world.nodes[1], within: .minutes(1)) > .zero)
      try await network.sleep(.seconds(1))
      #expect(world.nodes.allSatisfy { $0.pendingRequests == 0 })
    }
  }

  @Test("events lost in a partition are read again after it")
  func partition() throws {
    let network = TestNetwork()
    try network.run { network in
      let world = try await parties(network)
      traffic(network, world, for: .seconds(10))
      try await network.sleep(.seconds(2))
      network.simulation.network.partition(NodeID("sequencer1"), NodeID("participant2"))
      try await network.sleep(.seconds(2))
      network.simulation.network.healAll()
      try await network.sleep(.minutes(4))
      expectOneCompletionEach(network, atLeast: 50)
      #expect(world.nodes.allSatisfy { $0.commandsInFlight == 0 && $0.pendingRequests == 0 })
    }
  }

  @Test("a store on disk brings a participant back as well")
  func onDisk() throws {
    let network = TestNetwork()
    try network.run { network in
      try network.use(SQLiteStore(.memory, durability: .off), for: "participant1")
      let world = try await parties(network)
      let iou = try #require(try await world.nodes[1].issue("issue", from: world.bank, to: [world.alice]).first)
      _ = try world.nodes[0].submit("move", as: world.alice, .transferIou(iou.id, newOwner: world.bob))
      try await network.sleep(.milliseconds(2))
      network.crash("participant1")
      let node = try await network.startAgain("participant1", ParticipantNode.init)
      try await node.reconnect("da")
      try await network.sleep(.minutes(2))
      #expect(network.completions("move").map(\.code) == ["OK"])
      #expect(try node.activeContracts(of: world.bob).count == 1)
    }
  }
}
