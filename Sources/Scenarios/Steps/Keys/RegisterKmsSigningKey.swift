import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysRegisterKmsSigningKey = Step(
    StepDefinition(
      name: "keys.secret.register_kms_signing_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("kmsKeyId", .string, required: true, doc: "The KMS's id of the key."),
        FieldDefinition(
          "usage", .list(.choice(["namespace", "sequencer-auth", "signing"])), required: true,
          doc: "Canton's usages: namespace, "
            + "sequencer-auth, signing."),
        FieldDefinition("name", .string, doc: "The key's name."),
      ],
      doc: "Registers a signing key that exists in the node's KMS: one GetPublicKey. Touches no topology.",
      example: #"{ "id": "regNs", "do": "participantNew.keys.secret.register_kms_signing_key", "args": { "#
        + #""kmsKeyId": "${steps.kmsKeys.result[0].keyId}", "usage": ["namespace"], "name": "#
        + #""participantNew-namespace" } }"#,
      result: .publicKey)
  ) { call in
    let name = try call.optionalString("name")
    let id = try call.string("kmsKeyId")
    let key = try await call.member.vault.registerKmsSigningKey(id, usages: try call.usages("usage"), name: name)
    return .key(.signing(key), name: name, kmsKeyID: id)
  }
}
