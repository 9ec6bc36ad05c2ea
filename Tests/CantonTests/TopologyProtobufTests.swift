import Canton
import Events
import Kernel
import Keys
import Testing

@Suite struct TopologyProtobufTests {
  private func everyMapping() throws -> [TopologyMapping] {
    let network = try TopologyTestNetwork(joined: false)
    let (node, key) = (network.p1, network.p2.namespaceKey)
    func delegation(_ restriction: DelegationRestriction) throws -> TopologyMapping {
      .namespaceDelegation(
        try NamespaceDelegation(namespace: node.namespace, target: try key.signing, restriction: restriction))
    }
    let hosts = [
      HostingParticipant(participant: node.participant, permission: .submission),
      HostingParticipant(participant: network.p2.participant, permission: .observation, onboarding: true),
    ]
    return [
      try delegation(.canSignAllMappings), try delegation(.canSignAllButNamespaceDelegations),
      try delegation(.canSignSpecificMappings([.partyToParticipant, .ownerToKey])),
      .ownerToKey(try node.keys(.participant)), .ownerToKey(try node.keys(.sequencer)),
      .partyToParticipant(try PartyToParticipant(party: node.party("alice"), threshold: 2, participants: hosts)),
      .trustCertificate(
        SynchronizerTrustCertificate(participant: node.participant, synchronizer: network.synchronizer)),
      .vettedPackages(VettedPackages(participant: node.participant, packages: ["iou-1", "splice"])),
      .synchronizerParameters(
        SynchronizerParametersState(
          synchronizer: network.synchronizer,
          parameters: DynamicSynchronizerParameters(
            confirmationResponseTimeout: .milliseconds(1_500), maxRequestSize: 1,
            onboardingRestriction: .unrestrictedLocked))),
      .mediatorState(
        try MediatorSynchronizerState(
          synchronizer: network.synchronizer, group: 3, active: [node.member(.mediator)],
          observers: [network.p2.member(.mediator)])),
      .sequencerState(
        try SequencerSynchronizerState(
          synchronizer: network.synchronizer, threshold: 2,
          active: [node.member(.sequencer), network.p2.member(.sequencer)])),
    ]
  }

  @Test("every mapping survives its protobuf form, with the same hash")
  func roundTrip() throws {
    let mappings = try everyMapping()
    #expect(Set(mappings.map(\.kind)) == Set(TopologyMappingCode.allCases))
    for mapping in mappings {
      for operation in TopologyChangeOp.allCases {
        let transaction = TopologyTransaction(operation: operation, serial: 17, mapping: mapping)
        let copy = try TopologyTransaction(protobuf: transaction.serialized)
        #expect(copy == transaction)
        #expect(copy.hash == transaction.hash)
      }
    }
    // Three delegations to one key; and keys of one uid, whatever the member's kind.
    #expect(Set(mappings.map(\.uniqueKey)).count == mappings.count - 3)
  }

  @Test("a signed transaction survives its protobuf form and still verifies")
  func signedRoundTrip() throws {
    var network = try TopologyTestNetwork()
    let mapping = try network.hosting(network.p2.party("bob"), at: [network.p1, network.p2])
    let signed = try network.p1.sign(
      mapping, with: [network.p1.namespaceKey, network.p2.namespaceKey], isProposal: true)
    let copy = try SignedTopologyTransaction(protobuf: signed.protobuf)
    #expect(copy == signed)
    #expect(copy.signatures.count == 2)
    #expect(copy.isProposal)
    #expect(network.refusal(copy) == nil)
  }

  @Test("the layout is Canton's: field numbers, version 30, hash purpose 11 and unique key purpose 43")
  func layout() throws {
    let network = try TopologyTestNetwork(joined: false)
    let mapping = VettedPackages(participant: network.p1.participant, packages: ["p"])
    let transaction = TopologyTransaction(operation: .remove, serial: 3, mapping: .vettedPackages(mapping))
    let uid = [UInt8](network.p1.uid.description.utf8)
    #expect(uid.count == 82)
    let vetted: [UInt8] = [0x0A, 82] + uid + [0x22, 3, 0x0A, 1, 0x70]
    let wrapped: [UInt8] = [0x42, 89] + vetted
    let inner: [UInt8] = [0x08, 2, 0x10, 3, 0x1A, 91] + wrapped
    #expect(transaction.serialized == [0x0A, 97] + inner + [0x10, 30])
    #expect(
      transaction.hash == [0x12, 0x20] + CryptoEngine.sha256([0, 0, 0, 11] + transaction.serialized))
    let name = [UInt8](network.p1.participant.description.utf8)
    #expect(
      transaction.mapping.uniqueKey
        == [0x12, 0x20] + CryptoEngine.sha256([0, 0, 0, 43, 0, 0, 0, 87] + name + [0, 0, 0, 8]))
  }

  @Test("a transaction's nominal size does not depend on the length of a DER signature")
  func nominalSize() throws {
    let network = try TopologyTestNetwork(joined: false)
    let transaction = try network.p1.rootDelegation().transaction
    var sizes: Set<Int> = []
    var lengths: Set<Int> = []
    for _ in 0..<40 {
      let signature = try network.p1.signature(of: transaction, network.p1.namespaceKey)
      lengths.insert(signature.bytes.count)
      sizes.insert(SignedTopologyTransaction(transaction: transaction, signatures: [signature]).nominalSize)
    }
    #expect(lengths.count > 1)
    #expect(sizes.count == 1)
  }

  @Test("damaged bytes are refused and never crash")
  func damage() throws {
    let network = try TopologyTestNetwork(joined: false)
    let bytes = try network.p1.ownKeys(.participant).protobuf
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: TopologyDecodingError.self) {
        try SignedTopologyTransaction(protobuf: Array(bytes.prefix(length)))
      }
    }
    for position in stride(from: 0, to: bytes.count, by: 3) {
      var damaged = bytes
      damaged[position] ^= 0x55
      if let read = try? SignedTopologyTransaction(protobuf: damaged) {
        #expect(read.transaction.serial > 0)
      }
    }
  }
}
