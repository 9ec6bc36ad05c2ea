import Canton
import Kernel

extension StepCatalog {
  static let synchronizersConnectLocal = Step(
    StepDefinition(
      name: "synchronizers.connect_local", nodes: [.participant],
      fields: [
        FieldDefinition("alias", .synchronizer, required: true, doc: "The synchronizer."),
        FieldDefinition("hold-traffic", .bool, doc: "Take no commands until sim.release_traffic; default false."),
        FieldDefinition(
          "subscribe-after", .any,
          doc: "Where the subscription of a fresh store under a known identity starts: a "
            + "time (the export's `sequencingTime`), or \"beginning\". Without it: now. No "
            + "document says it, so it is an assumption that the report repeats."),
      ],
      doc: "Connects to a synchronizer: handshake, onboarding if the member is unknown there, login, "
        + "subscription. A second call reconnects.",
      example: #"{ "id": "connectNew", "do": "participantNew.synchronizers.connect_local", "args": { "alias": "#
        + #""da" } }"#,
      result: .fields("alias"))
  ) { call in
    let alias = try call.string("alias")
    guard let synchronizer = call.world.scenario.synchronizer(alias) else {
      throw CantonError("INVALID_ARGUMENT", "no synchronizer \(alias)")
    }
    let participant = try call.participant
    if try call.bool("hold-traffic", default: false) { participant.setDraining(true) }
    try await participant.connect(
      to: NodeID(synchronizer.sequencer), alias: alias, startAfter: try call.instant("subscribe-after"))
    try await participant.synchronize()
    try call.world.snapshotAfterImport(call.nodeName ?? "")
    guard let start = try call.instant("subscribe-after") else { return .fields(["alias": .string(alias)]) }
    return .fields([
      "alias": .string(alias),
      "note": .string(
        "assumed: a fresh store under a known identity reads events sequenced after \(start); no document says where it starts"
      ),
    ])
  }
}
