import Events
import Kernel
import Keys
import Storage

/// Reading the log: each event is signed for each subscription, one after the other, with the key that the topology
/// lists at the event's own timestamp. Signatures are not stored: who reads an event again has it signed again
/// (canton.md 8.1 step 8).
extension SequencerNode {
  func openSubscription(of member: MemberID, at subscriber: NodeID, from counter: Int64) throws {
    let log = log(of: member)
    let subscription = MemberLog.Subscription(
      subscriber: subscriber, incarnation: context.simulation.host(subscriber).incarnation, next: Int(counter))
    log.open(subscription)
    if subscriber != id { try context.store.set(setting(member, subscriber), [1]) }
    context.spawn("\(id.name)/subscription-\(member.uid.identifier)", background: true) { [self] in
      try await serve(log, subscription)
    }
  }

  func closeSubscription(of member: MemberID, at subscriber: NodeID) throws {
    log(of: member).close(subscriber)
    try context.store.set(setting(member, subscriber), nil)
  }

  private static let settingPrefix = "sequencer.subscriber."

  private func setting(_ member: MemberID, _ subscriber: NodeID) -> String {
    "\(SequencerNode.settingPrefix)\(member)/\(subscriber.name)"
  }

  private func serve(_ log: MemberLog, _ subscription: MemberLog.Subscription) async throws {
    guard let state, let crypto = synchronizerCrypto else { return }
    while subscription.isOpen {
      guard subscription.next < log.events.count else {
        try await subscription.wait(in: context.scope)
        continue
      }
      let event = log.events[subscription.next]
      guard isReachable(subscription) else { return log.close(subscription.subscriber) }
      let signature: Signature
      do {
        signature = try await crypto.sign(
          event.hash(synchronizer: state.id), what: "sequenced-event", snapshot: state.snapshot(at: event.timestamp),
          at: event.timestamp)
      } catch let error as CantonError {
        return try end(log, subscription, error)
      }
      guard subscription.isOpen else { return }
      subscription.next += 1
      if subscription.subscriber != id {
        context.send(
          SequencedEventDelivery(synchronizer: state.id, event: event, signature: signature),
          to: subscription.subscriber)
      }
    }
  }

  /// The transport is gone with the subscriber's process; nothing more is signed for it.
  private func isReachable(_ subscription: MemberLog.Subscription) -> Bool {
    let host = context.simulation.host(subscription.subscriber)
    return host.isRunning && host.incarnation == subscription.incarnation
  }

  /// Without a key that was valid at the event's time Canton sends a tombstone, which ends the subscription for good.
  /// Any other failure breaks the connection, and the subscriber opens it again.
  private func end(_ log: MemberLog, _ subscription: MemberLog.Subscription, _ error: CantonError) throws {
    guard subscription.isOpen, let state else { return }
    try closeSubscription(of: log.member, at: subscription.subscriber)
    let isTombstone = error.code == "KEY_NOT_AVAILABLE"
    let reason =
      isTombstone
      ? CantonError("SEQUENCER_TOMBSTONE_ENCOUNTERED", error.message)
      : CantonError("SEQUENCER_SUBSCRIPTION_LOST", error.description, isDefinite: false)
    context.send(
      SubscriptionEnded(synchronizer: state.id, error: reason, isFinal: isTombstone), to: subscription.subscriber)
  }

  /// After a start: whoever was subscribed learns that the connection broke.
  func endStoredSubscriptions(of state: SynchronizerState) throws {
    for row in try context.store.settings() where row.key.hasPrefix(SequencerNode.settingPrefix) {
      try context.store.set(row.key, nil)
      guard let slash = row.key.lastIndex(of: "/") else { continue }
      context.send(
        SubscriptionEnded(
          synchronizer: state.id,
          error: CantonError("SEQUENCER_SUBSCRIPTION_LOST", "the sequencer was started again", isDefinite: false),
          isFinal: false), to: NodeID(String(row.key[row.key.index(after: slash)...])))
    }
  }
}
