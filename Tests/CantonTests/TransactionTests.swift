import Canton
import Events
import Kernel
import Keys
import Testing

@Suite("The confirmation protocol")
struct TransactionTests {
  @Test(
    "an IOU is created, transferred and active at both stakeholders' participants",
    arguments: [CryptoMode.real, .symbolic])
  func transfer(mode: CryptoMode) throws {
    let network = TestNetwork(mode: mode)
    try network.run { network in
      let nodes = try await network.bootstrap()
      let alice = try await nodes[0].enableParty("Alice")
      let bob = try await nodes[0].enableParty("Bob")
      let bank = try await nodes[1].enableParty("Bank")
      let created = try await nodes[1].submit(
        CommandSubmission(
          key: CommandKey(userID: "test", commandID: "1", submissionID: "1"), actAs: [bank],
          command: .createIous([Iou(issuer: bank, owner: alice, amount: 7)]))
      ).value()
      #expect(created.code == "OK")
      let iou = try #require(created.created.first)
      let moved = try await nodes[0].submit(
        CommandSubmission(
          key: CommandKey(userID: "test", commandID: "2", submissionID: "2"), actAs: [alice],
          command: .transferIou(iou.id, newOwner: bob))
      ).value()
      #expect(moved.code == "OK")
      try await network.simulation.root.sleep(.seconds(2))
      #expect(try nodes[0].activeContracts(of: bob).count == 1)
      #expect(try nodes[0].activeContracts(of: alice).isEmpty)
      #expect(try nodes[1].activeContracts(of: bank).map(\.id) == nodes[0].activeContracts(of: bob).map(\.id))
    }
  }
}
