import Canton
import Keys

extension StepCatalog {
  static let keysUpload = Step(
    StepDefinition(
      name: "keys.secret.upload", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("keyPair", .any, required: true, doc: "The exported key pair, a secret."),
        FieldDefinition("name", .string, doc: "The key's name."),
      ],
      doc: "Imports a key pair that keys.secret.download exported.",
      example: #"{ "id": "restoreKey", "do": "participantNew.keys.secret.upload", "args": { "keyPair": "#
        + #""${steps.export.result.keyPair}", "name": "participant1-signing" } }"#,
      result: .publicKey)
  ) { call in
    let pair = try call.secret("keyPair", as: ExportedKeyPair.self)
    let name = try call.optionalString("name")
    return .key(try await call.member.vault.upload(pair.bytes, name: name), name: name)
  }
}
