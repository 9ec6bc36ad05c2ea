import Canton

extension StepCatalog {
  static let repairExportAcs = Step(
    StepDefinition(
      name: "repair.export_acs", nodes: [.participant],
      fields: [
        FieldDefinition(
          "parties", .any, doc: "Party ids, or the records of parties.list; empty means all hosted parties."),
        FieldDefinition("ledgerOffset", .integer(), required: true, doc: "The offset, for instance the ledger end."),
        FieldDefinition("exportFilePath", .string, doc: "The file's name; default canton-acs-export.gz."),
        FieldDefinition("contractSynchronizerRenames", .map(.string), doc: "Synchronizer aliases, old to new."),
      ],
      doc: "Writes the active contracts of parties at a ledger offset to a file; take it when the ACS is stable.",
      example: #"{ "id": "acsOut", "do": "participant1.repair.export_acs", "args": { "ledgerOffset": "#
        + #""${steps.end.result.offset}", "exportFilePath": "canton-acs-export.gz" } }"#,
      result: .fields("exported", "file", "offset", "sequencingTime"))
  ) { call in
    let parties = try call.parties("parties")
    guard let offset = try call.integer("ledgerOffset") else {
      throw CantonError("INVALID_ARGUMENT", "the argument ledgerOffset is missing")
    }
    let file = try call.optionalString("exportFilePath") ?? "canton-acs-export.gz"
    let export = try await call.participant.exportAcs(
      parties: parties, ledgerOffset: offset, renames: try call.renames("contractSynchronizerRenames"), file: file)
    call.world.write(file, owner: call.nodeName ?? "", kind: "acs", bytes: export.bytes)
    return .fields([
      "exported": .int(export.exported), "file": .string(file), "offset": .int(export.offset),
      "sequencingTime": .instant(export.sequencingTime),
    ])
  }
}
