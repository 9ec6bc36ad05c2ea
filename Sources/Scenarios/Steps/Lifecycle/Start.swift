import Canton
import Kernel

extension StepCatalog {
  static let lifecycleStart = Step(
    StepDefinition(
      name: "start", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition(
          "await-initialized", .bool,
          doc: "Wait until the node has its identity too; default true for nodes that "
            + "initialize themselves.")
      ],
      doc: "Starts the node's process on its store; returns when the node can take commands.",
      example: #"{ "id": "startNew", "do": "participantNew.start" }"#,
      result: .fields("node"))
  ) { call in
    let node = try call.world.start(call.nodeName ?? "")
    try await node.started.value()
    if try call.bool("await-initialized", default: node.configuration.identity == .auto) {
      _ = try await node.initialized.value()
    }
    return .fields(["node": .string(call.nodeName ?? "")])
  }
}
