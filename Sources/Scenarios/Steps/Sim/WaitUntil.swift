import Canton
import Kernel

extension StepCatalog {
  static let simWaitUntil = Step(
    StepDefinition(
      name: "sim.wait_until",
      fields: [
        FieldDefinition("that", .condition, required: true, doc: "The condition.")
      ],
      doc: "Waits until a condition over nodes, steps and parties holds; looks every 100 ms.",
      example: #"{ "id": "rsaEffective", "do": "sim.wait_until", "args": { "that": "participant1.'in-flight' == "#
        + #"0" }, "timeout": "2m" }"#,
      result: .fields("waited"))
  ) { call in
    let began = call.world.simulation.now
    while !(try call.runner.holds(call, "that")) { try await call.scope.sleep(.milliseconds(100)) }
    return .fields(["waited": .span(call.world.simulation.now - began)])
  }
}
