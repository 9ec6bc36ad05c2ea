import Canton
import KMS

extension StepCatalog {
  static let kmsCreateKey = Step(
    StepDefinition(
      name: "kms.create_key",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keySpec", .string, required: true, doc: "AWS's key spec."),
        FieldDefinition(
          "keyUsage", .string, required: true,
          doc: "SIGN_VERIFY, ENCRYPT_DECRYPT, GENERATE_VERIFY_MAC or KEY_AGREEMENT."),
        FieldDefinition(
          "origin", .choice(["AWS_KMS", "EXTERNAL"]),
          doc: "EXTERNAL for key material that will be imported; default "
            + "AWS_KMS."),
        FieldDefinition("description", .string, doc: "The key's description."),
      ],
      doc: "AWS CreateKey, as an operator.",
      example: #"{ "id": "kmsKey", "do": "kms.create_key", "args": { "kms": "aws-main", "keySpec": "#
        + #""ECC_NIST_P256", "keyUsage": "SIGN_VERIFY", "origin": "EXTERNAL" } }"#,
      result: .fields("keyId", "arn", "keyState", "keySpec", "keyUsage", "enabled", "origin"))
  ) { call in
    guard let spec = KmsKeySpec(rawValue: try call.string("keySpec")) else {
      throw CantonError("ValidationException", "keySpec \(try call.string("keySpec")) is not known")
    }
    guard let usage = KmsKeyUsage(rawValue: try call.string("keyUsage")) else {
      throw CantonError("ValidationException", "keyUsage \(try call.string("keyUsage")) is not known")
    }
    let origin = KeyOrigin(rawValue: try call.optionalString("origin") ?? "AWS_KMS") ?? .awsKms
    let created = try await call.kms(
      CreateKeyRequest(
        keySpec: spec, keyUsage: usage, description: try call.optionalString("description") ?? "", origin: origin))
    return .kmsKey(created)
  }
}
