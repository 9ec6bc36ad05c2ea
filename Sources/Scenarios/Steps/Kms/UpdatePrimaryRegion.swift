import Canton
import KMS

extension StepCatalog {
  static let kmsUpdatePrimaryRegion = Step(
    StepDefinition(
      name: "kms.update_primary_region",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The primary key."),
        FieldDefinition("primaryRegion", .string, required: true, doc: "The Region whose replica becomes the primary."),
      ],
      doc: "AWS UpdatePrimaryRegion, as an operator.",
      example:
        #"{ "id": "primary", "do": "kms.update_primary_region", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}", "primaryRegion": "us-west-2" } }"#,
      result: .fields("keyId", "primaryRegion"))
  ) { call in
    let (id, region) = (try call.string("keyId"), try call.string("primaryRegion"))
    _ = try await call.kms(UpdatePrimaryRegionRequest(keyID: id, primaryRegion: region))
    return .fields(["keyId": .string(id), "primaryRegion": .string(region)])
  }
}
