import Canton
import Events

extension StepCatalog {
  static let partiesList = Step(
    StepDefinition(
      name: "parties.list", nodes: [.participant],
      doc: "The parties that the participant hosts.",
      example: #"{ "id": "parties", "do": "participant1.parties.list" }"#,
      result: .any)
  ) { call in
    let parties = try call.participant.hostedParties()
    return .list(parties.map { .fields(["party": .string($0.description), "name": .string($0.name)]) })
  }
}
