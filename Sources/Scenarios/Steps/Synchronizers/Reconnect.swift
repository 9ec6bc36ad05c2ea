import Canton

extension StepCatalog {
  static let synchronizersReconnect = Step(
    StepDefinition(
      name: "synchronizers.reconnect", nodes: [.participant],
      fields: [
        FieldDefinition("alias", .synchronizer, required: true, doc: "The synchronizer.")
      ],
      doc: "Opens the connection to a known synchronizer again, from the last clean event on.",
      example: #"{ "id": "reconnect", "do": "participantNew.synchronizers.reconnect", "args": { "alias": "da" } "#
        + #"}"#,
      result: .fields("alias"))
  ) { call in
    let alias = try call.string("alias")
    let participant = try call.participant
    if let synchronizer = call.world.scenario.synchronizer(alias) {
      participant.restoredParameters[alias] = StaticSynchronizerParameters(synchronizer.staticParameters)
    }
    try await participant.reconnect(alias)
    try await participant.synchronize()
    try call.world.snapshotAfterImport(call.nodeName ?? "")
    return .fields(["alias": .string(alias)])
  }
}
