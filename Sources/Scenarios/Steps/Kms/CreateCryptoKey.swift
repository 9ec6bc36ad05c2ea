import Canton
import KMS

extension StepCatalog {
  static let kmsCreateCryptoKey = Step(
    StepDefinition(
      name: "kms.create_crypto_key",
      fields: [
        FieldDefinition("kms", .gcpKms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key's id: letters, digits, \"-\" and \"_\"."),
        FieldDefinition(
          "algorithm", .string, required: true, doc: "Google's algorithm, which the purpose follows from."),
        FieldDefinition("protectionLevel", .choice(["HSM", "SOFTWARE"]), doc: "Default HSM."),
        FieldDefinition(
          "importOnly", .bool, doc: "Whether it takes imported versions only and has none yet; default false."),
      ],
      doc: "Google's CreateCryptoKey, as an operator.",
      example: #"{ "id": "kmsKey", "do": "kms.create_crypto_key", "args": { "kms": "gcp-main", "keyId": "signing", "#
        + #""algorithm": "EC_SIGN_P256_SHA256", "importOnly": true } }"#,
      result: .fields("keyId", "name", "algorithm", "protectionLevel"))
  ) { call in
    let word = try call.string("algorithm")
    guard let algorithm = GcpAlgorithm(rawValue: word) else {
      throw CantonError("INVALID_ARGUMENT", "algorithm \(word) is not known")
    }
    let level = GcpProtectionLevel(rawValue: try call.optionalString("protectionLevel") ?? "HSM") ?? .hsm
    let importOnly = try call.bool("importOnly", default: false)
    let id = try call.string("keyId")
    let key = try await call.google { instance in
      GcpCreateCryptoKey(
        parent: instance.keyRingName, cryptoKeyID: id, purpose: algorithm.purpose, algorithm: algorithm,
        protectionLevel: level, importOnly: importOnly, skipInitialVersionCreation: importOnly)
    }
    return .fields([
      "keyId": .string(id), "name": .string(key.name), "algorithm": .string(algorithm.rawValue),
      "protectionLevel": .string(level.rawValue),
    ])
  }
}
