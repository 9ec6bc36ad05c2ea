import Canton
import KMS

extension StepCatalog {
  static let kmsCreateGrant = Step(
    StepDefinition(
      name: "kms.create_grant",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
        FieldDefinition(
          "granteePrincipal", .principal, required: true, doc: "The principal of the KMS that may use the key."),
        FieldDefinition(
          "operations", .list(.choice(KmsGrantOperation.allCases.map(\.rawValue))), required: true, doc: "What for."),
      ],
      doc: "AWS CreateGrant, as an operator: lets a principal use a key for some operations.",
      example:
        #"{ "id": "grant", "do": "kms.create_grant", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}", "granteePrincipal": "participant-new", "operations": ["Sign"] } }"#,
      result: .fields("grantId", "keyId"))
  ) { call in
    let id = try call.string("keyId")
    let grant = try await call.kms(
      CreateGrantRequest(
        keyID: id, granteePrincipal: try call.principalARN("granteePrincipal"),
        operations: try call.strings("operations").compactMap(KmsGrantOperation.init(rawValue:))))
    return .fields(["grantId": .string(grant.grantID), "keyId": .string(id)])
  }
}
