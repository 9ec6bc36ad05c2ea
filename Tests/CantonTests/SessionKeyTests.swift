import Canton
import Events
import KMS
import Kernel
import Keys
import Testing

/// Session encryption keys; canton.md 7.5 and 0.2 point 2.
@Suite("Session encryption keys")
struct SessionKeyTests {
  private func decryptions(_ network: TestNetwork, from place: Int) -> [Int] {
    ["participant1", "participant2"].map { network.kmsCalls(from: place)["\($0) Decrypt"] ?? 0 }
  }

  @Test("a sender and a tree of recipients cost each recipient one Decrypt per 10 s")
  func window() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      nonisolated(nonsending) func ping(_ id: String, from node: ParticipantNode, as party: PartyID) async throws {
        let completion = try await node.submit(id, as: party, .ping(initiator: alice, responder: bank)).value()
        #expect(completion.code == "OK")
      }
      let first = network.place
      let began = network.simulation.now
      try await ping("1", from: nodes[0], as: alice)
      #expect(decryptions(network, from: first) == [1, 1])
      for number in 2...8 { try await ping("\(number)", from: nodes[0], as: alice) }
      #expect(network.simulation.now - began < .seconds(10))
      #expect(decryptions(network, from: first) == [1, 1])
      // Another sender to the same recipients has a key of its own.
      try await ping("9", from: nodes[1], as: bank)
      #expect(decryptions(network, from: first) == [2, 2])
      try await network.sleep(.seconds(10))
      try await ping("10", from: nodes[0], as: alice)
      #expect(decryptions(network, from: first) == [3, 3])
    }
  }

  @Test("requests that arrive during the first decryption decrypt as well")
  func concurrentMisses() throws {
    let network = TestNetwork(kms: TestNetwork.kms(.milliseconds(100)), onKms: { $0.hasPrefix("participant") })
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let place = network.place
      var replies: [Reply<Completion>] = []
      for number in 1...4 {
        replies.append(try nodes[0].submit("\(number)", as: alice, .ping(initiator: alice, responder: bank)))
        try await network.sleep(.milliseconds(10))
      }
      for reply in replies { #expect(try await reply.value().code == "OK") }
      // All four were encrypted with the key that the first made, and reached the participants within one latency.
      #expect(decryptions(network, from: place) == [4, 4])
      #expect(try await nodes[0].submit("5", as: alice, .ping(initiator: alice, responder: bank)).value().code == "OK")
      #expect(decryptions(network, from: place) == [4, 4])
    }
  }

  @Test("without the cache every transaction is decrypted anew")
  func disabled() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      _ = try await network.bootstrap(participants: [])
      var nodes: [ParticipantNode] = []
      for name in ["participant1", "participant2"] {
        var configuration = try network.configuration(name, .participant)
        configuration.sessionEncryptionKeyCache.isEnabled = false
        nodes.append(try await network.join(configuration))
      }
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let place = network.place
      for number in 1...3 {
        #expect(
          try await nodes[0].submit("\(number)", as: alice, .ping(initiator: alice, responder: bank)).value().code
            == "OK")
      }
      #expect(decryptions(network, from: place) == [3, 3])
    }
  }

  @Test("a rotated encryption key of a recipient ends the reuse of a session key")
  func rotation() throws {
    let network = TestNetwork(kms: TestNetwork.kms())
    try network.run { network in
      let nodes = try await network.bootstrap()
      let (alice, bank) = (try await nodes[0].enableParty("Alice"), try await nodes[1].enableParty("Bank"))
      let old = try #require(try nodes[1].ownerToKeyMapping().encryptionKeys.last)
      let new = try await nodes[1].vault.generateEncryptionKey(name: "second")
      #expect(try await nodes[0].submit("1", as: alice, .ping(initiator: alice, responder: bank)).value().code == "OK")
      try await nodes[1].rotateKey(from: old.fingerprint, to: new.fingerprint)
      let place = network.place
      #expect(try await nodes[0].submit("2", as: alice, .ping(initiator: alice, responder: bank)).value().code == "OK")
      let used = network.events(of: "participant2", from: place).compactMap { entry in
        if case .crypto(.decrypted(let key, _, _, _, _, _)) = entry.event { key } else { nil }
      }
      #expect(used == [new.fingerprint])
    }
  }
}
