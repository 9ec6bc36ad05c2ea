import Canton
import Events
import Kernel
import Keys
import Testing

@Suite struct TopologyStateTests {
  @Test("a change is effective exactly the delay after its sequencing and visible only strictly after that")
  func effectiveTime() throws {
    var network = try TopologyTestNetwork()
    let party = network.p1.party("alice")
    let hosting = try network.p1.sign(network.hosting(party, at: [network.p1]), with: [network.p1.namespaceKey])
    let row = try #require(try network.accept([hosting]).first)
    #expect(row.effectiveAt - row.sequencedAt == .milliseconds(250))
    #expect(network.state.snapshot(at: row.sequencedAt).hosts(of: party).isEmpty)
    #expect(network.state.snapshot(at: row.effectiveAt).hosts(of: party).isEmpty)
    let after = network.state.snapshot(at: row.effectiveAt + .nanoseconds(1))
    #expect(after.hosts(of: party).map(\.participant) == [network.p1.participant])
    #expect(network.state.currentSnapshot.parties(hostedBy: network.p1.participant) == [party])
  }

  @Test("a removed mapping counts up to and including the effective time of its removal")
  func removal() throws {
    var network = try TopologyTestNetwork()
    let party = network.p1.party("alice")
    let mapping = try network.hosting(party, at: [network.p1])
    _ = try network.accept([try network.p1.sign(mapping, with: [network.p1.namespaceKey])])
    let removal = try network.p1.sign(mapping, serial: 2, operation: .remove, with: [network.p1.namespaceKey])
    let row = try #require(try network.accept([removal]).first)
    #expect(network.state.snapshot(at: row.effectiveAt).partyToParticipant(of: party) != nil)
    #expect(network.state.snapshot(at: row.effectiveAt + .nanoseconds(1)).partyToParticipant(of: party) == nil)
    #expect(network.state.history(of: mapping.uniqueKey).map(\.serial) == [1, 2])
    #expect(network.state.history(of: mapping.uniqueKey)[0].validUntil == row.effectiveAt)
    #expect(network.state.list(code: .partyToParticipant).isEmpty)
  }

