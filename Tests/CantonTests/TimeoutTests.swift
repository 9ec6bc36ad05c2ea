import Canton
import Events
import KMS
import Kernel
import Keys
import Testing

/// What slow keys, lost nodes and conflicting commands lead to; canton.md 8.1 and 9.
@Suite("Time-outs and refusals")
struct TimeoutTests {
  /// Two participants with a KMS of their own speed, and one party each.
  private func network() -> TestNetwork {
    TestNetwork(kms: TestNetwork.kms(), onKms: { $0.hasPrefix("participant") })
  }

  private func stall(_ node: String, _ operations: [String], by span: Span, limit: Int? = nil, in network: TestNetwork)
  {
    network.endpoint?.policy.add(
      CallRule(
        name: "stall", outcome: .delay(span), operations: operations, callers: [NodeID(node)],
        from: network.simulation.now,
        limit: limit))
  }

  @Test("a submission whose signatures take longer than its max sequencing time ends with NOT_SEQUENCED_TIMEOUT")
  func notSequenced() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let began = network.simulation.now
      // Three signatures in a row at 25 s each pass the tolerance of 60 s. The participant sees that only once it can
      // sign a request for the time, or gets another event.
      stall("participant1", ["Sign"], by: .seconds(25), in: network)
      network.simulation.schedule(after: .seconds(80)) { network.endpoint?.policy.removeAll() }
      let completion = try await nodes[0].submit("late", as: alice, .ping(initiator: alice, responder: bank)).value()
      #expect(completion.code == "NOT_SEQUENCED_TIMEOUT")
      #expect(network.simulation.now - began > .seconds(60))
      try await network.sleep(.minutes(2))
      #expect(network.completions("late").map(\.code) == ["NOT_SEQUENCED_TIMEOUT"])
      #expect(network.history.allSatisfy { if case .ledger(.committed) = $0 { false } else { true } })
      // The command had no effect and may be sent again.
      #expect(
        try await nodes[0].submit("late", as: alice, .ping(initiator: alice, responder: bank), attempt: 2).value().code
          == "OK")
    }
  }

  @Test("a confirmer whose signatures take longer than 30 s leads to MEDIATOR_SAYS_TX_TIMED_OUT at all participants")
  func confirmerStalled() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      stall("participant2", ["Sign"], by: .seconds(20), limit: 2, in: network)
      let began = network.simulation.now
      let completion = try await nodes[0].submit("slow", as: alice, .ping(initiator: alice, responder: bank)).value()
      #expect(completion.code == "MEDIATOR_SAYS_TX_TIMED_OUT")
      let took = network.simulation.now - began
      #expect(took > .seconds(30) && took < .seconds(32), "took \(took)")
      try await network.sleep(.minutes(1))
      for node in ["participant1", "participant2"] {
        #expect(network.rejections(at: node) == ["MEDIATOR_SAYS_TX_TIMED_OUT"])
      }
      #expect(nodes.allSatisfy { $0.pendingRequests == 0 })
    }
  }

  @Test("without a mediator every participant ends the request with LOCAL_VERDICT_TIMEOUT after 60 s")
  func noMediator() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      network.crash("mediator1")
      let began = network.simulation.now
      let completion = try await nodes[0].submit("lost", as: alice, .ping(initiator: alice, responder: bank)).value()
      #expect(completion.code == "LOCAL_VERDICT_TIMEOUT")
      let took = network.simulation.now - began
      #expect(took > .seconds(60) && took < .seconds(62), "took \(took)")
      try await network.sleep(.seconds(5))
      for node in ["participant1", "participant2"] {
        #expect(network.rejections(at: node) == ["LOCAL_VERDICT_TIMEOUT"])
      }
    }
  }

  @Test("of two transfers of one contract the second finds it locked, a third finds it inactive")
  func conflicts() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let (alice, bob) = (try await nodes[0].enableParty("Alice"), try await nodes[0].enableParty("Bob"))
      let bank = try await nodes[1].enableParty("Bank")
      let iou = try #require(try await nodes[1].issue("issue", from: bank, to: [alice]).first)
      let first = try nodes[0].submit("first", as: alice, .transferIou(iou.id, newOwner: bob))
      let second = try nodes[0].submit("second", as: alice, .transferIou(iou.id, newOwner: alice))
      #expect(try await first.value().code == "OK")
      #expect(try await second.value().code == "LOCAL_VERDICT_LOCKED_CONTRACTS")
      let third = try await nodes[0].submit("third", as: alice, .transferIou(iou.id, newOwner: alice)).value()
      #expect(third.code == "CONTRACT_NOT_FOUND")
      #expect(network.rejections(at: "participant2") == ["LOCAL_VERDICT_LOCKED_CONTRACTS"])
      #expect(try nodes[0].activeContracts(of: bob).count == 1)
      for id in ["first", "second", "third"] { #expect(network.completions(id).count == 1) }
    }
  }

  @Test(
    "a transfer sequenced after the archival that its submitter had not seen yet is refused with LOCAL_VERDICT_INACTIVE_CONTRACTS"
  )
  func inactive() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let alice = try await network.enableParty("Alice", on: nodes, threshold: 1)
      let bank = try await nodes[1].enableParty("Bank")
      let iou = try #require(try await nodes[1].issue("issue", from: bank, to: [alice]).first)
      // The verdict of the first transfer reaches participant1 late, so it still believes in the contract.
      network.simulation.network.set(
        Link(latency: .constant(.seconds(5))), from: NodeID("sequencer1"), to: NodeID("participant1"))
      #expect(try await nodes[1].submit("first", as: alice, .transferIou(iou.id, newOwner: alice)).value().code == "OK")
      let second = try await nodes[0].submit("second", as: alice, .transferIou(iou.id, newOwner: alice)).value()
      #expect(second.code == "LOCAL_VERDICT_INACTIVE_CONTRACTS")
    }
  }

  @Test("a command is refused while it is in flight and once it has succeeded, and may be repeated after a rejection")
  func duplicates() throws {
    try network().run(until: .hours(25)) { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      func submit(_ id: String, _ attempt: Int) throws -> Reply<Completion> {
        try nodes[0].submit(id, as: alice, .ping(initiator: alice, responder: bank), attempt: attempt)
      }
      func code(_ body: () throws -> Reply<Completion>) -> String? {
        do {
          _ = try body()
          return nil
        } catch {
          return (error as? CantonError)?.code
        }
      }
      let first = try submit("once", 1)
      #expect(code { try submit("once", 2) } == "SUBMISSION_ALREADY_IN_FLIGHT")
      #expect(try await first.value().code == "OK")
      #expect(code { try submit("once", 3) } == "DUPLICATE_COMMAND")
      try await network.sleep(.hours(24) + .seconds(1))
      #expect(try await submit("once", 4).value().code == "OK")
      #expect(network.completions("once").count == 2)
    }
  }

  @Test("who cannot decrypt its view rejects the request as a whole with LOCAL_VERDICT_MALFORMED_PAYLOAD")
  func undecryptable() throws {
    try network().run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      network.endpoint?.policy.add(
        CallRule(
          name: "denied", outcome: .fail(KmsFault.accessDenied.rawValue), operations: ["Decrypt"],
          callers: [NodeID("participant2")]))
      let completion = try await nodes[0].submit("unread", as: alice, .ping(initiator: alice, responder: bank)).value()
      #expect(completion.code == "LOCAL_VERDICT_MALFORMED_PAYLOAD")
    }
  }
}
