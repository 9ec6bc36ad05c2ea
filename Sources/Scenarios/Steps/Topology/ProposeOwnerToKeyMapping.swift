import Canton
import Keys

extension StepCatalog {
  static let topologyProposeOwnerToKeyMapping = Step(
    StepDefinition(
      name: "topology.owner_to_key_mappings.propose", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition(
          "keys", .list(.string), required: true, doc: "Fingerprints of keys in the public store, in order."),
        FieldDefinition(
          "signedBy", .list(.string),
          doc: "Keys that shall sign; default: the most specific ones that the node "
            + "holds."),
      ],
      doc: "Authorizes the node's OwnerToKeyMapping with these keys in this order.",
      example: #"{ "id": "otk", "do": "participantNew.topology.owner_to_key_mappings.propose", "args": { "keys": "#
        + #"["${steps.regAuth.result.fingerprint}", "${steps.regSig.result.fingerprint}", "#
        + #""${steps.regEnc.result.fingerprint}"] } }"#,
      result: .fields("code", "serial", "hash", "subject", "transaction"))
  ) { call in
    let signedBy = try call.fingerprints("signedBy")
    let signed = try await call.member.proposeOwnerToKeyMapping(
      try call.fingerprints("keys"), signedBy: signedBy.isEmpty ? nil : signedBy)
    return .transaction(signed)
  }
}
