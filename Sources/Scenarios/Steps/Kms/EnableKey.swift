import Canton
import KMS

extension StepCatalog {
  static let kmsEnableKey = Step(
    StepDefinition(
      name: "kms.enable_key",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
      ],
      doc: "AWS EnableKey, as an operator.",
      example: #"{ "id": "enable", "do": "kms.enable_key", "args": { "kms": "aws-main", "keyId": "#
        + #""${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    _ = try await call.kms(EnableKeyRequest(keyID: id))
    return .fields(["keyId": .string(id)])
  }
}
