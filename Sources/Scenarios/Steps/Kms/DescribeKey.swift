import Canton
import KMS

extension StepCatalog {
  static let kmsDescribeKey = Step(
    StepDefinition(
      name: "kms.describe_key",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
      ],
      doc: "AWS DescribeKey, as an operator.",
      example: #"{ "id": "state", "do": "kms.describe_key", "args": { "kms": "aws-main", "keyId": "#
        + #""${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId", "arn", "keyState", "keySpec", "keyUsage", "enabled", "origin"))
  ) { call in
    let answer = try await call.kms(
      DescribeKeyRequest(keyID: try call.string("keyId")))
    return .kmsKey(answer)
  }
}
