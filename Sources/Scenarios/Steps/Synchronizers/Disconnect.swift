import Canton

extension StepCatalog {
  static let synchronizersDisconnect = Step(
    StepDefinition(
      name: "synchronizers.disconnect", nodes: [.participant],
      fields: [
        FieldDefinition("alias", .synchronizer, required: true, doc: "The synchronizer.")
      ],
      doc: "Closes the connection to a synchronizer.",
      example: #"{ "id": "disconnect", "do": "participant1.synchronizers.disconnect", "args": { "alias": "da" } "#
        + #"}"#,
      result: .fields("alias"))
  ) { call in
    try call.participant.disconnect(try call.string("alias"))
    return .fields(["alias": .string(try call.string("alias"))])
  }
}
