import Canton
import Events
import Kernel
import Keys
import Testing

/// Each refusal of a sequenced transaction by its code.
@Suite struct TopologyRejectionTests {
  @Test("a serial that is not the previous one plus one is refused, and a first proposal must have serial 1")
  func serials() throws {
    var network = try TopologyTestNetwork()
    let (node, party) = (network.p1, network.p1.party("alice"))
    let mapping = try network.hosting(party, at: [node])
    _ = try network.accept([try node.sign(mapping, with: [node.namespaceKey])])
    let more = try network.hosting(party, at: [node], .confirmation)
    #expect(network.refusal(try node.sign(more, serial: 1, with: [node.namespaceKey])) == "TOPOLOGY_SERIAL_MISMATCH")
    #expect(network.refusal(try node.sign(more, serial: 3, with: [node.namespaceKey])) == "TOPOLOGY_SERIAL_MISMATCH")
    let other = try network.hosting(network.p2.party("bob"), at: [node, network.p2])
    let proposal = try node.sign(other, serial: 2, with: [node.namespaceKey], isProposal: true)
    #expect(network.refusal(proposal) == "TOPOLOGY_SERIAL_MISMATCH")
    let complete = try node.sign(other, serial: 5, with: [node.namespaceKey, network.p2.namespaceKey])
    #expect(network.refusal(complete) == nil)
  }

