import Canton
import KMS

extension StepCatalog {
  static let kmsReplicateKey = Step(
    StepDefinition(
      name: "kms.replicate_key",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "A multi-Region primary key."),
        FieldDefinition("replicaRegion", .string, required: true, doc: "The Region of another KMS of the account."),
      ],
      doc: "AWS ReplicateKey, as an operator: copies a multi-Region key into another Region.",
      example:
        #"{ "id": "replica", "do": "kms.replicate_key", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}", "replicaRegion": "us-west-2" } }"#,
      result: .fields("keyId", "arn", "keyState", "keySpec", "keyUsage", "enabled", "origin"))
  ) { call in
    let request = ReplicateKeyRequest(
      keyID: try call.string("keyId"), replicaRegion: try call.string("replicaRegion"))
    return .kmsKey(try await call.kms(request).replicaKeyMetadata)
  }
}
