import DequeModule
import Events
import Kernel
import Keys
import Storage

/// What a node does with the events of its subscription.
protocol SequencedEventHandler: AnyObject {
  /// Called in the order of the events, after the sequencer's signature was checked and topology was applied.
  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient)
  /// The counter up to which nothing is pending; a restart subscribes after it.
  func cleanCounter(after event: SequencedEvent, in client: SequencerClient) -> Int64
  /// The subscription ended without being asked to.
  func subscriptionEnded(_ client: SequencerClient, error: CantonError)
}

/// One member's connection to the sequencer of one synchronizer: login, subscription, sends, acknowledgements.
/// Model: canton.md 8.1 to 8.3 and 9.
final class SequencerClient {
  let node: MemberNode
  let member: MemberID
  let state: SynchronizerState
  let crypto: SynchronizerCrypto
  private unowned let handler: any SequencedEventHandler
  private var token: [UInt8]?
  private var tokenExpiresAt = Instant.zero
  private var isOpen = false
  private var inbox: Deque<SequencedEventDelivery> = []
  private var wake: Reply<Void>?
  private var subscription: UInt64 = 0
  private var sends: [String: PendingSend] = [:]
  private var lastAcknowledged = Instant.zero
  /// Counter of the next event expected.
  private(set) var nextCounter: Int64 = 0

  private struct PendingSend {
    let maxSequencingTime: Instant
    let reply: Reply<Instant>
  }

  init(node: MemberNode, member: MemberID, state: SynchronizerState, crypto: SynchronizerCrypto, handler: any SequencedEventHandler) {
    self.node = node
    self.member = member
    self.state = state
    self.crypto = crypto
    self.handler = handler
  }

  private var context: NodeContext<any NodeStore> { node.context }
  private var settings: SequencerClientConfiguration { node.configuration.sequencerClient }
  var isConnected: Bool { isOpen }

  // MARK: Login

  /// Logs in: a challenge, one signature with a sequencer-authentication key, a token for an hour.
  /// A rotated key is used at the next login; Canton leaves open whether clients log in anew at a rotation.
  func authenticate() async throws {
    guard case .challenge(let nonce, let offered) = try await node.call(state.sequencer, .challenge(member)) else {
      throw CantonError("SYNCHRONIZER_HANDSHAKE_FAILED", "unexpected answer to a challenge")
    }
    guard let fingerprint = offered.first(where: { node.vault.owns($0) }),
      let key = node.vault.publicKey(fingerprint)?.key.signing
    else {
      throw CantonError("NoKeysWithCorrectUsageRegistered", "\(member.short) owns none of the offered keys")
    }
    let began = context.now
    let signature = try await node.vault.sign(
      SequencerClient.nonceHash(nonce, synchronizer: state.id), with: key, usage: .sequencerAuthentication)
    context.record(
      Event.crypto(
        .signed(
          what: "login-nonce", key: fingerprint, usage: .sequencerAuthentication, snapshot: nil,
          viaKms: node.vault.isExternal(fingerprint), latency: context.now - began)))
    let answer = try await node.call(state.sequencer, .authenticate(member, nonce: nonce, signature: signature))
    guard case .authenticated(let token, let expiresAt) = answer else {
      throw CantonError("SYNCHRONIZER_HANDSHAKE_FAILED", "unexpected answer to a login")
    }
    self.token = token
    tokenExpiresAt = expiresAt
  }

