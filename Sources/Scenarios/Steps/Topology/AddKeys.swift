import Canton
import Keys

extension StepCatalog {
  static let topologyAddKeys = Step(
    StepDefinition(
      name: "topology.owner_to_key_mappings.add_keys", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("keys", .list(.string), required: true, doc: "Fingerprints of own keys.")
      ],
      doc: "Lists further keys at the end of the node's OwnerToKeyMapping and waits until that is effective.",
      example: #"{ "id": "announce", "do": "participant1.topology.owner_to_key_mappings.add_keys", "args": { "#
        + #""keys": ["${steps.rsaKey.result.fingerprint}"] } }"#,
      result: .any)
  ) { call in
    try await call.member.addKeys(try call.fingerprints("keys"))
    return .fields(["keys": .texts(try call.strings("keys"))])
  }
}
