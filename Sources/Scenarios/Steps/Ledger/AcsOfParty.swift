import Canton

extension StepCatalog {
  static let ledgerAcsOfParty = Step(
    StepDefinition(
      name: "ledger_api.state.acs.of_party", nodes: [.participant],
      fields: [
        FieldDefinition("party", .party, required: true, doc: "The party.")
      ],
      doc: "How many active contracts a party has at the participant.",
      example: #"{ "id": "acs", "do": "participant1.ledger_api.state.acs.of_party", "args": { "party": "Alice" } "#
        + #"}"#,
      result: .fields("count"))
  ) { call in
    let contracts = try call.participant.activeContracts(of: try call.party(try call.string("party")))
    return .fields(["count": .int(contracts.count)])
  }
}
