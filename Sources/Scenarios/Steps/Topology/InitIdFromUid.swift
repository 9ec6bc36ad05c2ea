import Canton
import Events

extension StepCatalog {
  static let topologyInitIdFromUid = Step(
    StepDefinition(
      name: "topology.init_id_from_uid", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("uid", .string, required: true, doc: "The identifier, <name>::<namespace>.")
      ],
      doc: "Gives a node with manual identity its unique identifier.",
      example: #"{ "id": "init", "do": "participantNew.topology.init_id_from_uid", "args": { "uid": "#
        + #""${participant1.uid}" } }"#,
      result: .fields("id", "uid"))
  ) { call in
    guard let uid = UniqueIdentifier(try call.string("uid")) else {
      throw CantonError("INVALID_ARGUMENT", "not a unique identifier")
    }
    let node = try call.member
    try node.initializeID(uid)
    node.confirmInitialized()
    return .fields(["id": .string(try node.requireMember().description), "uid": .string(uid.description)])
  }
}
