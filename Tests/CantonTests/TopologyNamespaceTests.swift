import Canton
import Events
import Kernel
import Keys
import Testing

/// Namespaces, their delegations, and who may change where a party is hosted.
@Suite struct TopologyNamespaceTests {
  private func delegate(
    _ network: inout TopologyTestNetwork, to key: PrivateKey, _ restriction: DelegationRestriction,
    signedBy signer: PrivateKey? = nil
  ) throws {
    let delegation = try NamespaceDelegation(
      namespace: network.p1.namespace, target: try key.signing, restriction: restriction)
    _ = try network.accept([
      try network.p1.sign(.namespaceDelegation(delegation), with: [signer ?? network.p1.namespaceKey])
    ])
  }

  @Test("a participant with a delegation of the old namespace moves its party with its own key alone")
  func delegationMovesParty() throws {
    var network = try TopologyTestNetwork()
    let party = network.p1.party("alice")
    _ = try network.accept([
      try network.p1.sign(network.hosting(party, at: [network.p1]), with: [network.p1.namespaceKey])
    ])
    let both = try network.p2.sign(
      network.hosting(party, at: [network.p1, network.p2]), serial: 2, with: [network.p2.namespaceKey])
    #expect(network.refusal(both) == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    try delegate(&network, to: network.p2.namespaceKey, .canSignAllButNamespaceDelegations)
    #expect(network.refusal(both) == nil)
    #expect(network.state.currentSnapshot.hosts(of: party).count == 2)
    #expect(
      network.state.currentSnapshot.canSign(network.p2.namespace, for: network.p1.namespace, .partyToParticipant))
  }

  @Test("a key that can sign all but namespace delegations cannot delegate further, one that can sign all can")
  func furtherDelegation() throws {
    var network = try TopologyTestNetwork()
    let (first, second) = (
      try network.p1.newKey("first", usage: .namespaceOnly), try network.p1.newKey("second", usage: .namespaceOnly)
    )
    try delegate(&network, to: first, .canSignAllButNamespaceDelegations)
    #expect(
      refusalCode { try delegate(&network, to: second, .canSignAllButNamespaceDelegations, signedBy: first) }
        == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    let third = try network.p1.newKey("third", usage: .namespaceOnly)
    try delegate(&network, to: third, .canSignAllMappings)
    try delegate(&network, to: second, .canSignAllButNamespaceDelegations, signedBy: third)
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    #expect(network.refusal(try network.p1.sign(mapping, with: [second])) == nil)
  }

  @Test("a key that can sign specific mappings signs those and no others")
  func specificMappings() throws {
    var network = try TopologyTestNetwork()
    let key = try network.p1.newKey("parties", usage: .namespaceOnly)
    try delegate(&network, to: key, .canSignSpecificMappings([.partyToParticipant]))
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    #expect(network.refusal(try network.p1.sign(mapping, with: [key])) == nil)
    let packages = VettedPackages(participant: network.p1.participant, packages: ["iou"])
    #expect(
      network.refusal(try network.p1.sign(.vettedPackages(packages), with: [key]))
        == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    let current = network.state.currentSnapshot
    #expect(current.authorizedKeys(of: network.p1.namespace, for: .partyToParticipant).count == 2)
    #expect(current.authorizedKeys(of: network.p1.namespace, for: .ownerToKey).count == 1)
  }

  @Test("a revoked delegation ends the authority of its key and of all keys behind it, and cannot be made again")
  func revocation() throws {
    var network = try TopologyTestNetwork()
    let (first, second) = (
      try network.p1.newKey("first", usage: .namespaceOnly), try network.p1.newKey("second", usage: .namespaceOnly)
    )
    try delegate(&network, to: first, .canSignAllMappings)
    try delegate(&network, to: second, .canSignAllButNamespaceDelegations, signedBy: first)
    let delegation = TopologyMapping.namespaceDelegation(
      try NamespaceDelegation(
        namespace: network.p1.namespace, target: try first.signing, restriction: .canSignAllMappings))
    _ = try network.accept([
      try network.p1.sign(delegation, serial: 2, operation: .remove, with: [network.p1.namespaceKey])
    ])
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    for key in [first, second] {
      #expect(network.refusal(try network.p1.sign(mapping, with: [key])) == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    }
    let again = try network.p1.sign(delegation, serial: 3, with: [network.p1.namespaceKey])
    #expect(network.refusal(again) == "TOPOLOGY_NAMESPACE_HAS_BEEN_REVOKED")
  }

  @Test("a revoked root certificate ends the namespace, even where it was never seen before")
  func rootRevocation() throws {
    var network = try TopologyTestNetwork()
    let root = try network.p1.rootDelegation().mapping
    _ = try network.accept([
      try network.p1.sign(root, serial: 2, operation: .remove, with: [network.p1.namespaceKey])
    ])
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    #expect(
      network.refusal(try network.p1.sign(mapping, with: [network.p1.namespaceKey]))
        == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    #expect(
      network.refusal(try network.p1.sign(root, serial: 3, with: [network.p1.namespaceKey]))
        == "TOPOLOGY_NAMESPACE_HAS_BEEN_REVOKED")
    network.state = TopologyState(kind: .authorized)
    #expect(
      network.refusal(try network.p1.sign(root, operation: .remove, with: [network.p1.namespaceKey])) == nil)
    #expect(
      network.refusal(try network.p1.sign(root, serial: 2, with: [network.p1.namespaceKey]))
        == "TOPOLOGY_NAMESPACE_HAS_BEEN_REVOKED")
  }

  @Test("a root certificate that another key signed gives no authority")
  func foreignRoot() throws {
    var network = try TopologyTestNetwork(joined: false)
    let root = try network.p1.rootDelegation().mapping
    #expect(
      network.refusal(try network.p2.sign(root, with: [network.p2.namespaceKey]))
        == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
  }

  @Test("a host is added by party and participant together and leaves by either of them")
  func hosting() throws {
    var network = try TopologyTestNetwork()
    let party = network.p1.party("alice")
    let (one, both) = (
      try network.hosting(party, at: [network.p1]), try network.hosting(party, at: [network.p1, network.p2])
    )
    let (byParty, byHost) = ([network.p1.namespaceKey], [network.p2.namespaceKey])
    let unauthorized = "TOPOLOGY_UNAUTHORIZED_TRANSACTION"
    _ = try network.accept([try network.p1.sign(one, with: byParty)])
    #expect(network.refusal(try network.p1.sign(both, serial: 2, with: byParty)) == unauthorized)
    #expect(network.refusal(try network.p1.sign(both, serial: 2, with: byHost)) == unauthorized)
    #expect(network.refusal(try network.p1.sign(both, serial: 2, with: byParty + byHost)) == nil)
    #expect(network.refusal(try network.p1.sign(one, serial: 3, with: byHost)) == nil)
    #expect(network.refusal(try network.p1.sign(both, serial: 4, with: byParty + byHost)) == nil)
    #expect(network.refusal(try network.p1.sign(one, serial: 5, with: byParty)) == nil)
    #expect(network.refusal(try network.p1.sign(one, serial: 6, operation: .remove, with: byHost)) == unauthorized)
    #expect(network.refusal(try network.p1.sign(one, serial: 6, operation: .remove, with: byParty)) == nil)
  }

  @Test("more permission needs party and host, less needs either, and the end of onboarding needs the host")
  func permissions() throws {
    var network = try TopologyTestNetwork()
    let (party, host) = (network.p1.party("alice"), network.p2)
    func mapping(
      _ permission: ParticipantPermission, onboarding: Bool = false, threshold: Int = 1
    ) throws
      -> TopologyMapping
    {
      .partyToParticipant(
        try PartyToParticipant(
          party: party, threshold: threshold,
          participants: [
            HostingParticipant(participant: host.participant, permission: permission, onboarding: onboarding)
          ]))
    }
    let (byParty, byHost) = ([network.p1.namespaceKey], [network.p2.namespaceKey])
    let unauthorized = "TOPOLOGY_UNAUTHORIZED_TRANSACTION"
    _ = try network.accept([try host.sign(mapping(.observation, onboarding: true), with: byParty + byHost)])
    #expect(network.refusal(try host.sign(mapping(.observation), serial: 2, with: byParty)) == unauthorized)
    #expect(network.refusal(try host.sign(mapping(.observation), serial: 2, with: byHost)) == nil)
    #expect(network.refusal(try host.sign(mapping(.submission), serial: 3, with: byHost)) == unauthorized)
    #expect(network.refusal(try host.sign(mapping(.submission), serial: 3, with: byParty)) == unauthorized)
    #expect(network.refusal(try host.sign(mapping(.submission), serial: 3, with: byParty + byHost)) == nil)
    #expect(network.refusal(try host.sign(mapping(.confirmation), serial: 4, with: byHost)) == nil)
    #expect(network.refusal(try host.sign(mapping(.observation), serial: 5, with: byParty)) == nil)
    #expect(
      network.refusal(try host.sign(mapping(.observation, threshold: 2), serial: 6, with: byHost)) == unauthorized)
    #expect(network.refusal(try host.sign(mapping(.observation, threshold: 2), serial: 6, with: byParty)) == nil)
  }
}
