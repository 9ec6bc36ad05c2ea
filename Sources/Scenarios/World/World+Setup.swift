import Canton
import Events
import Kernel
import Keys
import OrderedCollections
import Storage

/// What happens before the first step: nodes start, synchronizers are bootstrapped, participants connect, parties and
/// their hosting become effective.
extension World {
  func setUp() async throws {
    for node in scenario.nodes where node.binding.autoStart { try start(node.name) }
    for synchronizer in scenario.synchronizers { try await bootstrap(synchronizer) }
    for node in scenario.nodes(.participant) where node.binding.autoStart {
      guard node.initialization.identity == .auto else {
        try await self.node(node.name).started.value()
        continue
      }
      let participant = try self.participant(node.name)
      _ = try await participant.initialized.value()
      for alias in node.binding.connect {
        guard let synchronizer = scenario.synchronizer(alias) else { continue }
        try await participant.connect(to: NodeID(synchronizer.sequencer), alias: alias)
        try await participant.synchronize()
      }
    }
    for party in scenario.parties {
      for name in party.participants {
        parties[party.name] = try await participant(name).enableParty(party.name)
      }
    }
    try await waitUntilPartiesAreKnown()
  }

  private func bootstrap(_ synchronizer: Scenario.Synchronizer) async throws {
    guard let sequencer = try node(synchronizer.sequencer) as? SequencerNode,
      let mediator = try node(synchronizer.mediator) as? MediatorNode
    else { throw CantonError("UNKNOWN_NODE", "\(synchronizer.alias) needs a sequencer and a mediator") }
    synchronizerIDs[synchronizer.alias] = try await SynchronizerBootstrap.run(
      alias: synchronizer.alias, sequencer: sequencer, mediator: mediator,
      parameters: StaticSynchronizerParameters(synchronizer.staticParameters),
      dynamicParameters: DynamicSynchronizerParameters(synchronizer.dynamicParameters))
  }

  /// Every participant must see where parties are hosted before traffic starts.
  private func waitUntilPartiesAreKnown() async throws {
    for participant in participants where !participant.connectedSynchronizers.isEmpty {
      try await participant.synchronize()
    }
    if !parties.isEmpty { try await simulation.root.sleep(.seconds(1)) }
  }
}
