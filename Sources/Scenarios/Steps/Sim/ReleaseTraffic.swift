import Canton

extension StepCatalog {
  static let simReleaseTraffic = Step(
    StepDefinition(
      name: "sim.release_traffic",
      fields: [
        FieldDefinition("participant", .node([.participant]), required: true, doc: "The participant.")
      ],
      doc: "The participant takes commands again after sim.quiesce or a connection with held traffic.",
      example: #"{ "id": "resume", "do": "sim.release_traffic", "args": { "participant": "participantNew" } }"#,
      result: .fields("participant"))
  ) { call in
    let name = try call.string("participant")
    try call.world.participant(name).setDraining(false)
    return .fields(["participant": .string(name)])
  }
}
