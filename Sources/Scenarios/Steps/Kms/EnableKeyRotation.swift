import Canton
import KMS

extension StepCatalog {
  static let kmsEnableKeyRotation = Step(
    StepDefinition(
      name: "kms.enable_key_rotation",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "A symmetric key."),
        FieldDefinition("rotationPeriodInDays", .integer(), doc: "90 to 2560; default 365."),
      ],
      doc: "AWS EnableKeyRotation, as an operator: new key material by itself, old ciphertexts stay readable.",
      example:
        #"{ "id": "rotate", "do": "kms.enable_key_rotation", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}" } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    let period = try call.integer("rotationPeriodInDays").map { Int($0) }
    _ = try await call.kms(EnableKeyRotationRequest(keyID: id, rotationPeriodInDays: period))
    return .fields(["keyId": .string(id)])
  }
}
