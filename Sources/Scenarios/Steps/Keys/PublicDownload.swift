import Canton
import Keys

extension StepCatalog {
  static let keysPublicDownload = Step(
    StepDefinition(
      name: "keys.public.download", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("fingerprint", .string, required: true, doc: "The key.")
      ],
      doc: "A public key in Canton's format.",
      example: #"{ "id": "newNamespaceKey", "do": "participantNew.keys.public.download", "args": { "#
        + #""fingerprint": "${participantNew.namespace}" } }"#,
      result: .any)
  ) { call in
    let fingerprint = try call.fingerprint("fingerprint")
    guard let known = try call.member.vault.publicKey(fingerprint) else {
      throw CantonError("CRYPTO_PUBLIC_STORE_ERROR", "no public key \(fingerprint)")
    }
    return .fields(["fingerprint": .fingerprint(fingerprint), "key": .string(Hexadecimal.encode(known.key.protobuf))])
  }
}
