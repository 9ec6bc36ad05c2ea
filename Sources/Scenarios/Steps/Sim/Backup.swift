import Canton
import OrderedCollections
import Storage

extension StepCatalog {
  static let simBackup = Step(
    StepDefinition(
      name: "sim.backup",
      fields: [
        FieldDefinition("node", .node(), required: true, doc: "The node."),
        FieldDefinition("file", .string, doc: "The backup's name; default backup-<node>.db."),
      ],
      doc: "Takes a backup of a node's store; the artefact scan reads it.",
      example: #"{ "id": "backup", "do": "sim.backup", "args": { "node": "participant1", "file": "#
        + #""participant1-before.db" } }"#,
      result: .fields("file"))
  ) { call in
    let name = try call.string("node")
    guard let store = call.world.stores[name] else { throw CantonError("INVALID_ARGUMENT", "\(name) has no store yet") }
    let file = try call.optionalString("file") ?? "backup-\(name).db"
    call.world.write(file, owner: name, kind: "backup", bytes: try store.backup().bytes)
    return .fields(["file": .string(file)])
  }
}
