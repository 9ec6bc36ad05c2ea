import Canton
import KMS

extension StepCatalog {
  static let kmsUpdateAlias = Step(
    StepDefinition(
      name: "kms.update_alias",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("aliasName", .string, required: true, doc: "The name, with alias/ before it."),
        FieldDefinition("keyId", .string, required: true, doc: "The key that gets it now."),
      ],
      doc: "AWS UpdateAlias, as an operator: the name belongs to another key from now on.",
      example:
        #"{ "id": "turn", "do": "kms.update_alias", "args": { "kms": "aws-main", "aliasName": "alias/canton", "keyId": "${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("aliasName", "keyId"))
  ) { call in
    let request = UpdateAliasRequest(
      aliasName: try call.string("aliasName"), targetKeyID: try call.string("keyId"))
    _ = try await call.kms(request)
    return .fields(["aliasName": .string(request.aliasName), "keyId": .string(request.targetKeyID)])
  }
}
