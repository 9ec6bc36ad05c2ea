import Events
import Kernel
import Keys

/// A call of a member's sequencer client, answered by one `SequencerAnswer` with the same correlation.
final class SequencerCall: Message {
  enum Request {
    /// Asks for the synchronizer's identity and static parameters.
    case handshake
    /// Asks to sequence a new member's first topology transactions.
    case registerOnboarding([SignedTopologyTransaction])
    /// Asks whether the member is known, that is, whether its keys are effective.
    case isKnown(MemberID)
    /// Asks for a nonce.
    case challenge(MemberID)
    /// Returns the signed nonce.
    case authenticate(MemberID, nonce: [UInt8], signature: Signature)
    /// Asks for the topology that a store needs which starts with the member's first event after a sequencing time:
    /// everything sequenced before that event. nil means: start now.
    case topology(MemberID, startAfter: Instant?)
    /// Asks which counter the member's first event after a sequencing time has.
    case counter(MemberID, after: Instant)
    /// Opens the subscription at a counter.
    case subscribe(MemberID, from: Int64)
    /// Closes the subscription.
    case unsubscribe(MemberID)
    /// Submits a signed request.
    case submit(SubmissionRequest, Signature)
    /// Tells up to where the member has processed its events.
    case acknowledge(MemberID, timestamp: Instant, Signature)
  }

  let correlation: UInt64
  let token: [UInt8]?
  let request: Request

  init(correlation: UInt64, token: [UInt8]?, request: Request) {
    self.correlation = correlation
    self.token = token
    self.request = request
  }

  var kind: String {
    switch request {
    case .handshake: "handshake"
    case .registerOnboarding: "register-onboarding"
    case .isKnown: "is-known"
    case .challenge: "challenge"
    case .authenticate: "authenticate"
    case .topology: "topology"
    case .counter: "counter"
    case .subscribe: "subscribe"
    case .unsubscribe: "unsubscribe"
    case .submit: "submit"
    case .acknowledge: "acknowledge"
    }
  }

  var nominalSize: Int {
    if case .submit(let request, _) = request { return request.nominalSize }
    return 200
  }
}

/// A topology transaction with the times under which a sequencer accepted it.
struct AcceptedTopology {
  let transactions: [SignedTopologyTransaction]
  let sequencedAt: Instant
  let effectiveAt: Instant
}

/// A sequencer's answer to a call.
final class SequencerAnswer: Message {
  enum Response {
    case handshake(SynchronizerID, StaticSynchronizerParameters)
    case accepted
    case known(Bool)
    case challenge(nonce: [UInt8], keys: [Fingerprint])
    case authenticated(token: [UInt8], expiresAt: Instant)
    case topology([AcceptedTopology], asOf: Instant)
    case counter(Int64)
    case refused(CantonError)
  }

  let correlation: UInt64
  let response: Response

  init(correlation: UInt64, response: Response) {
    self.correlation = correlation
    self.response = response
  }

  var kind: String { "sequencer-answer" }
  var nominalSize: Int {
    if case .topology(let accepted, _) = response {
      return 200 + accepted.reduce(0) { $0 + $1.transactions.count * 600 }
    }
    return 200
  }
}

/// A signed event on its way to a subscriber.
final class SequencedEventDelivery: Message {
  let synchronizer: SynchronizerID
  let event: SequencedEvent
  let signature: Signature

  init(synchronizer: SynchronizerID, event: SequencedEvent, signature: Signature) {
    self.synchronizer = synchronizer
    self.event = event
    self.signature = signature
  }

  var kind: String { "sequenced-event" }
  var nominalSize: Int { event.nominalSize + 150 }
}

/// Tells a subscriber that its subscription is over. A final one is not opened again by the client.
final class SubscriptionEnded: Message {
  let synchronizer: SynchronizerID
  let error: CantonError
  let isFinal: Bool

  init(synchronizer: SynchronizerID, error: CantonError, isFinal: Bool) {
    self.synchronizer = synchronizer
    self.error = error
    self.isFinal = isFinal
  }

  var kind: String { "subscription-ended" }
  var nominalSize: Int { 100 }
}
