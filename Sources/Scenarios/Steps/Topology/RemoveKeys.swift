import Canton
import Keys

extension StepCatalog {
  static let topologyRemoveKeys = Step(
    StepDefinition(
      name: "topology.owner_to_key_mappings.remove_keys", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("keys", .list(.string), required: true, doc: "Fingerprints of listed keys.")
      ],
      doc: "Takes keys out of the node's OwnerToKeyMapping and waits until that is effective.",
      example: #"{ "id": "retire", "do": "participant1.topology.owner_to_key_mappings.remove_keys", "args": { "#
        + #""keys": ["${participant1.keys.encryption}"] } }"#,
      result: .any)
  ) { call in
    try await call.member.removeKeys(try call.fingerprints("keys"))
    return .fields(["keys": .texts(try call.strings("keys"))])
  }
}
