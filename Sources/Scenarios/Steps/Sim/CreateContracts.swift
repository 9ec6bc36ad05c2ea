import Canton

extension StepCatalog {
  static let simCreateContracts = Step(
    StepDefinition(
      name: "sim.create_contracts",
      fields: [
        FieldDefinition("issuer", .party, required: true, doc: "The party that issues."),
        FieldDefinition("owners", .list(.party), required: true, doc: "The parties that hold, in turn."),
        FieldDefinition("count", .integer(), required: true, doc: "How many contracts."),
        FieldDefinition("batch", .integer(), doc: "Contracts of one transaction; default 100."),
        FieldDefinition("parallel", .integer(), doc: "Transactions in flight at once; default 4."),
      ],
      doc: "Issues IOUs in bulk through the ledger API, many contracts in one transaction.",
      example: #"{ "id": "portfolio", "do": "sim.create_contracts", "args": { "issuer": "Bank", "owners": "#
        + #"["Alice", "Bob"], "count": 10000, "batch": 100 } }"#,
      result: .fields("created"))
  ) { call in
    return .fields([
      "created": .int(
        try await call.world.createContracts(
          issuer: try call.party(try call.string("issuer")),
          owners: try call.strings("owners").map { try call.party($0) }, count: Int(try call.integer("count") ?? 0),
          batch: Int(try call.integer("batch") ?? 100), parallel: Int(try call.integer("parallel") ?? 4)))
    ])
  }
}
