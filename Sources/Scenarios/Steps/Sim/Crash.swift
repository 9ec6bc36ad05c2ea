import Canton

extension StepCatalog {
  static let simCrash = Step(
    StepDefinition(
      name: "sim.crash",
      fields: [
        FieldDefinition("node", .node(), required: true, doc: "The node.")
      ],
      doc: "Kills a node's process.",
      example: #"{ "id": "crash", "do": "sim.crash", "args": { "node": "participant1" } }"#,
      result: .fields("node"))
  ) { call in
    let name = try call.string("node")
    try call.world.crash(name)
    return .fields(["node": .string(name)])
  }
}
