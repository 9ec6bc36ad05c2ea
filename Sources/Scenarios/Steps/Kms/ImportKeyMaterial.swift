import Canton
import Events
import KMS
import Kernel
import Keys

extension StepCatalog {
  static let kmsImportKeyMaterial = Step(
    StepDefinition(
      name: "kms.import_key_material",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("parameters", .any, required: true, doc: "The result of kms.get_parameters_for_import."),
        FieldDefinition("keyPair", .any, required: true, doc: "An exported key pair, a secret."),
        FieldDefinition("node", .node(), doc: "The node whose key it is; for the checks."),
      ],
      doc: "Wraps an exported private key for the KMS and imports it (AWS ImportKeyMaterial).",
      example: #"{ "id": "importMaterial", "do": "kms.import_key_material", "args": { "kms": "aws-main", "#
        + #""parameters": "${steps.wrap.result}", "keyPair": "${steps.export.result.keyPair}" } }"#,
      result: .fields("keyId", "fingerprint"))
  ) { call in
    let pair = try call.secret("keyPair", as: ExportedKeyPair.self)
    let parameters = try call.required("parameters")
    guard case .string(let id)? = parameters["keyId"], case .string(let token)? = parameters["importToken"],
      let tokenBytes = Base64.decode(token),
      case .string(let wrapping)? = parameters["publicKey"], let wrappingKey = Base64.decode(wrapping),
      case .string(let word)? = parameters["wrappingAlgorithm"], let algorithm = KmsWrappingAlgorithm(rawValue: word)
    else { throw CantonError("INVALID_ARGUMENT", "parameters is not a result of kms.get_parameters_for_import") }
    let contents = try KeyPairFile.decode(pair.bytes)
    let wrapped = try ImportWrapping.wrap(
      contents.pkcs8, publicKey: wrappingKey, algorithm: algorithm, crypto: call.world.crypto)
    _ = try await call.kms(
      ImportKeyMaterialRequest(
        keyID: id, importToken: tokenBytes, encryptedKeyMaterial: wrapped, expirationModel: .doesNotExpire))
    let owner = try call.optionalString("node").map { NodeID($0) } ?? call.world.operatorID
    call.world.simulation.record(
      Event.key(.importedIntoKms(key: contents.id, kms: try call.string("kms"), kmsKeyID: id)), node: owner)
    return .fields(["keyId": .string(id), "fingerprint": .fingerprint(contents.id)])
  }
}
