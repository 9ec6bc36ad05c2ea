import Canton
import Events
import Kernel

extension StepCatalog {
  static let healthWaitForInitialized = Step(
    StepDefinition(
      name: "health.wait_for_initialized", nodes: [.participant, .sequencer, .mediator],
      doc: "Waits until the node has its identity.",
      example: #"{ "id": "ready", "do": "participantNew.health.wait_for_initialized" }"#,
      result: .fields("id", "uid"))
  ) { call in
    let member = try await call.member.initialized.value()
    return .fields(["id": .string(member.description)])
  }
}
