import Canton
import KMS
import Keys

extension StepCatalog {
  static let keysSecretList = Step(
    StepDefinition(
      name: "keys.secret.list", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("purpose", .choice(["signing", "encryption"]), doc: "Only keys of this purpose."),
        FieldDefinition("exclude", .list(.string), doc: "Fingerprints to leave out."),
      ],
      doc: "The keys whose private half the node can use, with their KMS key ids.",
      example: #"{ "id": "keys", "do": "participant1.keys.secret.list" }"#,
      result: .any)
  ) { call in
    let excluded = try call.fingerprints("exclude")
    let purpose = try call.optionalString("purpose")
    let keys = try call.member.vault.listSecretKeys().filter { entry in
      !excluded.contains(entry.key.key.fingerprint) && (purpose == nil || entry.key.key.purpose.rawValue == purpose)
    }
    return .list(keys.map { .key($0.key.key, name: $0.key.name, kmsKeyID: $0.kmsKeyID) })
  }
}
