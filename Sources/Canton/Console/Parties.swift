import Events
import Kernel
import Keys

/// `parties.*`, `health.*` and the ledger API's state of a participant.
extension ParticipantNode {
  /// `parties.enable`: a party in the participant's namespace, hosted here with submission permission.
  public func enableParty(_ name: String) async throws -> PartyID {
    let member = try requireMember()
    let party = PartyID(UniqueIdentifier(identifier: name, namespace: member.uid.namespace))
    try await authorize(
      .partyToParticipant(
        try PartyToParticipant(
          party: party, participants: [HostingParticipant(participant: member, permission: .submission)])))
    try await synchronize()
    return party
  }

  /// The participant's admin party: it has the participant's own identifier and is hosted by it without a mapping.
  public var adminParty: PartyID? { uid.map(PartyID.init) }

  /// `health.ping`: a transaction between the admin parties of two participants; returns how long it took.
  /// - Throws: `PING_FAILED` with the completion's code, or when the time is up (indefinite).
  public func ping(_ target: ParticipantNode, within limit: Span) async throws -> Span {
    guard let initiator = adminParty, let responder = target.adminParty else {
      throw CantonError("NODE_NOT_INITIALIZED", "both participants of a ping need an identity")
    }
    let began = context.now
    let id = freshName("ping")
    let completion = try submit(
      CommandSubmission(
        key: CommandKey(userID: "admin", commandID: id, submissionID: id), actAs: [initiator],
        command: .ping(initiator: initiator, responder: responder)))
    do {
      let result = try await completion.value(within: limit)
      guard result.code == "OK" else { throw CantonError("PING_FAILED", "the ping ended with \(result.code)") }
    } catch is DeadlineExceeded {
      throw CantonError("PING_FAILED", "no completion within \(limit)", isDefinite: false)
    }
    return context.now - began
  }
}
