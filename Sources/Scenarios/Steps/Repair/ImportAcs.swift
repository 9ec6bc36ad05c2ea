import Canton
import OrderedCollections

extension StepCatalog {
  static let repairImportAcs = Step(
    StepDefinition(
      name: "repair.import_acs", nodes: [.participant],
      fields: [
        FieldDefinition("synchronizerId", .synchronizer, required: true, doc: "The synchronizer's alias."),
        FieldDefinition("importFilePath", .string, doc: "The file's name; default canton-acs-export.gz."),
        FieldDefinition(
          "contractImportMode", .choice(["Validation", "Accept"]),
          doc: "Whether contract ids are recomputed; default "
            + "Validation."),
      ],
      doc: "Reads a file of repair.export_acs; all synchronizers must be disconnected, and the target must have "
        + "connected before.",
      example: #"{ "id": "acsIn", "do": "participantNew.repair.import_acs", "args": { "synchronizerId": "da", "#
        + #""importFilePath": "canton-acs-export.gz" } }"#,
      result: .fields("imported", "skipped", "dropped"))
  ) { call in
    let file = try call.optionalString("importFilePath") ?? "canton-acs-export.gz"
    guard let stored = call.world.files[file], stored.kind == "acs" else {
      throw CantonError("IMPORT_ACS_ERROR", "no ACS file \(file)")
    }
    let mode =
      ContractImportMode(rawValue: try call.optionalString("contractImportMode") ?? "Validation") ?? .validation
    let result = try await call.participant.importAcs(
      stored.bytes, synchronizer: try call.string("synchronizerId"), mode: mode, file: file)
    call.world.imported.insert(call.nodeName ?? "")
    return .fields([
      "imported": .int(result.imported), "skipped": .int(result.skipped), "dropped": .int(result.dropped),
    ])
  }
}
