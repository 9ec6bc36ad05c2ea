import Events
import Kernel
import Keys

/// `bootstrap.synchronizer`: makes a synchronizer of an initialized sequencer and mediator.
public enum SynchronizerBootstrap {
  /// The sequencer's namespace owns the synchronizer; it signs the parameters, the mediator's and the sequencer's
  /// state (three signatures). The genesis topology counts at once.
  /// - Returns: the synchronizer's id, `<alias>::<namespace of the sequencer>`.
  public static func run(
    alias: String, sequencer: SequencerNode, mediator: MediatorNode, parameters: StaticSynchronizerParameters,
    dynamicParameters: DynamicSynchronizerParameters
  ) async throws -> SynchronizerID {
    let sequencerID = try await sequencer.initialized.value()
    let mediatorID = try await mediator.initialized.value()
    let id = SynchronizerID(UniqueIdentifier(identifier: alias, namespace: sequencerID.uid.namespace))
    let identities = (sequencer.authorized.accepted + mediator.authorized.accepted).map(\.transaction)
    // The owner's store must know the members that it names.
    try sequencer.load(mediator.authorized.accepted.map(\.transaction), force: [.alienMember])
    let declarations = [
      try await sequencer.authorize(
        .synchronizerParameters(SynchronizerParametersState(synchronizer: id, parameters: dynamicParameters))),
      try await sequencer.authorize(
        .mediatorState(try MediatorSynchronizerState(synchronizer: id, group: 0, threshold: 1, active: [mediatorID]))),
      try await sequencer.authorize(
        .sequencerState(try SequencerSynchronizerState(synchronizer: id, active: [sequencerID]))),
    ]
    try sequencer.bootstrap(alias: alias, id: id, parameters: parameters, genesis: identities + declarations)
    try await mediator.assign(to: sequencer)
    return id
  }
}
