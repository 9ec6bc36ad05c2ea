import Canton
import KMS

extension StepCatalog {
  static let kmsPutKeyPolicy = Step(
    StepDefinition(
      name: "kms.put_key_policy",
      fields: [
        FieldDefinition("kms", .kms, required: true, doc: "The KMS."),
        FieldDefinition("principal", .string, doc: "Whose credentials; default operator."),
        FieldDefinition("keyId", .string, required: true, doc: "The key."),
        FieldDefinition("policy", .any, required: true, doc: "The policy document, as an object or as text."),
      ],
      doc: "AWS PutKeyPolicy, as an operator: replaces the key's policy.",
      example:
        #"{ "id": "policy", "do": "kms.put_key_policy", "args": { "kms": "aws-main", "keyId": "${steps.kmsKey.result.keyId}", "policy": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "kms:*", "Resource": "*" }] } } }"#,
      result: .fields("keyId"))
  ) { call in
    let id = try call.string("keyId")
    _ = try await call.kms(PutKeyPolicyRequest(keyID: id, policy: try call.policyText("policy")))
    return .fields(["keyId": .string(id)])
  }
}
