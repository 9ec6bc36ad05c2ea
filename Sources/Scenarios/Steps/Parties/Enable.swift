import Canton
import Events
import OrderedCollections

extension StepCatalog {
  static let partiesEnable = Step(
    StepDefinition(
      name: "parties.enable", nodes: [.participant],
      fields: [
        FieldDefinition("name", .string, required: true, doc: "The party's name.")
      ],
      doc: "Enables a party in the participant's namespace, hosted here with submission permission.",
      example: #"{ "id": "alice", "do": "participant1.parties.enable", "args": { "name": "Alice" } }"#,
      result: .fields("party", "name"))
  ) { call in
    let name = try call.string("name")
    let party = try await call.participant.enableParty(name)
    call.world.parties[name] = party
    return .fields(["party": .string(party.description), "name": .string(name)])
  }
}
