import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysGenerateSigningKey = Step(
    StepDefinition(
      name: "keys.secret.generate_signing_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("name", .string, required: true, doc: "The key's name."),
        FieldDefinition(
          "usage", .list(.choice(["namespace", "sequencer-auth", "signing"])), required: true,
          doc: "Canton's usages: namespace, "
            + "sequencer-auth, signing."),
        FieldDefinition(
          "keySpec", .choice(SigningKeySpec.allCases.map(\.rawValue)), doc: "The key spec; default: the node's."),
      ],
      doc: "Generates a signing key; with provider kms the KMS makes it.",
      example: #"{ "id": "key", "do": "participant1.keys.secret.generate_signing_key", "args": { "name": "#
        + #""extra", "usage": ["signing"] } }"#,
      result: .publicKey)
  ) { call in
    let spec = try call.optionalString("keySpec").flatMap(SigningKeySpec.init(rawValue:))
    let name = try call.string("name")
    let vault = try call.member.vault
    let key = try await vault.generateSigningKey(name: name, usages: try call.usages("usage"), spec: spec)
    return .key(.signing(key), name: name, kmsKeyID: vault.kmsKeyID(of: key.fingerprint))
  }
}
