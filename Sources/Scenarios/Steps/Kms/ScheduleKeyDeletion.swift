import Canton
import KMS

extension StepCatalog {
  static let kmsScheduleKeyDeletion = Step(
    StepDefinition(
      name: "kms.schedule_key_deletion",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
        FieldDefinition("pendingWindowInDays", .integer(), doc: "7 to 30; default 30."),
      ],
      doc: "AWS ScheduleKeyDeletion, as an operator.",
      example: #"{ "id": "delete", "do": "kms.schedule_key_deletion", "args": { "kms": "aws-main", "keyId": "#
        + #""${steps.kmsKey.result.keyId}", "pendingWindowInDays": 7 } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    _ = try await call.kms(
      ScheduleKeyDeletionRequest(
        keyID: id, pendingWindowInDays: try call.integer("pendingWindowInDays").map { Int($0) }))
    return .fields(["keyId": .string(id)])
  }
}
