import Canton
import Keys

extension StepCatalog {
  static let keysDelete = Step(
    StepDefinition(
      name: "keys.secret.delete", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("fingerprint", .string, required: true, doc: "The key."),
        FieldDefinition("force", .bool, doc: "Canton asks for confirmation without it; the harness ignores it."),
      ],
      doc: "Deletes a private key; with provider kms its KMS key is scheduled for deletion.",
      example: #"{ "id": "forget", "do": "participant1.keys.secret.delete", "args": { "fingerprint": "#
        + #""${steps.rotate.result.fingerprint}", "force": true } }"#,
      result: .fields("fingerprint"))
  ) { call in
    let key = try call.fingerprint("fingerprint")
    try await call.member.vault.delete(key)
    return .fields(["fingerprint": .fingerprint(key)])
  }
}
