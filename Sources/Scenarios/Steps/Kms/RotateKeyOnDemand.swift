import Canton
import KMS

extension StepCatalog {
  static let kmsRotateKeyOnDemand = Step(
    StepDefinition(
      name: "kms.rotate_key_on_demand",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "A symmetric key."),
      ],
      doc: "AWS RotateKeyOnDemand, as an operator: new key material at once.",
      example:
        #"{ "id": "rotateNow", "do": "kms.rotate_key_on_demand", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId"))
  ) { call in
    let answer = try await call.kms(RotateKeyOnDemandRequest(keyID: try call.string("keyId")))
    return .fields(["keyId": .string(answer.keyARN)])
  }
}