  @Test("rotating a signing key with serials s+1 and s+2 leaves no instant without a key to sign with")
  func rotation() throws {
    var network = try TopologyTestNetwork()
    let (node, member) = (network.p1, network.p1.participant)
    let new = try node.newKey("participant1-signing-rotated", usage: .protocolOnly)
    let old = node.protocolKey.fingerprint
    let both = try node.keys(.participant).adding(new.publicKey)
    let start = network.now
    let first = try #require(
      try network.accept([try node.sign(.ownerToKey(both), serial: 2, with: [node.namespaceKey, new])]).first)
    let only = try both.removing(old)
    let second = try #require(
      try network.accept([try node.sign(.ownerToKey(only), serial: 3, with: [node.namespaceKey])]).first)

    let held: Set<Fingerprint> = [old, new.fingerprint, node.authenticationKey.fingerprint]
    var used: [Fingerprint] = []
    var instant = start + .seconds(1)
    while instant < second.effectiveAt + .seconds(1) {
      let key = network.state.snapshot(at: instant)
        .activeSigningKey(of: member, usage: .protocol, owned: held.contains)
      used.append(try #require(key).fingerprint)
      instant += .milliseconds(50)
    }
    #expect(used.first == old)
    #expect(used.last == new.fingerprint)
    #expect(used == used.filter { $0 == old } + used.filter { $0 == new.fingerprint })

    func verifies(_ key: Fingerprint, at instant: Instant) -> Bool {
      let snapshot = network.state.snapshot(at: instant)
      return (try? snapshot.verificationKey(key, of: member, usage: .protocol)) != nil
    }
    #expect(!verifies(new.fingerprint, at: first.effectiveAt))
    #expect(verifies(new.fingerprint, at: first.effectiveAt + .nanoseconds(1)))
    #expect(verifies(old, at: second.effectiveAt))
    #expect(!verifies(old, at: second.effectiveAt + .nanoseconds(1)))
    #expect(throws: SignatureKeyError.signatureWithWrongKey) {
      try network.state.currentSnapshot.verificationKey(old, of: member, usage: .protocol)
    }
    #expect(throws: SignatureKeyError.signerHasNoValidKeys) {
      try network.state.currentSnapshot.verificationKey(old, of: network.p2.member(.mediator), usage: .protocol)
    }
  }

  @Test("a member signs with the last listed key that it holds, and others encrypt for the last listed one")
  func lastListedKey() throws {
    var network = try TopologyTestNetwork()
    let (node, member) = (network.p1, network.p1.participant)
    let signing = try node.newKey("second", usage: .protocolOnly)
    let encryption = try network.crypto.generateEncryptionKey(spec: .ecP256, node: "participant1", name: "second-enc")
    let mapping = try node.keys(.participant).adding(signing.publicKey).adding(encryption.publicKey)
    _ = try network.accept([try node.sign(.ownerToKey(mapping), serial: 2, with: [node.namespaceKey, signing])])
    let current = network.state.currentSnapshot
    let old = node.protocolKey.fingerprint
    #expect(
      current.activeSigningKey(of: member, usage: .protocol, owned: { _ in true })?.fingerprint == signing.fingerprint)
    #expect(current.activeSigningKey(of: member, usage: .protocol, owned: { $0 == old })?.fingerprint == old)
    #expect(current.activeSigningKey(of: member, usage: .protocol, owned: { _ in false }) == nil)
    #expect(current.activeEncryptionKey(of: member)?.fingerprint == encryption.fingerprint)
    #expect(current.encryptionKeys(of: member).count == 2)
    #expect(
      current.authenticationKey(of: member, owned: { _ in true })?.fingerprint == node.authenticationKey.fingerprint)
    #expect(current.ownerToKey(of: member)?.serial == 2)
  }

  @Test("members are the participants with certificate and keys, the mediators and the sequencers")
  func members() throws {
    var network = try TopologyTestNetwork(joined: false)
    _ = try network.accept([network.p1.rootDelegation(), network.p1.ownKeys(.participant)])
    let (sequencer, mediator) = (network.sequencer.member(.sequencer), network.mediator.member(.mediator))
    #expect(network.state.currentSnapshot.members == [mediator, sequencer])
    let row = try #require(try network.accept([network.certificate(network.p1)]).first)
    #expect(!network.state.snapshot(at: row.effectiveAt).isMember(network.p1.participant))
    let after = network.state.snapshot(at: row.effectiveAt + .nanoseconds(1))
    #expect(after.members == [mediator, network.p1.participant, sequencer])
    #expect(after.sequencers?.threshold == 1)
    #expect(after.mediatorGroup(0)?.active == [mediator])
    #expect(after.parameters.decisionTimeout == .seconds(60))
  }

  @Test("a participant's admin party is hosted without a mapping, and only while the participant takes part")
  func adminParty() throws {
    var network = try TopologyTestNetwork()
    let admin = PartyID(network.p1.uid)
    #expect(network.state.currentSnapshot.permission(of: network.p1.participant, for: admin) == .submission)
    let party = network.p2.party("bob")
    let mapping = try network.hosting(party, at: [network.p1, network.p2])
    _ = try network.accept([
      try network.p1.sign(mapping, with: [network.p1.namespaceKey, network.p2.namespaceKey])
    ])
    #expect(network.state.currentSnapshot.hosts(of: party).count == 2)
    let leave = try network.p1.sign(
      try network.certificate(network.p1).mapping, serial: 2, operation: .remove,
      with: [network.p1.namespaceKey])
    _ = try network.accept([leave])
    #expect(network.state.currentSnapshot.hosts(of: admin).isEmpty)
    #expect(network.state.currentSnapshot.hosts(of: party).map(\.participant) == [network.p2.participant])
  }

  @Test(
    "two states that are fed the same stream agree in hash, in real and symbolic cryptography another order does not")
  func convergence() throws {
    let network = try TopologyTestNetwork()
    let genesisHash = network.state.convergenceHash
    func feed(_ transactions: [SignedTopologyTransaction]) -> TopologyState {
      var copy = network
      for transaction in transactions { _ = copy.process([transaction]) }
      return copy.state
    }
    let alice = try network.p1.sign(
      network.hosting(network.p1.party("alice"), at: [network.p1]), with: [network.p1.namespaceKey])
    let bob = try network.p1.sign(
      network.hosting(network.p1.party("bob"), at: [network.p1]), with: [network.p1.namespaceKey])
    #expect(feed([alice, bob]).convergenceHash == feed([alice, bob]).convergenceHash)
    #expect(feed([alice, bob]).convergenceHash != feed([bob, alice]).convergenceHash)
    #expect(feed([alice]).convergenceHash != genesisHash)
    #expect(try TopologyTestNetwork(mode: .symbolic).state.convergenceHash == genesisHash)
  }

  @Test("a state put back from its rows equals the one that it was kept of")
  func restore() throws {
    var network = try TopologyTestNetwork()
    let proposal = try network.p1.sign(
      network.hosting(network.p2.party("carol"), at: [network.p1, network.p2]), with: [network.p1.namespaceKey],
      isProposal: true)
    _ = network.process([proposal])
    var restored = TopologyState(kind: network.state.kind)
    for row in network.state.accepted + network.state.proposals { restored.restore(row) }
    #expect(restored.convergenceHash == network.state.convergenceHash)
    #expect(restored.accepted == network.state.accepted)
    #expect(restored.proposals == network.state.proposals)
    #expect(restored.currentSnapshot.members == network.state.currentSnapshot.members)
  }

  @Test("a proposal is kept without effect until another signer completes it")
  func proposals() throws {
    var network = try TopologyTestNetwork()
    let party = network.p2.party("carol")
    let mapping = try network.hosting(party, at: [network.p1, network.p2])
    let byHost = try network.p1.sign(mapping, with: [network.p1.namespaceKey], isProposal: true)
    guard case .proposalStored? = network.process([byHost]).first else {
      Issue.record("the proposal was not stored")
      return
    }
    guard case .alreadyExists? = network.process([byHost]).first else {
      Issue.record("the same proposal again was not ignored")
      return
    }
    #expect(network.state.currentSnapshot.hosts(of: party).isEmpty)
    let byParty = try network.p2.sign(mapping, with: [network.p2.namespaceKey], isProposal: true)
    let row = try #require(try network.accept([byParty]).first)
    #expect(Set(row.transaction.signers) == [network.p1.namespace, network.p2.namespace])
    #expect(!row.transaction.isProposal)
    #expect(network.state.proposals.isEmpty)
    #expect(network.state.currentSnapshot.hosts(of: party).count == 2)
  }

  @Test("a transaction that is in the state already changes nothing, and one with a further signature adds that")
  func duplicates() throws {
    var network = try TopologyTestNetwork()
    let hash = network.state.convergenceHash
    guard case .alreadyExists? = network.process([try network.p1.ownKeys(.participant)]).first else {
      Issue.record("the duplicate was not recognized")
      return
    }
    #expect(network.state.convergenceHash == hash)
    let delegate = try network.p1.newKey("delegate", usage: .namespaceOnly)
    let delegation = try NamespaceDelegation(
      namespace: network.p1.namespace, target: try delegate.signing, restriction: .canSignAllMappings)
    _ = try network.accept([
      try network.p1.sign(.namespaceDelegation(delegation), with: [network.p1.namespaceKey])
    ])
    let party = network.p1.party("alice")
    let mapping = try network.hosting(party, at: [network.p1])
    _ = try network.accept([try network.p1.sign(mapping, with: [network.p1.namespaceKey])])
    let row = try #require(try network.accept([try network.p1.sign(mapping, with: [delegate])]).first)
    #expect(row.transaction.signers == [network.p1.namespace, delegate.fingerprint])
    #expect(row.serial == 1)
  }

  @Test("a node that rotated before it joins brings its history in order; its last keys alone are refused")
  func lateJoin() throws {
    var network = try TopologyTestNetwork(joined: false)
    let node = network.p1
    let new = try node.newKey("rotated", usage: .protocolOnly)
    let both = try node.keys(.participant).adding(new.publicKey)
    let last = try node.sign(
      .ownerToKey(both.removing(node.protocolKey.fingerprint)), serial: 3, with: [node.namespaceKey])
    let acme = SynchronizerID(UniqueIdentifier(identifier: "acme", namespace: node.namespace))
    let elsewhere = SynchronizerTrustCertificate(participant: node.participant, synchronizer: acme)
    var own = TopologyState(kind: .authorized)
    _ = own.process(
      [
        try node.rootDelegation(), try node.ownKeys(.participant),
        try node.sign(.ownerToKey(both), serial: 2, with: [node.namespaceKey, new]), last,
        try node.sign(.trustCertificate(elsewhere), with: [node.namespaceKey]),
      ], sequencedAt: .zero, effectiveAt: .zero, crypto: network.crypto)
    #expect(own.accepted.count == 5)
    var alone = network
    _ = try alone.accept([node.rootDelegation()])
    #expect(alone.refusal(last) == "TOPOLOGY_UNAUTHORIZED_TRANSACTION")
    let dispatched = own.transactionsToDispatch(to: network.state)
    #expect(try network.accept(dispatched).map(\.serial) == [1, 1, 2, 3])
    #expect(own.transactionsToDispatch(to: network.state).isEmpty)
    #expect(network.state.latestOwnerToKey(of: node.participant)?.serial == 3)
  }

  @Test("an accepted mapping of keys or hosts is recorded with its effect, a removal with an empty one")
  func events() throws {
    var network = try TopologyTestNetwork()
    let (node, party) = (network.p1, network.p1.party("alice"))
    let mapping = try network.hosting(party, at: [node])
    let rows = try network.accept([
      try node.sign(mapping, with: [node.namespaceKey]),
      try node.sign(mapping, serial: 2, operation: .remove, with: [node.namespaceKey]),
    ])
    let hosts = rows.map { row -> [MemberID]? in
      guard case .partyToParticipants(_, _, let participants, _)? = row.events(on: network.synchronizer).last else {
        return nil
      }
      return participants
    }
    #expect(hosts == [[node.participant], []])
    let keys = try #require(network.state.latestOwnerToKey(of: node.participant))
    guard case .ownerToKeys(_, let member, 1, let listed, _, _)? = keys.events(on: network.synchronizer).last else {
      Issue.record("no event about keys")
      return
    }
    #expect(member == node.participant)
    #expect(listed.map(\.purpose) == [.signing, .signing, .encryption])
    #expect(listed[1].usages == .protocolOnly)
  }
}
