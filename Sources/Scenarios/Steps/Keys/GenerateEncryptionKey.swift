import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysGenerateEncryptionKey = Step(
    StepDefinition(
      name: "keys.secret.generate_encryption_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("name", .string, required: true, doc: "The key's name."),
        FieldDefinition(
          "keySpec", .choice(EncryptionKeySpec.allCases.map(\.rawValue)), doc: "The key spec; default: the node's."),
      ],
      doc: "Generates an encryption key; with provider kms the KMS makes it.",
      example: #"{ "id": "rsaKey", "do": "participant1.keys.secret.generate_encryption_key", "args": { "name": "#
        + #""participant1-encryption-rsa", "keySpec": "rsa-2048" } }"#,
      result: .publicKey)
  ) { call in
    let spec = try call.optionalString("keySpec").flatMap(EncryptionKeySpec.init(rawValue:))
    let name = try call.string("name")
    let vault = try call.member.vault
    let key = try await vault.generateEncryptionKey(name: name, spec: spec)
    return .key(.encryption(key), name: name, kmsKeyID: vault.kmsKeyID(of: key.fingerprint))
  }
}