  static func nonceHash(_ nonce: [UInt8], synchronizer: SynchronizerID) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .authenticationToken)
    builder.addBytes(nonce)
    builder.addString("\(synchronizer)::35-0")
    return builder.finish()
  }

  private func renewTokens(of subscription: UInt64) async throws {
    while isOpen, subscription == self.subscription {
      try await context.sleep(until: tokenExpiresAt - settings.refreshAuthTokenBeforeExpiry)
      guard isOpen, subscription == self.subscription else { return }
      try await authenticate()
    }
  }

  // MARK: Subscription

  /// Opens the subscription at a counter and starts to process events.
  func subscribe(from counter: Int64) async throws {
    nextCounter = counter
    subscription += 1
    isOpen = true
    let current = subscription
    let answer = try await node.call(state.sequencer, .subscribe(member, from: counter), token: token)
    guard case .accepted = answer else {
      throw CantonError("FAILED_TO_CONNECT_TO_SEQUENCER", "unexpected answer to a subscription")
    }
    context.spawn("\(node.id.name)/events", background: true) { [self] in try await pump(current) }
    context.spawn("\(node.id.name)/token", background: true) { [self] in try await renewTokens(of: current) }
    context.record(Event.node(.connected(member: member, synchronizer: state.id)))
  }

  /// Closes the subscription; sends that are under way are given up and become unknown to their callers.
  func close() {
    guard isOpen else { return }
    isOpen = false
    inbox.removeAll()
    wake?.succeed(())
    wake = nil
    context.send(SequencerCall(correlation: 0, token: token, request: .unsubscribe(member)), to: state.sequencer)
    for id in sends.keys.sorted() {
      sends[id]?.reply.fail(
        CantonError("SUBMISSION_DURING_SHUTDOWN", "the connection was closed before the request was sequenced", isDefinite: false))
    }
    sends = [:]
    context.record(Event.node(.disconnected(member: member, synchronizer: state.id)))
  }

  /// Takes a delivered event; anything but the next one of the open subscription is ignored.
  func receive(_ delivery: SequencedEventDelivery) {
    guard isOpen, delivery.event.counter == nextCounter + Int64(inbox.count) else { return }
    inbox.append(delivery)
    wake?.succeed(())
    wake = nil
  }

  private func pump(_ current: UInt64) async throws {
    while isOpen, subscription == current {
      guard let delivery = inbox.first else {
        let reply: Reply<Void> = context.reply()
        wake = reply
        try await reply.value()
        continue
      }
      do {
        try await process(delivery)
      } catch let error as CantonError {
        close()
        handler.subscriptionEnded(self, error: error)
        return
      }
      guard isOpen, subscription == current else { return }
      inbox.removeFirst()
      nextCounter = delivery.event.counter + 1
      try context.store.set(
        cursorSetting, encodeCounter(handler.cleanCounter(after: delivery.event, in: self)))
      acknowledgeIfDue(delivery.event.timestamp)
    }
  }

  private var cursorSetting: String { "sequencer-client.\(state.alias).clean-counter" }

  /// The counter after the last one of which nothing was pending; nil when the member never subscribed.
  func storedCounter() throws -> Int64? {
    try context.store.setting(cursorSetting).map(decodeCounter)
  }

  private func process(_ delivery: SequencedEventDelivery) async throws {
    let event = delivery.event
    let snapshot = state.snapshot(at: event.timestamp)
    guard let sequencer = snapshot.sequencers?.active.first else {
      throw CantonError("SIGNATURE_CHECK_ERROR", "no sequencer is known at \(event.timestamp)")
    }
    try await crypto.verify(
      event.hash(synchronizer: state.id), delivery.signature, what: "sequenced-event", signer: sequencer,
      snapshot: snapshot, at: event.timestamp)
    guard isOpen else { return }
    var messages: [ProtocolMessage] = []
    switch event.content {
    case .deliver(let messageID, _, let envelopes):
      if let messageID { sends.removeValue(forKey: messageID)?.reply.succeed(event.timestamp) }
      for envelope in envelopes { messages.append(try ProtocolMessage(serialized: envelope.content)) }
    case .deliverError(let messageID, let code, let reason):
      sends.removeValue(forKey: messageID)?.reply.fail(CantonError(code, reason))
    case .tick: break
    }
    for case .topologyBroadcast(let transactions) in messages {
      try node.apply(transactions, to: state, sequencedAt: event.timestamp)
    }
    handler.handle(event, messages: messages, from: self)
    state.observe(event.timestamp)
    expireSends(event.timestamp)
  }

  private func expireSends(_ timestamp: Instant) {
    guard !sends.isEmpty else { return }
    for id in sends.keys.sorted() {
      guard let send = sends[id], send.maxSequencingTime < timestamp else { continue }
      sends[id] = nil
      send.reply.fail(
        CantonError("NOT_SEQUENCED_TIMEOUT", "Transaction was not sequenced within the pre-defined max sequencing time"))
    }
  }

  // MARK: Sending

  /// Signs a batch and sends it; returns the sequencing time.
  /// - Throws: the sequencer's refusal; `NOT_SEQUENCED_TIMEOUT` (definite); `SEQUENCER_REQUEST_FAILED`.
  func send(
    _ batch: [BatchEnvelope], messageID: String, maxSequencingTime: Instant, whenSigned: () -> Void = {}
  ) async throws -> Instant {
    let request = SubmissionRequest(
      sender: member, messageID: messageID, batch: batch, maxSequencingTime: maxSequencingTime)
    let signature: Signature
    do {
      signature = try await crypto.sign(
        request.hash(), what: "submission-request", snapshot: state.approximateSnapshot, at: state.approximateTime)
    } catch let error as CantonError {
      throw CantonError("SEQUENCER_REQUEST_FAILED", "Error signing submission request \(error)", isDefinite: true)
    }
    guard isOpen else {
      throw CantonError("SUBMISSION_DURING_SHUTDOWN", "the connection was closed before the request was sent")
    }
    whenSigned()
    let reply: Reply<Instant> = context.reply()
    sends[messageID] = PendingSend(maxSequencingTime: maxSequencingTime, reply: reply)
    do {
      _ = try await node.call(state.sequencer, .submit(request, signature), token: token)
    } catch let error as CantonError where error.isDefinite {
      sends[messageID] = nil
      throw error
    } catch is CantonError {
      // No answer: the request may have been sequenced; the subscription will tell.
    }
    context.spawn("\(node.id.name)/time-proof", background: true) { [self] in try await proveTime(after: maxSequencingTime, messageID: messageID) }
    return try await reply.value()
  }

  /// Asks for events until the member has seen a time after the bound of a send; Canton's time proofs
  /// (observation latency 250 ms, patience 500 ms, then retries from 200 ms up to 5 s).
  private func proveTime(after bound: Instant, messageID: String) async throws {
    try await context.sleep(until: bound + .milliseconds(750))
    var wait = Span.milliseconds(200)
    while isOpen, sends[messageID] != nil, state.observed <= bound {
      let proof = node.freshName("tick")
      let request = SubmissionRequest(
        sender: member, messageID: proof, batch: [], maxSequencingTime: context.now + .seconds(10))
      let signature = try await crypto.sign(
        request.hash(), what: "time-proof", snapshot: state.approximateSnapshot, at: state.approximateTime)
      context.send(SequencerCall(correlation: 0, token: token, request: .submit(request, signature)), to: state.sequencer)
      try await context.sleep(wait)
      wait = min(wait * 2, .seconds(5))
    }
  }

  private func acknowledgeIfDue(_ timestamp: Instant) {
    guard context.now - lastAcknowledged >= settings.acknowledgementInterval else { return }
    lastAcknowledged = context.now
    context.spawn("\(node.id.name)/acknowledge") { [self] in
      var builder = CantonHash.Builder(purpose: .acknowledgementSignature)
      builder.addString(member.description)
      builder.addLong(timestamp.nanoseconds / 1000)
      let signature = try await crypto.sign(
        builder.finish(), what: "acknowledgement", snapshot: state.snapshot(at: timestamp), at: timestamp)
      guard isOpen else { return }
      context.send(
        SequencerCall(correlation: 0, token: token, request: .acknowledge(member, timestamp: timestamp, signature)),
        to: state.sequencer)
    }
  }
}

func encodeCounter(_ counter: Int64) -> [UInt8] {
  var writer = ByteWriter()
  writer.u64(UInt64(bitPattern: counter))
  return writer.finish()
}

func decodeCounter(_ bytes: [UInt8]) throws -> Int64 {
  var reader = ByteReader(bytes)
  return Int64(bitPattern: try reader.u64())
}

extension ByteWriter {
  /// The bytes written so far.
  func finish() -> [UInt8] { output }
}
