import DequeModule
import Events
import Kernel
import Keys
import Storage

/// What a node does with the events of its subscription.
protocol SequencedEventHandler: AnyObject {
  /// Called in the order of the events, after the sequencer's signature was checked and topology was applied.
  /// `isReplay` tells that an earlier life or connection handled the event, though not all that it led to.
  func handle(_ event: SequencedEvent, messages: [ProtocolMessage], from client: SequencerClient, isReplay: Bool)
  /// The counter of the first event that something is pending of; a restart reads from there. Nil when nothing is.
  func oldestPending(in client: SequencerClient) -> Int64?
  /// The subscription ended without being asked to.
  func subscriptionEnded(_ client: SequencerClient, error: CantonError)
}

/// One member's connection to the sequencer of one synchronizer: login, subscription, sends, acknowledgements.
/// A broken connection is opened again behind the last event handled. Model: canton.md 8.1 to 8.3 and 9.
final class SequencerClient {
  let node: MemberNode
  let member: MemberID
  let state: SynchronizerState
  let crypto: SynchronizerCrypto
  private unowned let handler: any SequencedEventHandler
  /// Whether the operator wants the connection.
  private(set) var isConnected = false
  /// Counter of the next event to handle.
  private(set) var nextCounter: Int64 = 0
  private(set) lazy var tracker = TimeTracker(context: node.context) { [unowned self] in try await requestTimeProof() }
  var sends: [String: PendingSend] = [:]

  private(set) var token: [UInt8]?
  private var tokenExpiresAt = Instant.zero
  private var isReopening = false
  private var inbox: Deque<SequencedEventDelivery> = []
  private var wake: Reply<Void>?
  private var subscription: UInt64 = 0
  private var lastAcknowledged = Instant.zero
  private var acknowledgesSoon = false

  /// Login attempts before a connection counts as lost, and the time between them.
  private static let loginAttempts = 20
  private static let loginRetry = Span.milliseconds(500)
  /// Waits before a broken connection is opened again.
  private static let firstReopening = Span.milliseconds(10)
  private static let lastReopening = Span.seconds(30)

  init(
    node: MemberNode, member: MemberID, state: SynchronizerState, crypto: SynchronizerCrypto,
    handler: any SequencedEventHandler
  ) {
    self.node = node
    self.member = member
    self.state = state
    self.crypto = crypto
    self.handler = handler
  }

