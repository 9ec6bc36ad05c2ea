import Canton
import KMS
import Kernel

extension StepCatalog {
  static let kmsCreateImportJob = Step(
    StepDefinition(
      name: "kms.create_import_job",
      fields: [
        FieldDefinition("kms", .gcpKms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("importJobId", .string, required: true, doc: "The job's id."),
        FieldDefinition(
          "importMethod", .choice(["RSA_OAEP_3072_SHA256_AES_256", "RSA_OAEP_4096_SHA256_AES_256"]),
          doc: "Default RSA_OAEP_3072_SHA256_AES_256."),
        FieldDefinition("protectionLevel", .choice(["HSM", "SOFTWARE"]), doc: "Of the keys to import; default HSM."),
      ],
      doc: "Google's CreateImportJob: a wrapping key, valid for three days; waits until it is generated.",
      example: #"{ "id": "job", "do": "kms.create_import_job", "args": { "kms": "gcp-main", "importJobId": "move" } }"#,
      result: .fields("importJob", "importMethod", "publicKey"))
  ) { call in
    let method =
      GcpImportMethod(rawValue: try call.optionalString("importMethod") ?? "RSA_OAEP_3072_SHA256_AES_256")
      ?? .rsaOaep3072Sha256Aes256
    let level = GcpProtectionLevel(rawValue: try call.optionalString("protectionLevel") ?? "HSM") ?? .hsm
    let id = try call.string("importJobId")
    var job = try await call.google { instance in
      GcpCreateImportJob(
        parent: instance.keyRingName, importJobID: id, importMethod: method, protectionLevel: level)
    }
    while job.state == .pendingGeneration {
      try await call.scope.sleep(.seconds(1))
      let name = job.name
      job = try await call.google { _ in GcpGetImportJob(name: name) }
    }
    guard let publicKey = job.publicKey else {
      throw CantonError("FAILED_PRECONDITION", "the import job \(job.name) is \(job.state.rawValue)")
    }
    return .fields([
      "importJob": .string(job.name), "importMethod": .string(method.rawValue), "publicKey": .string(publicKey),
    ])
  }
}
