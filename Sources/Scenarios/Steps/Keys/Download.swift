import Canton
import Events
import Kernel
import Keys

extension StepCatalog {
  static let keysDownload = Step(
    StepDefinition(
      name: "keys.secret.download", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("fingerprint", .string, required: true, doc: "The key."),
        FieldDefinition("password", .any, doc: "Must be null: KMSs cannot import password-protected keys."),
      ],
      doc: "Exports a key pair without a password, in Canton's format; needs preview commands and a provider "
        + "that can export.",
      example: #"{ "id": "export", "do": "participant1.keys.secret.download", "args": { "fingerprint": "#
        + #""${participant1.keys.signing}" } }"#,
      result: .any, secretResult: true)
  ) { call in
    guard call.value("password") == nil else {
      throw CantonError("INVALID_ARGUMENT", "a KMS cannot import a password-protected key; leave password out")
    }
    let node = try call.member
    let fingerprint = try call.fingerprint("fingerprint")
    let bytes = try node.vault.download(fingerprint)
    guard let known = node.vault.publicKey(fingerprint) else {
      throw CantonError("CRYPTO_PRIVATE_STORE_ERROR", "no public key for \(fingerprint)")
    }
    if let pair = node.vault.heldPrivateKeys.first(where: { $0.fingerprint == fingerprint }) {
      call.world.remember(pair, of: call.nodeName ?? "")
    }
    guard case .record(let fields) = StepValue.key(known.key, name: known.name) else { return .null }
    return .record(
      fields + [
        StepValue.Field("size", .int(bytes.count)),
        StepValue.Field(
          "keyPair", .secret(Secret(fingerprint: fingerprint.hex, payload: ExportedKeyPair(bytes: bytes)))),
      ])
  }
}
