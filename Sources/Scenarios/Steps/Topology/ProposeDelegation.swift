import Canton
import Keys

extension StepCatalog {
  static let topologyProposeDelegation = Step(
    StepDefinition(
      name: "topology.namespace_delegations.propose_delegation", nodes: [.participant, .sequencer, .mediator],
      fields: [
        FieldDefinition("namespace", .string, required: true, doc: "The namespace's fingerprint."),
        FieldDefinition("targetKey", .string, required: true, doc: "Fingerprint of a signing key in the public store."),
        FieldDefinition(
          "delegationRestriction", .choice(["CanSignAllMappings", "CanSignAllButNamespaceDelegations"]),
          doc: "What the key may sign; default "
            + "CanSignAllMappings."),
      ],
      doc: "Delegates a namespace to another key.",
      example: #"{ "id": "delegation", "do": "participantOld.topology.namespace_delegations.propose_delegation", "#
        + #""args": { "namespace": "${participantOld.namespace}", "targetKey": "#
        + #""${participantNew.namespace}", "delegationRestriction": "CanSignAllButNamespaceDelegations" } }"#,
      result: .fields("code", "serial", "hash", "subject", "transaction"))
  ) { call in
    let restriction: DelegationRestriction =
      try call.optionalString("delegationRestriction") == "CanSignAllButNamespaceDelegations"
      ? .canSignAllButNamespaceDelegations : .canSignAllMappings
    let signed = try await call.member.proposeDelegation(
      namespace: try call.fingerprint("namespace"), target: try call.fingerprint("targetKey"), restriction: restriction)
    return .transaction(signed)
  }
}
