import Events
import Kernel
import Keys
import OrderedCollections

/// Sending and comparing ACS commitments; canton.md 8.2 row 10.
extension ParticipantNode {
  /// Closes the reconciliation periods of which every request is decided.
  func closePeriods(of connection: Connection) {
    let own = connection.client.member
    while let period = connection.commitments.nextDecided(oldestPending: connection.processing.requests.keys.first) {
      let closed = connection.commitments.close(period, own: own, snapshot: connection.state.snapshot(at: period))
      for commitment in closed.early { judge(commitment, on: connection) }
      guard !closed.changed.isEmpty, connection.client.isConnected else { continue }
      context.spawn("\(id.name)/commitments") { [self] in
        try await commit(closed.changed, to: period, on: connection)
      }
    }
  }

  /// Commits to the contracts shared with each counter-participant, if anything changed: one signature each and one
  /// submission request for the batch.
  private func commit(
    _ changed: [(MemberID, CommitmentKeeper.Sum)], to period: Instant, on connection: Connection
  ) async throws {
    let snapshot = connection.state.snapshot(at: period)
    let own = connection.client.member
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
    } catch is SendInterrupted {
      // The same.
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
    judge(commitment, on: connection)
  }

  private func judge(_ commitment: AcsCommitment, on connection: Connection) {
    guard let matches = connection.commitments.compare(commitment) else { return }
    context.record(
      Event.contracts(
        .commitmentCompared(
          counterParticipant: commitment.sender, periodEnd: commitment.periodEnd, matches: matches,
          code: matches ? nil : "ACS_COMMITMENT_MISMATCH")))
  }
}
