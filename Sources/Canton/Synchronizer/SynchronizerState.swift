import Events
import Kernel

/// What a member knows of one synchronizer: its topology, and how far it has observed time there.
final class SynchronizerState {
  let id: SynchronizerID
  let alias: String
  let parameters: StaticSynchronizerParameters
  let sequencer: NodeID
  var topology: TopologyState
  /// Sequencing time of the last event that the member processed.
  private(set) var observed: Instant

  init(id: SynchronizerID, alias: String, parameters: StaticSynchronizerParameters, sequencer: NodeID) {
    self.id = id
    self.alias = alias
    self.parameters = parameters
    self.sequencer = sequencer
    topology = TopologyState(kind: .synchronizer(id, parameters))
    observed = .zero
  }

  /// The topology that counts for a message sequenced at `instant`.
  func snapshot(at instant: Instant) -> TopologySnapshot { topology.snapshot(at: instant) }

  /// Canton's approximation of the current snapshot: what counts right after the last observed event.
  var approximateSnapshot: TopologySnapshot { topology.snapshot(at: observed + .nanoseconds(1)) }
  var approximateTime: Instant { observed + .nanoseconds(1) }

  /// The member has processed everything up to a sequencing time.
  func observe(_ timestamp: Instant) {
    guard timestamp > observed else { return }
    observed = timestamp
  }
}
