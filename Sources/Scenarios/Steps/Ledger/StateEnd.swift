import Canton

extension StepCatalog {
  static let ledgerStateEnd = Step(
    StepDefinition(
      name: "ledger_api.state.end", nodes: [.participant],
      doc: "The participant's ledger end.",
      example: #"{ "id": "end", "do": "participant1.ledger_api.state.end" }"#,
      result: .fields("offset", "sequencingTime"))
  ) { call in
    let participant = try call.participant
    return .fields([
      "offset": .int(participant.currentLedgerEnd), "sequencingTime": .instant(participant.currentLedgerEndTime),
    ])
  }
}