  var context: NodeContext<any NodeStore> { node.context }
  private var settings: SequencerClientConfiguration { node.configuration.sequencerClient }

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
    var failures = 0
    while isConnected, subscription == self.subscription {
      let due =
        failures == 0
        ? tokenExpiresAt - settings.refreshAuthTokenBeforeExpiry : context.now + SequencerClient.loginRetry
      try await context.sleep(until: due)
      guard isConnected, subscription == self.subscription else { return }
      do {
        try await authenticate()
        failures = 0
      } catch let error as CantonError {
        failures += 1
        if failures > SequencerClient.loginAttempts { return reopen(after: error) }
      }
    }
  }

  // MARK: Subscription

  /// Opens the subscription at a counter and starts to process events.
  /// - Throws: the sequencer's refusal; `FAILED_TO_CONNECT_TO_SEQUENCER`.
  func subscribe(from counter: Int64) async throws {
    nextCounter = counter
    try storeProgress()
    isConnected = true
    lastAcknowledged = context.now
    do {
      try await open()
    } catch {
      isConnected = false
      throw error
    }
    context.record(Event.node(.connected(member: member, synchronizer: state.id)))
  }

  private func open() async throws {
    subscription += 1
    inbox.removeAll()
    let current = subscription
    let answer = try await node.call(state.sequencer, .subscribe(member, from: nextCounter), token: token)
    guard case .accepted = answer, isConnected, subscription == current else {
      throw CantonError("FAILED_TO_CONNECT_TO_SEQUENCER", "the subscription was not opened")
    }
    context.spawn("\(node.id.name)/events", background: true) { [self] in try await pump(current) }
    context.spawn("\(node.id.name)/token", background: true) { [self] in try await renewTokens(of: current) }
    tracker.start()
  }

  /// Closes the subscription. What was sent and not sequenced yet becomes unknown to its callers.
  func close() {
    guard isConnected else { return }
    isConnected = false
    interrupt()
    context.send(SequencerCall(correlation: 0, token: token, request: .unsubscribe(member)), to: state.sequencer)
    for id in sends.keys.sorted() { sends[id]?.reply.fail(SendInterrupted()) }
    sends = [:]
    context.record(Event.node(.disconnected(member: member, synchronizer: state.id)))
  }

  private func interrupt() {
    subscription += 1
    inbox.removeAll()
    wake?.succeed(())
    wake = nil
    tracker.stop()
  }

  /// The connection broke: logs in again and reads on behind the last event handled, after 10 ms, then up to 30 s.
  private func reopen(after error: CantonError) {
    guard isConnected, !isReopening else { return }
    isReopening = true
    interrupt()
    context.spawn("\(node.id.name)/reconnect", background: true) { [self] in
      defer { isReopening = false }
      var wait = SequencerClient.firstReopening
      while isConnected {
        try await context.sleep(wait)
        guard isConnected else { return }
        do {
          try await authenticate()
          return try await open()
        } catch is CantonError {
          wait = min(wait * 2, SequencerClient.lastReopening)
        }
      }
    }
  }

  /// The sequencer or the network ended the subscription.
  func receive(_ message: SubscriptionEnded) {
    guard isConnected else { return }
    guard message.isFinal else { return reopen(after: message.error) }
    close()
    handler.subscriptionEnded(self, error: message.error)
  }

  /// Takes a delivered event. One that was delivered before is ignored; after a gap the connection is opened again.
  func receive(_ delivery: SequencedEventDelivery) {
    guard isConnected else { return }
    let expected = nextCounter + Int64(inbox.count)
    if delivery.event.counter > expected {
      reopen(after: CantonError("SEQUENCER_SUBSCRIPTION_LOST", "event \(expected) is missing", isDefinite: false))
    }
    guard delivery.event.counter == expected else { return }
    inbox.append(delivery)
    wake?.succeed(())
    wake = nil
  }

  private func pump(_ current: UInt64) async throws {
    while isConnected, subscription == current {
      guard let delivery = inbox.first else {
        let reply: Reply<Void> = context.reply()
        wake = reply
        try await reply.value()
        continue
      }
      do {
        try await process(delivery, current)
      } catch let error as CantonError {
        return fail(error)
      } catch let error as WireError {
        return fail(CantonError("SEQUENCED_EVENT_MALFORMED", "\(error)"))
      }
    }
  }

  private func fail(_ error: CantonError) {
    close()
    handler.subscriptionEnded(self, error: error)
  }

  /// Checks an event's signature and then, at one instant, does all that follows and remembers that it was done.
  private func process(_ delivery: SequencedEventDelivery, _ current: UInt64) async throws {
    let event = delivery.event
    let snapshot = state.snapshot(at: event.timestamp)
    guard let sequencer = snapshot.sequencers?.active.first else {
      throw CantonError("SIGNATURE_CHECK_ERROR", "no sequencer is known at \(event.timestamp)")
    }
    try await crypto.verify(
      event.hash(synchronizer: state.id), delivery.signature, what: "sequenced-event", signer: sequencer,
      snapshot: snapshot, at: event.timestamp)
    guard isConnected, subscription == current else { return }
    inbox.removeFirst()
    let isReplay = event.timestamp <= state.observed
    var messages: [ProtocolMessage] = []
    if case .deliver(_, _, let envelopes) = event.content {
      for envelope in envelopes { messages.append(try ProtocolMessage(serialized: envelope.content)) }
    }
    if !isReplay {
      for case .topologyBroadcast(let transactions) in messages {
        try node.apply(transactions, to: state, sequencedAt: event.timestamp)
      }
    }
    answerSends(event)
    handler.handle(event, messages: messages, from: self, isReplay: isReplay)
    state.observe(event.timestamp)
    nextCounter = event.counter + 1
    try storeProgress()
    tracker.passed(event.timestamp)
    acknowledgeSoon()
  }

  // MARK: Progress

  private var progressSetting: String { "sequencer-client.\(state.alias).progress" }

  /// Writes where a restart reads on: the first event that something is pending of, and the newest event handled.
  func storeProgress() throws {
    let clean = min(handler.oldestPending(in: self) ?? nextCounter, nextCounter)
    var writer = ByteWriter()
    writer.i64(clean)
    writer.i64(state.observed.nanoseconds)
    try context.store.set(progressSetting, writer.output)
  }

  /// What `storeProgress` wrote; nil when the member never subscribed.
  func storedProgress() throws -> (counter: Int64, observed: Instant)? {
    guard let bytes = try context.store.setting(progressSetting) else { return nil }
    var reader = ByteReader(bytes)
    return (try reader.i64(), Instant(nanoseconds: try reader.i64()))
  }

  // MARK: Acknowledgements

  /// Acknowledges the newest event when the interval since the last acknowledgement is over; nothing without progress.
  private func acknowledgeSoon() {
    guard !acknowledgesSoon else { return }
    acknowledgesSoon = true
    let due = lastAcknowledged + settings.acknowledgementInterval
    context.after(max(.zero, due - context.now)) { [self] in
      acknowledgesSoon = false
      guard isConnected else { return }
      lastAcknowledged = context.now
      context.spawn("\(node.id.name)/acknowledge", background: true) { [self] in try await acknowledge(state.observed) }
    }
  }

  private func acknowledge(_ timestamp: Instant) async throws {
    do {
      let signature = try await crypto.sign(
        SequencerClient.acknowledgementHash(member, timestamp), what: "acknowledgement",
        snapshot: state.snapshot(at: timestamp), at: timestamp)
      guard isConnected else { return }
      context.send(
        SequencerCall(correlation: 0, token: token, request: .acknowledge(member, timestamp: timestamp, signature)),
        to: state.sequencer)
    } catch is CantonError {
      // The next one acknowledges more.
    }
  }

  static func acknowledgementHash(_ member: MemberID, _ timestamp: Instant) -> [UInt8] {
    var builder = CantonHash.Builder(purpose: .acknowledgementSignature)
    builder.addString(member.description)
    builder.addLong(timestamp.nanoseconds / 1000)
    return builder.finish()
  }
}
