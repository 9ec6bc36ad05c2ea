import Canton
import KMS

extension StepCatalog {
  static let kmsCancelKeyDeletion = Step(
    StepDefinition(
      name: "kms.cancel_key_deletion",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
      ],
      doc: "AWS CancelKeyDeletion, as an operator; the key is disabled then.",
      example:
        #"{ "id": "keep", "do": "kms.cancel_key_deletion", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    _ = try await call.kms(CancelKeyDeletionRequest(keyID: id))
    return .fields(["keyId": .string(id)])
  }
}
