import Canton
import Events
import OrderedCollections

extension StepCatalog {
  static let topologyProposePartyToParticipant = Step(
    StepDefinition(
      name: "topology.party_to_participant_mappings.propose", nodes: [.participant],
      fields: [
        FieldDefinition("party", .string, required: true, doc: "The party's id, or its name in the scenario."),
        FieldDefinition(
          "newParticipants", .any, required: true,
          doc: "A list of records with participant (a member id) and permission (submission, "
            + "confirmation, observation)."),
        FieldDefinition(
          "store", .synchronizer,
          doc: "Canton's target store. The proposal goes through the node's Authorized store, "
            + "so that it reaches every synchronizer that the node is connected to."),
      ],
      doc: "Says which participants host a party.",
      example: #"{ "id": "recreate", "for-each": "${steps.parties.result}", "do": "#
        + #""participantNew.topology.party_to_participant_mappings.propose", "args": { "party": "#
        + #""${item.party}", "newParticipants": [{ "participant": "${participantNew.id}", "permission": "#
        + #""submission" }] } }"#,
      result: .fields("code", "serial", "hash", "subject", "transaction"))
  ) { call in
    let party = try call.party(try call.string("party"))
    guard case .list(let elements) = try call.required("newParticipants") else {
      throw CantonError("INVALID_ARGUMENT", "newParticipants is a list")
    }
    let hosts = try elements.map { element -> HostingParticipant in
      guard case .string(let id)? = element["participant"], let member = MemberID(id) else {
        throw CantonError("INVALID_ARGUMENT", "a host needs a participant id")
      }
      guard case .string(let word) = element["permission"] ?? .string("submission"),
        let permission = ParticipantPermission(rawValue: word)
      else { throw CantonError("INVALID_ARGUMENT", "a permission is submission, confirmation or observation") }
      return HostingParticipant(participant: member, permission: permission)
    }
    let signed = try await call.participant.proposePartyToParticipant(party, hosts: hosts)
    call.world.parties[party.name] = party
    return .transaction(signed)
  }
}
