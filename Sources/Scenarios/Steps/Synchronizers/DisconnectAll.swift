import Canton

extension StepCatalog {
  static let synchronizersDisconnectAll = Step(
    StepDefinition(
      name: "synchronizers.disconnect_all", nodes: [.participant],
      doc: "Closes the connections to all synchronizers.",
      example: #"{ "id": "disconnect", "do": "participant1.synchronizers.disconnect_all" }"#,
      result: .fields("aliases"))
  ) { call in
    let participant = try call.participant
    let aliases = participant.connectedSynchronizers
    for alias in aliases { try participant.disconnect(alias) }
    return .fields(["aliases": .texts(aliases)])
  }
}
