import Canton
import Kernel

extension StepCatalog {
  static let simQuiesce = Step(
    StepDefinition(
      name: "sim.quiesce",
      fields: [
        FieldDefinition("participant", .node([.participant]), required: true, doc: "The participant.")
      ],
      doc: "The participant takes no more commands; returns when nothing of it is in flight.",
      example: #"{ "id": "quiet", "do": "sim.quiesce", "args": { "participant": "participant1" }, "timeout": "#
        + #""2m" }"#,
      result: .fields("drained"))
  ) { call in
    let participant = try call.world.participant(try call.string("participant"))
    let began = call.world.simulation.now
    participant.setDraining(true)
    while participant.commandsInFlight > 0 || participant.pendingRequests > 0 {
      try await call.scope.sleep(.milliseconds(20))
    }
    return .fields(["drained": .span(call.world.simulation.now - began)])
  }
}
