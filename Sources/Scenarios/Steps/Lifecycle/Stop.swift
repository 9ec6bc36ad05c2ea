import Canton

extension StepCatalog {
  static let lifecycleStop = Step(
    StepDefinition(
      name: "stop", nodes: [.participant, .sequencer, .mediator],
      doc: "Stops the node's process in order. Its store stays; a new start goes on from it.",
      example: #"{ "id": "stopOld", "do": "participant1.stop" }"#,
      result: .fields("node"))
  ) { call in
    _ = try call.member
    call.world.stop(call.nodeName ?? "")
    return .fields(["node": .string(call.nodeName ?? "")])
  }
}
