import Events
import Kernel
import Keys

/// Sending and comparing ACS commitments; canton.md 8.2 row 10.
extension ParticipantNode {
  /// Commits to the contracts shared with each counter-participant, if anything changed: one signature each and one
  /// submission request for the batch.
  func commit(to period: Instant, on connection: Connection) async throws {
    try await connection.order?.value()
    let snapshot = connection.state.snapshot(at: period)
    let own = connection.client.member
    let changed = connection.commitments.close(
      period, digests: connection.commitments.digests(own: own, snapshot: snapshot))
    guard !changed.isEmpty, connection.client.isConnected else { return }
    do {
      var batch: [BatchEnvelope] = []
      for (counterParticipant, sum) in changed {
        let signature = try await connection.crypto.sign(
          AcsCommitment.hash(
            sender: own, counterParticipant: counterParticipant, periodEnd: period, contracts: sum.contracts,
            digest: sum.lanes), what: "acs-commitment", snapshot: snapshot, at: period)
        let commitment = AcsCommitment(
          sender: own, counterParticipant: counterParticipant, periodEnd: period, contracts: sum.contracts,
          digest: sum.lanes, signature: signature)
        batch.append(ProtocolMessage.acsCommitment(commitment).envelope(to: [.member(counterParticipant)]))
        context.record(
          Event.contracts(
            .commitmentSent(
              counterParticipant: counterParticipant, periodEnd: period, contracts: sum.contracts,
              digest: sum.lanes.reduce(0, ^))))
      }
      _ = try await connection.client.send(
        batch, messageID: freshName("commitment"),
        maxSequencingTime: context.now + configuration.sequencerClient.defaultMaxSequencingTimeOffset)
    } catch is CantonError {
      // A commitment that cannot be sent is caught up with at the next period.
    }
  }

  /// Compares a counter-participant's commitment with the own digest of the same period.
  func compare(_ commitment: AcsCommitment, at timestamp: Instant, on connection: Connection) async throws {
    do {
      try await connection.crypto.verify(
        commitment.hash, commitment.signature, what: "acs-commitment", signer: commitment.sender,
        snapshot: connection.state.snapshot(at: timestamp), at: timestamp)
    } catch is CantonError {
      return
    }
    // The own period closes with an event behind its end, which may still be under way.
    try await context.sleep(.seconds(2))
    guard let matches = connection.commitments.compare(commitment) else { return }
    context.record(
      Event.contracts(
        .commitmentCompared(
          counterParticipant: commitment.sender, periodEnd: commitment.periodEnd, matches: matches,
          code: matches ? nil : "ACS_COMMITMENT_MISMATCH")))
  }
}