  @Test("a new signing key without its own signature is refused: proof of ownership is missing")
  func proofOfOwnership() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let new = try node.newKey("rotated", usage: .protocolOnly)
    let mapping = TopologyMapping.ownerToKey(try node.keys(.participant).adding(new.publicKey))
    let unproven = try node.sign(mapping, serial: 2, with: [node.namespaceKey])
    guard case .rejected(let error)? = network.process([unproven]).first else {
      Issue.record("accepted without proof of ownership")
      return
    }
    #expect(error.code == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    #expect(error.message.contains(new.fingerprint.short))
    #expect(network.refusal(try node.sign(mapping, serial: 2, with: [node.namespaceKey, new])) == nil)
  }

  @Test("a new encryption key needs the namespace's signature alone")
  func encryptionKeyNeedsNoProof() throws {
    var network = try TopologyTestNetwork()
    let key = try network.crypto.generateEncryptionKey(spec: .ecP256, node: "participant1", name: "second")
    let mapping = try network.p1.keys(.participant).adding(key.publicKey)
    let signed = try network.p1.sign(.ownerToKey(mapping), serial: 2, with: [network.p1.namespaceKey])
    #expect(network.refusal(signed) == nil)
  }

  @Test("signatures without any delegation, without a namespace key and without enough of them are unauthorized")
  func unauthorized() throws {
    var network = try TopologyTestNetwork()
    let code = "TOPOLOGY_UNAUTHORIZED_TRANSACTION"
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    #expect(network.refusal(try network.p1.sign(mapping, with: [network.p2.namespaceKey])) == code)
    let new = try network.p1.newKey("rotated", usage: .protocolOnly)
    let keys = TopologyMapping.ownerToKey(try network.p1.keys(.participant).adding(new.publicKey))
    #expect(network.refusal(try network.p1.sign(keys, serial: 2, with: [new])) == code)
    let shared = try network.hosting(network.p1.party("alice"), at: [network.p1, network.p2])
    #expect(network.refusal(try network.p1.sign(shared, with: [network.p1.namespaceKey])) == code)
    #expect(network.refusal(try network.p1.sign(shared, with: [])) == code)
  }

  @Test("a signature that does not verify is refused, one whose key has the wrong usage too")
  func invalidSignatures() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let transaction = TopologyTransaction(
      operation: .addReplace, serial: 1, mapping: try network.hosting(node.party("alice"), at: [node]))
    let other = TopologyTransaction(
      operation: .addReplace, serial: 1, mapping: try network.hosting(node.party("bob"), at: [node]))
    let misplaced = SignedTopologyTransaction(
      transaction: transaction, signatures: [try node.signature(of: other, node.namespaceKey)])
    #expect(network.refusal(misplaced) == "TOPOLOGY_INVALID_TX_SIGNATURE")

    let genuine = try node.newKey("second", usage: .protocolOnly)
    let mapping = TopologyMapping.ownerToKey(try node.keys(.participant).adding(genuine.publicKey))
    let keys = TopologyTransaction(operation: .addReplace, serial: 2, mapping: mapping)
    let forged = Signature(
      format: .der, bytes: try node.signature(of: keys, node.protocolKey).bytes, signedBy: genuine.fingerprint,
      algorithm: .ecDsaSha256)
    let unproven = SignedTopologyTransaction(
      transaction: keys, signatures: [try node.signature(of: keys, node.namespaceKey), forged])
    #expect(network.refusal(unproven) == "TOPOLOGY_INVALID_TX_SIGNATURE")
  }

  @Test("keys without a required spec are refused by the synchronizer and taken by the node's own store")
  func keySpecs() throws {
    var parameters = StaticSynchronizerParameters()
    parameters.required.signingKeys = [.ecCurve25519]
    parameters.required.encryptionKeys = [.rsa2048]
    var network = try TopologyTestNetwork(joined: false)
    network.state = TopologyState(kind: .synchronizer(network.synchronizer, parameters))
    _ = try network.accept([network.p1.rootDelegation(), network.p2.rootDelegation()])
    let code = "TOPOLOGY_INVALID_OWNER_TO_KEY_MAPPING"
    #expect(network.refusal(try network.p1.ownKeys(.participant)) == code)
    #expect(network.refusal(try network.p2.ownKeys(.participant)) == code)
    #expect(network.refusal(try network.p2.ownKeys(.mediator)) == nil)

    network.state = TopologyState(kind: .authorized)
    _ = try network.accept([network.p1.rootDelegation(), network.p1.ownKeys(.participant)])
    let signingOnly = try network.p1.keys(.participant).removing(network.p1.encryptionKey.fingerprint)
    #expect(
      network.refusal(try network.p1.sign(.ownerToKey(signingOnly), serial: 2, with: [network.p1.namespaceKey])) == code
    )
  }

  @Test("keys of a member that takes part cannot be removed, and removed keys cannot come back")
  func keyRemoval() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let mapping = TopologyMapping.ownerToKey(try node.keys(.participant))
    let removal = try node.sign(mapping, serial: 2, operation: .remove, with: [node.namespaceKey])
    let inUse = "TOPOLOGY_INVALID_REMOVAL_OF_OWNER_TO_KEY_MAPPING"
    #expect(network.refusal(removal) == inUse)
    for (other, kind) in [(network.sequencer, MemberKind.sequencer), (network.mediator, .mediator)] {
      let keys = TopologyMapping.ownerToKey(try other.keys(kind))
      #expect(network.refusal(try other.sign(keys, serial: 2, operation: .remove, with: [other.namespaceKey])) == inUse)
    }
    let certificate = try network.certificate(node).mapping
    _ = try network.accept([
      try node.sign(certificate, serial: 2, operation: .remove, with: [node.namespaceKey]), removal,
    ])
    let again = try node.sign(
      mapping, serial: 3, with: [node.namespaceKey, node.authenticationKey, node.protocolKey])
    #expect(network.refusal(again) == "TOPOLOGY_MEMBER_CANNOT_REJOIN_SYNCHRONIZER")
    let rejoin = try node.sign(certificate, serial: 3, with: [node.namespaceKey])
    #expect(network.refusal(rejoin) == "TOPOLOGY_MEMBER_CANNOT_REJOIN_SYNCHRONIZER")
  }

  @Test("participants, mediators and sequencers without keys are refused")
  func insufficientKeys() throws {
    var network = try TopologyTestNetwork(joined: false)
    let owner = network.sequencer.namespaceKey
    _ = try network.accept([network.p1.rootDelegation()])
    let code = "TOPOLOGY_INSUFFICIENT_KEYS"
    #expect(network.refusal(try network.certificate(network.p1)) == code)
    let mediators = try MediatorSynchronizerState(
      synchronizer: network.synchronizer, group: 1, active: [network.p1.member(.mediator)])
    #expect(network.refusal(try network.sequencer.sign(.mediatorState(mediators), with: [owner])) == code)
    let sequencers = try SequencerSynchronizerState(
      synchronizer: network.synchronizer,
      active: [network.sequencer.member(.sequencer), network.p1.member(.sequencer)])
    #expect(network.refusal(try network.sequencer.sign(.sequencerState(sequencers), serial: 2, with: [owner])) == code)
  }

  @Test("a party cannot be hosted by a participant that has not joined")
  func unknownHost() throws {
    var network = try TopologyTestNetwork(joined: false)
    _ = try network.accept([network.p1.rootDelegation(), network.p1.ownKeys(.participant)])
    let mapping = try network.hosting(network.p1.party("alice"), at: [network.p1])
    #expect(
      network.refusal(try network.p1.sign(mapping, with: [network.p1.namespaceKey])) == "TOPOLOGY_UNKNOWN_MEMBERS")
  }

  @Test("a party with a participant's uid and a participant with a party's uid are refused")
  func adminPartyConflicts() throws {
    var network = try TopologyTestNetwork()
    let admin = try network.hosting(PartyID(network.p1.uid), at: [network.p1, network.p2])
    let byBoth = [network.p1.namespaceKey, network.p2.namespaceKey]
    #expect(
      network.refusal(try network.p1.sign(admin, with: byBoth)) == "TOPOLOGY_PARTY_ID_CONFLICT_WITH_ADMIN_PARTY")
    let third = try TopologyTestNode("participant3", network.crypto)
    _ = try network.accept([third.rootDelegation(), third.ownKeys(.participant)])
    let party = try network.hosting(PartyID(third.uid), at: [network.p1])
    _ = try network.accept([try third.sign(party, with: [third.namespaceKey, network.p1.namespaceKey])])
    #expect(network.refusal(try network.certificate(third)) == "TOPOLOGY_PARTICIPANT_ID_CONFLICT_WITH_PARTY")
  }

  @Test("a synchronizer that is locked or has no parameters takes no participant")
  func onboarding() throws {
    var network = try TopologyTestNetwork(joined: false)
    _ = try network.accept([network.p1.rootDelegation(), network.p1.ownKeys(.participant)])
    let locked = DynamicSynchronizerParameters(onboardingRestriction: .unrestrictedLocked)
    let mapping = SynchronizerParametersState(synchronizer: network.synchronizer, parameters: locked)
    let owner = [network.sequencer.namespaceKey]
    _ = try network.accept([try network.sequencer.sign(.synchronizerParameters(mapping), serial: 2, with: owner)])
    #expect(network.refusal(try network.certificate(network.p1)) == "TOPOLOGY_PARTICIPANT_ONBOARDING_REFUSED")
    let removal = try network.sequencer.sign(
      .synchronizerParameters(mapping), serial: 3, operation: .remove, with: owner)
    #expect(network.refusal(removal) == "TOPOLOGY_CANNOT_REMOVE_MAPPING")
    network.state = TopologyState(kind: network.state.kind)
    _ = try network.accept([network.p1.rootDelegation(), network.p1.ownKeys(.participant)])
    #expect(network.refusal(try network.certificate(network.p1)) == "TOPOLOGY_MISSING_MAPPING")
  }

  @Test("a mediator belongs to one group, and mappings of another synchronizer are refused")
  func groupsAndSynchronizers() throws {
    var network = try TopologyTestNetwork()
    let second = try MediatorSynchronizerState(
      synchronizer: network.synchronizer, group: 1, active: [network.mediator.member(.mediator)])
    let signed = try network.sequencer.sign(.mediatorState(second), with: [network.sequencer.namespaceKey])
    #expect(network.refusal(signed) == "TOPOLOGY_MEDIATORS_ALREADY_IN_OTHER_GROUPS")
    let other = SynchronizerID(UniqueIdentifier(identifier: "acme", namespace: network.sequencer.namespace))
    let certificate = SynchronizerTrustCertificate(participant: network.p1.participant, synchronizer: other)
    let foreign = try network.p1.sign(.trustCertificate(certificate), with: [network.p1.namespaceKey])
    #expect(network.refusal(foreign) == "TOPOLOGY_INVALID_SYNCHRONIZER")
  }

  @Test("a removal needs the very mapping that is in force")
  func removals() throws {
    var network = try TopologyTestNetwork()
    let node = network.p1
    let mapping = try network.hosting(node.party("alice"), at: [node])
    let early = try node.sign(mapping, operation: .remove, with: [node.namespaceKey])
    #expect(network.refusal(early) == "TOPOLOGY_NO_CORRESPONDING_ACTIVE_TX_TO_REVOKE")
    _ = try network.accept([try node.sign(mapping, with: [node.namespaceKey])])
    let changed = try network.hosting(node.party("alice"), at: [node], .observation)
    let removal = try node.sign(changed, serial: 2, operation: .remove, with: [node.namespaceKey])
    #expect(network.refusal(removal) == "TOPOLOGY_REMOVE_MUST_NOT_CHANGE_MAPPING")
  }

  @Test("a refusal leaves the state as it was and does not stop the transactions behind it")
  func isolation() throws {
    var network = try TopologyTestNetwork()
    let alice = try network.hosting(network.p1.party("alice"), at: [network.p1])
    let bob = try network.hosting(network.p1.party("bob"), at: [network.p1])
    let outcomes = network.process([
      try network.p1.sign(alice, with: [network.p2.namespaceKey]),
      try network.p1.sign(bob, with: [network.p1.namespaceKey]),
    ])
    guard case .rejected = outcomes[0], case .accepted = outcomes[1] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(network.state.currentSnapshot.parties(hostedBy: network.p1.participant) == [network.p1.party("bob")])
  }

  @Test("mappings that contradict themselves cannot be made")
  func invalidMappings() throws {
    let network = try TopologyTestNetwork(joined: false)
    let (node, party) = (network.p1, network.p1.party("alice"))
    let code = "TOPOLOGY_INVALID_MAPPING"
    let key = node.protocolKey.publicKey
    #expect(refusalCode { _ = try OwnerToKeyMapping(member: node.participant, keys: []) } == code)
    #expect(refusalCode { _ = try OwnerToKeyMapping(member: node.participant, keys: [key, key]) } == code)
    #expect(refusalCode { _ = try node.keys(.participant).adding(key) } == code)
    #expect(refusalCode { _ = try NamespaceDelegation.root(try node.protocolKey.signing) } == code)
    #expect(
      refusalCode {
        _ = try NamespaceDelegation(
          namespace: node.namespace, target: try node.namespaceKey.signing,
          restriction: .canSignAllButNamespaceDelegations)
      } == code)
    #expect(refusalCode { _ = try PartyToParticipant(party: party, threshold: 0, participants: []) } == code)
    #expect(
      refusalCode {
        _ = try PartyToParticipant(
          party: party,
          participants: [HostingParticipant(participant: node.member(.mediator), permission: .submission)])
      } == code)
    #expect(
      refusalCode {
        _ = try MediatorSynchronizerState(
          synchronizer: network.synchronizer, threshold: 2, active: [node.member(.mediator)])
      } == code)
  }
}
