import Canton
import KMS

extension StepCatalog {
  static let kmsDisableKey = Step(
    StepDefinition(
      name: "kms.disable_key",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
      ],
      doc: "AWS DisableKey, as an operator.",
      example: #"{ "id": "disable", "do": "kms.disable_key", "args": { "kms": "aws-main", "keyId": "#
        + #""${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    _ = try await call.kms(DisableKeyRequest(keyID: id))
    return .fields(["keyId": .string(id)])
  }
}
