import Canton
import KMS

extension StepCatalog {
  static let kmsCreateAlias = Step(
    StepDefinition(
      name: "kms.create_alias",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("aliasName", .string, required: true, doc: "The name, with alias/ before it."),
        FieldDefinition("keyId", .string, required: true, doc: "The key that gets it."),
      ],
      doc: "AWS CreateAlias, as an operator.",
      example:
        #"{ "id": "name", "do": "kms.create_alias", "args": { "kms": "aws-main", "aliasName": "alias/canton", "keyId": "${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("aliasName", "keyId"))
  ) { call in
    let (name, id) = (try call.string("aliasName"), try call.string("keyId"))
    _ = try await call.kms(CreateAliasRequest(aliasName: name, targetKeyID: id))
    return .fields(["aliasName": .string(name), "keyId": .string(id)])
  }
}
