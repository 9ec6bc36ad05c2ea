import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysRegisterKmsEncryptionKey = Step(
    StepDefinition(
      name: "keys.secret.register_kms_encryption_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("kmsKeyId", .string, required: true, doc: "The KMS's id of the key."),
        FieldDefinition("name", .string, doc: "The key's name."),
      ],
      doc: "Registers an encryption key that exists in the node's KMS.",
      example: #"{ "id": "regEnc", "do": "participantNew.keys.secret.register_kms_encryption_key", "args": { "#
        + #""kmsKeyId": "${steps.kmsKeys.result[3].keyId}", "name": "participantNew-encryption" } }"#,
      result: .publicKey)
  ) { call in
    let name = try call.optionalString("name")
    let id = try call.string("kmsKeyId")
    let key = try await call.member.vault.registerKmsEncryptionKey(id, name: name)
    return .key(.encryption(key), name: name, kmsKeyID: id)
  }
}
