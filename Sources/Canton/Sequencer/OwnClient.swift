import Events
import Kernel
import Keys
import Storage

/// The sequencer as a member: what it authorizes itself, and what new members hand it, goes into its own order. Its
/// state follows the order directly; its own subscription still costs a signature per event.
final class OwnClient: TopologyBroadcaster {
  let state: SynchronizerState
  private unowned let sequencer: SequencerNode
  private let crypto: SynchronizerCrypto
  private var sends: [String: Reply<Instant>] = [:]

  init(_ sequencer: SequencerNode, state: SynchronizerState, crypto: SynchronizerCrypto) {
    self.sequencer = sequencer
    self.state = state
    self.crypto = crypto
  }

  var isConnected: Bool { sequencer.context.isAlive }

  func send(_ batch: [BatchEnvelope], messageID: String, maxSequencingTime: Instant) async throws -> Instant {
    let reply: Reply<Instant> = sequencer.context.reply()
    sends[messageID] = reply
    defer { sends[messageID] = nil }
    try await submit(batch, messageID: messageID, maxSequencingTime: maxSequencingTime)
    return try await reply.value(within: max(.zero, maxSequencingTime - sequencer.context.now))
  }

  /// Signs a request and puts it into the order.
  func submit(_ batch: [BatchEnvelope], messageID: String, maxSequencingTime: Instant) async throws {
    let request = SubmissionRequest(
      sender: crypto.member, messageID: messageID, batch: batch, maxSequencingTime: maxSequencingTime)
    let signature = try await crypto.sign(
      request.hash(), what: "submission-request", snapshot: state.approximateSnapshot, at: state.approximateTime)
    sequencer.order(request, signedBy: signature.signedBy, state: state)
  }

  /// A request was sequenced.
  func sequenced(_ messageID: String, at timestamp: Instant) { sends[messageID]?.succeed(timestamp) }
}
