import Canton
import Keys

extension StepCatalog {
  static let keysRotateWrapperKey = Step(
    StepDefinition(
      name: "keys.secret.rotate_wrapper_key", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("newWrapperKeyId", .string, doc: "The new wrapper key; without it the KMS makes one.")
      ],
      doc: "Re-encrypts every stored private key with another wrapper key, all or none.",
      example: #"{ "id": "rewrap", "do": "participant1.keys.secret.rotate_wrapper_key", "args": { "#
        + #""newWrapperKeyId": "${kms.\"aws-main\".keys.wrapper2}" } }"#,
      result: .fields("wrapperKeyId"))
  ) { call in
    let id = try await call.member.vault.rotateWrapperKey(to: try call.optionalString("newWrapperKeyId"))
    return .fields(["wrapperKeyId": .string(id)])
  }
}
