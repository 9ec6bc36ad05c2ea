import Canton
import Kernel
import OrderedCollections
import Storage

extension StepCatalog {
  static let simRestore = Step(
    StepDefinition(
      name: "sim.restore",
      fields: [
        FieldDefinition("node", .node(), required: true, doc: "The node; it must be stopped."),
        FieldDefinition("file", .string, doc: "The backup's name; default backup-<node>.db."),
      ],
      doc: "Puts a backup in the place of a stopped node's store.",
      example: #"{ "id": "restore", "do": "sim.restore", "args": { "node": "participant1", "file": "#
        + #""backup-participant1.db" } }"#,
      result: .fields("file"))
  ) { call in
    let name = try call.string("node")
    let file = try call.optionalString("file") ?? "backup-\(name).db"
    guard !call.world.simulation.host(NodeID(name)).isRunning else {
      throw CantonError("INVALID_ARGUMENT", "\(name) is running")
    }
    guard let store = call.world.stores[name], let backup = call.world.files[file], backup.kind == "backup" else {
      throw CantonError("INVALID_ARGUMENT", "no backup \(file)")
    }
    try store.restore(from: StoreBackup(bytes: backup.bytes))
    return .fields(["file": .string(file)])
  }
}
