import Canton
import Keys

extension StepCatalog {
  static let keysPublicUpload = Step(
    StepDefinition(
      name: "keys.public.upload", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("key", .string, required: true, doc: "The key, as keys.public.download gives it."),
        FieldDefinition("name", .string, doc: "The key's name."),
      ],
      doc: "Adds another node's public key to the public store.",
      example: #"{ "id": "uploadKey", "do": "participantOld.keys.public.upload", "args": { "key": "#
        + #""${steps.newNamespaceKey.result.key}", "name": "participantNew-namespace" } }"#,
      result: .any)
  ) { call in
    guard let bytes = Hexadecimal.decode(try call.string("key")) else {
      throw CantonError("INVALID_ARGUMENT", "the key is not in the form of keys.public.download")
    }
    let key = try PublicKey(protobuf: bytes)
    try call.member.vault.uploadPublicKey(key, name: try call.optionalString("name"))
    return .key(key, name: try call.optionalString("name"))
  }
}
