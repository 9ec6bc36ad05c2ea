import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysRotateNodeKey = Step(
    StepDefinition(
      name: "keys.secret.rotate_node_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("fingerprint", .string, required: true, doc: "The listed key."),
        FieldDefinition("name", .string, doc: "The new key's name; default <old>-rotated-<timestamp>."),
      ],
      doc: "Generates a replacement for one listed key and rotates to it: serial s+1 lists both, s+2 the new "
        + "one.",
      example: #"{ "id": "rotate", "do": "participant1.keys.secret.rotate_node_key", "args": { "fingerprint": "#
        + #""${participant1.keys.signing}" } }"#,
      result: .publicKey)
  ) { call in
    let node = try call.member
    let key = try await node.rotateNodeKey(try call.fingerprint("fingerprint"), name: try call.optionalString("name"))
    return .key(
      key, name: node.vault.publicKey(key.fingerprint)?.name, kmsKeyID: node.vault.kmsKeyID(of: key.fingerprint))
  }
}
