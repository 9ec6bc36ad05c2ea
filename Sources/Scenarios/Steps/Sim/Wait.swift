import Canton
import Kernel

extension StepCatalog {
  static let simWait = Step(
    StepDefinition(
      name: "sim.wait",
      fields: [
        FieldDefinition("for", .duration, required: true, doc: "How long.")
      ],
      doc: "Lets virtual time pass.",
      example: #"{ "id": "measure", "do": "sim.wait", "args": { "for": "2m" } }"#,
      result: .fields("waited"))
  ) { call in
    let span = try call.span("for") ?? .zero
    try await call.scope.sleep(span)
    return .fields(["waited": .span(span)])
  }
}
