import Canton
import KMS

extension StepCatalog {
  static let kmsRevokeGrant = Step(
    StepDefinition(
      name: "kms.revoke_grant",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
        FieldDefinition("grantId", .string, required: true, doc: "The grant."),
      ],
      doc: "AWS RevokeGrant, as an operator.",
      example:
        #"{ "id": "revoke", "do": "kms.revoke_grant", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}", "grantId": "${steps.grant.result.grantId}" } }"#,
      result: .fields("grantId", "keyId"))
  ) { call in
    let (id, grant) = (try call.string("keyId"), try call.string("grantId"))
    _ = try await call.kms(RevokeGrantRequest(keyID: id, grantID: grant))
    return .fields(["grantId": .string(grant), "keyId": .string(id)])
  }
}
