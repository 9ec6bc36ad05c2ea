import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysRotateKmsNodeKey = Step(
    StepDefinition(
      name: "keys.secret.rotate_kms_node_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("fingerprint", .string, required: true, doc: "The listed key."),
        FieldDefinition("newKmsKeyId", .string, required: true, doc: "The KMS's id of the new key."),
        FieldDefinition("name", .string, doc: "The new key's name."),
      ],
      doc: "Registers a pre-generated KMS key with the old key's usage and rotates to it.",
      example: #"{ "id": "lateRotation", "do": "participantNew.keys.secret.rotate_kms_node_key", "args": { "#
        + #""fingerprint": "${steps.regSig.result.fingerprint}", "newKmsKeyId": "#
        + #""${kms.\"aws-main\".keys.\"spare-signing\"}", "name": "kms_key_rotated" } }"#,
      result: .publicKey)
  ) { call in
    let node = try call.member
    let key = try await node.rotateKmsNodeKey(
      try call.fingerprint("fingerprint"), newKmsKeyID: try call.string("newKmsKeyId"),
      name: try call.optionalString("name"))
    return .key(
      key, name: node.vault.publicKey(key.fingerprint)?.name, kmsKeyID: node.vault.kmsKeyID(of: key.fingerprint))
  }
}
