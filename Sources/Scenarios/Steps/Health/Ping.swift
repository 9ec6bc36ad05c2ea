import Canton
import Kernel

extension StepCatalog {
  static let healthPing = Step(
    StepDefinition(
      name: "health.ping", nodes: [.participant],
      fields: [
        FieldDefinition("target", .node([.participant]), required: true, doc: "The participant to ping."),
        FieldDefinition("timeout", .duration, doc: "How long to wait; default 30s."),
      ],
      doc: "A transaction between the admin parties of two participants.",
      example: #"{ "id": "ping", "do": "participantNew.health.ping", "args": { "target": "participant2" } }"#,
      result: .fields("roundTrip"))
  ) { call in
    let target = try call.world.participant(try call.string("target"))
    let took = try await call.participant.ping(target, within: try call.span("timeout") ?? .seconds(30))
    return .fields(["roundTrip": .span(took)])
  }
}
