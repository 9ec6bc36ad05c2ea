import Canton
import Events
import KMS
import Kernel
import Keys

extension StepCatalog {
  static let kmsImportCryptoKeyVersion = Step(
    StepDefinition(
      name: "kms.import_crypto_key_version",
      fields: [
        FieldDefinition("kms", .gcpKms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "A key without versions, since Canton uses version 1."),
        FieldDefinition("algorithm", .string, required: true, doc: "Google's algorithm."),
        FieldDefinition("job", .any, required: true, doc: "The result of kms.create_import_job."),
        FieldDefinition("keyPair", .any, required: true, doc: "An exported key pair, a secret."),
        FieldDefinition("node", .node(), doc: "The node whose key it is; for the checks."),
      ],
      doc: "Wraps an exported private key for an import job, imports it (Google's ImportCryptoKeyVersion) and waits "
        + "until it is enabled.",
      example: #"{ "id": "importKey", "do": "kms.import_crypto_key_version", "args": { "kms": "gcp-main", "#
        + #""keyId": "signing", "algorithm": "EC_SIGN_P256_SHA256", "job": "${steps.job.result}", "#
        + #""keyPair": "${steps.export.result.keyPair}" } }"#,
      result: .fields("keyId", "name", "fingerprint"))
  ) { call in
    let pair = try call.secret("keyPair", as: ExportedKeyPair.self)
    let job = try call.required("job")
    guard case .string(let jobName)? = job["importJob"], case .string(let pem)? = job["publicKey"],
      let wrappingKey = GcpPem.decode(pem)
    else { throw CantonError("INVALID_ARGUMENT", "job is not a result of kms.create_import_job") }
    let word = try call.string("algorithm")
    guard let algorithm = GcpAlgorithm(rawValue: word) else {
      throw CantonError("INVALID_ARGUMENT", "algorithm \(word) is not known")
    }
    let contents = try KeyPairFile.decode(pair.bytes)
    let wrapped = try call.world.crypto.rsaAesKeyWrap(
      contents.pkcs8, for: PublicKeyMaterial(subjectPublicKeyInfo: wrappingKey), hash: .sha256)
    let id = try call.string("keyId")
    var version = try await call.google { instance in
      GcpImportCryptoKeyVersion(
        parent: instance.keyName(id), algorithm: algorithm, importJob: jobName, wrappedKey: SecretBytes(wrapped))
    }
    while version.state == .pendingImport {
      try await call.scope.sleep(.seconds(1))
      let name = version.name
      version = try await call.google { _ in GcpGetCryptoKeyVersion(name: name) }
    }
    guard version.state == .enabled else {
      throw CantonError(version.state.rawValue, version.importFailureReason ?? "the import of \(id) failed")
    }
    let owner = try call.optionalString("node").map { NodeID($0) } ?? call.world.operatorID
    call.world.simulation.record(
      Event.key(.importedIntoKms(key: contents.id, kms: try call.string("kms"), kmsKeyID: id)), node: owner)
    return .fields([
      "keyId": .string(id), "name": .string(version.name), "fingerprint": .fingerprint(contents.id),
    ])
  }
}
