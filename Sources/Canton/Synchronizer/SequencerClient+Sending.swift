import Events
import Kernel
import Keys
import Storage

/// The connection was closed while a request was under way: whether it was or will be sequenced is unknown.
struct SendInterrupted: Error {}

/// A request between its signing and its sequencing.
struct PendingSend {
  let maxSequencingTime: Instant
  let reply: Reply<Instant>
}

extension SequencerClient {
  /// Signs a batch and sends it; returns the sequencing time. The time-out runs from the beginning: a signature that
  /// comes too late does not keep a request from ending with it.
  /// - Throws: the sequencer's refusal; `NOT_SEQUENCED_TIMEOUT`, `SEQUENCER_REQUEST_FAILED`, all definite;
  ///   `SendInterrupted` when the connection is closed in the meantime.
  func send(_ batch: [BatchEnvelope], messageID: String, maxSequencingTime: Instant) async throws -> Instant {
    let request = SubmissionRequest(
      sender: member, messageID: messageID, batch: batch, maxSequencingTime: maxSequencingTime)
    let reply: Reply<Instant> = context.reply()
    sends[messageID] = PendingSend(maxSequencingTime: maxSequencingTime, reply: reply)
    tracker.after(maxSequencingTime, isNeeded: { [unowned self] in sends[messageID] != nil }) { [unowned self] in
      sends.removeValue(forKey: messageID)?.reply.fail(
        CantonError(
          "NOT_SEQUENCED_TIMEOUT", "Transaction was not sequenced within the pre-defined max sequencing time"))
    }
    do {
      let signature = try await crypto.sign(
        request.hash(), what: "submission-request", snapshot: state.approximateSnapshot, at: state.approximateTime)
      guard isConnected else { throw SendInterrupted() }
      if !reply.isFulfilled { try await submit(request, signature) }
    } catch let error as CantonError {
      if error.code == "SYNCHRONIZER_IS_NOT_AVAILABLE" {
        // No answer: the request may have been sequenced; the subscription or the time-out will tell.
        return try await reply.value()
      }
      sends[messageID] = nil
      if error.code == "KEY_NOT_AVAILABLE" || error.code == "SIGNING_ERROR" {
        throw CantonError("SEQUENCER_REQUEST_FAILED", "Error signing submission request \(error)")
      }
      throw error
    }
    return try await reply.value()
  }

  /// A sequencer that was started again knows no token: one more login, one more try.
  private func submit(_ request: SubmissionRequest, _ signature: Signature) async throws {
    do {
      _ = try await node.call(state.sequencer, .submit(request, signature), token: token)
    } catch let error as CantonError where error.code == "MissingToken" {
      try await authenticate()
      _ = try await node.call(state.sequencer, .submit(request, signature), token: token)
    }
  }

  /// Completes the sends that an event of the own subscription answers.
  func answerSends(_ event: SequencedEvent) {
    switch event.content {
    case .deliver(let messageID, _, _):
      if let messageID { sends.removeValue(forKey: messageID)?.reply.succeed(event.timestamp) }
    case .deliverError(let messageID, let code, let reason):
      sends.removeValue(forKey: messageID)?.reply.fail(CantonError(code, reason))
    case .tick: break
    }
  }

  /// A request to nobody, which comes back as an event of the own subscription.
  func requestTimeProof() async throws {
    let request = SubmissionRequest(
      sender: member, messageID: node.freshName("tick"), batch: [],
      maxSequencingTime: context.now + TimeTracker.maxSequencingDelay)
    let signature = try await crypto.sign(
      request.hash(), what: "time-proof", snapshot: state.approximateSnapshot, at: state.approximateTime)
    guard isConnected else { return }
    _ = try await node.call(state.sequencer, .submit(request, signature), token: token)
  }
}
