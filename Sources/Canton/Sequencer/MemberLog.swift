import Events
import Kernel

/// One member's events and the subscriptions that read them.
final class MemberLog {
  let member: MemberID
  private(set) var events: [SequencedEvent] = []
  private(set) var subscriptions: [Subscription] = []

  init(_ member: MemberID) { self.member = member }

  /// One connected node's place in the log. A member has several when several nodes run under its identity.
  final class Subscription {
    let subscriber: NodeID
    /// The subscriber's incarnation: the transport ends with it.
    let incarnation: Int
    var next: Int
    private(set) var isOpen = true
    private var wake: Reply<Void>?

    init(subscriber: NodeID, incarnation: Int, next: Int) {
      self.subscriber = subscriber
      self.incarnation = incarnation
      self.next = next
    }

    func wakeUp() {
      wake?.succeed(())
      wake = nil
    }

    func close() {
      isOpen = false
      wakeUp()
    }

    /// Waits until there is something new, or the subscription is closed.
    func wait(in scope: FlowScope) async throws {
      let reply: Reply<Void> = scope.reply()
      wake = reply
      try await reply.value()
    }
  }

  func append(_ event: SequencedEvent) { events.append(event) }

  func wakeUp() { for subscription in subscriptions { subscription.wakeUp() } }

  /// A node's earlier subscription ends where a new one begins.
  func open(_ subscription: Subscription) {
    close(subscription.subscriber)
    subscriptions.append(subscription)
  }

  func close(_ subscriber: NodeID) {
    for subscription in subscriptions where subscription.subscriber == subscriber { subscription.close() }
    subscriptions.removeAll { $0.subscriber == subscriber }
  }

  /// The counter of the first event behind a sequencing time.
  func counter(after timestamp: Instant) -> Int64 {
    var (low, high) = (0, events.count)
    while low < high {
      let middle = (low + high) / 2
      if events[middle].timestamp <= timestamp { low = middle + 1 } else { high = middle }
    }
    return Int64(low)
  }
}
