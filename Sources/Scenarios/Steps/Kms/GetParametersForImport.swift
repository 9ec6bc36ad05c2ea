import Canton
import KMS
import Keys

extension StepCatalog {
  static let kmsGetParametersForImport = Step(
    StepDefinition(
      name: "kms.get_parameters_for_import",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "A key with origin EXTERNAL."),
        FieldDefinition(
          "wrappingAlgorithm", .choice(["RSA_AES_KEY_WRAP_SHA_256", "RSAES_OAEP_SHA_256"]),
          doc: "Default RSA_AES_KEY_WRAP_SHA_256."),
        FieldDefinition("wrappingKeySpec", .choice(["RSA_2048", "RSA_3072", "RSA_4096"]), doc: "Default RSA_2048."),
      ],
      doc: "AWS GetParametersForImport: a wrapping key and an import token, valid for 24 hours.",
      example: #"{ "id": "wrap", "do": "kms.get_parameters_for_import", "args": { "kms": "aws-main", "keyId": "#
        + #""${steps.kmsKey.result.keyId}" } }"#,
      result: .any)
  ) { call in
    let algorithm =
      KmsWrappingAlgorithm(rawValue: try call.optionalString("wrappingAlgorithm") ?? "RSA_AES_KEY_WRAP_SHA_256")
      ?? .rsaAesKeyWrapSha256
    let spec = KmsWrappingKeySpec(rawValue: try call.optionalString("wrappingKeySpec") ?? "RSA_2048") ?? .rsa2048
    let id = try call.string("keyId")
    let parameters = try await call.kms(
      GetParametersForImportRequest(keyID: id, wrappingAlgorithm: algorithm, wrappingKeySpec: spec))
    return .fields([
      "keyId": .string(id), "importToken": .string(Base64.encode(parameters.importToken)),
      "publicKey": .string(Base64.encode(parameters.publicKey)),
      "wrappingAlgorithm": .string(algorithm.rawValue), "parametersValidTo": .instant(parameters.parametersValidTo),
    ])
  }
}
