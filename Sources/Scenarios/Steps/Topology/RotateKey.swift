import Canton
import Keys

extension StepCatalog {
  static let topologyRotateKey = Step(
    StepDefinition(
      name: "topology.owner_to_key_mappings.rotate_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("currentKey", .string, required: true, doc: "The listed key."),
        FieldDefinition("newKey", .string, required: true, doc: "An own key of the same purpose."),
      ],
      doc: "Replaces a listed key by another own key: serial s+1 lists both, s+2 the new one only.",
      example: #"{ "id": "announceRsa", "do": "participant1.topology.owner_to_key_mappings.rotate_key", "args": "#
        + #"{ "currentKey": "${participant1.keys.encryption}", "newKey": "#
        + #""${steps.rsaKey.result.fingerprint}" } }"#,
      result: .any)
  ) { call in
    try await call.member.rotateKey(from: try call.fingerprint("currentKey"), to: try call.fingerprint("newKey"))
    return .fields(["removed": .string(try call.string("currentKey")), "added": .string(try call.string("newKey"))])
  }
}
