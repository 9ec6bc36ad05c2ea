import Kernel
import NIOCore
import Synchronization

/// How late an event loop's timers ring, as the last ones tell: a processor that sleeps takes a while to wake up, on a
/// virtual machine 100 to 200 microseconds. A timer that is set as much earlier rings in time.
struct TimerLateness {
  /// No timer is set earlier than this.
  static let greatest = TimeAmount.microseconds(200)
  private var average = 0 as Int64

  /// How much earlier the next timer is to be set.
  var expected: TimeAmount { min(.nanoseconds(average), Self.greatest) }

  /// Learns how late one rang.
  mutating func note(_ lateness: TimeAmount) {
    // One that waited for a busy loop says nothing about the next.
    let sample = min(max(0, lateness.nanoseconds), 2 * Self.greatest.nanoseconds)
    average += (sample - average) / 8
  }
}

/// Holds answers back that no ``ConnectionGuard`` can, those of gRPC: its library writes them. One for all of a service.
final class HoldAlarm: Sendable {
  private let lateness = Mutex(TimerLateness())

  /// Returns at the instant, or at once when it is over. Waits on an event loop's timer, since a task's sleep is a
  /// millisecond late, and sets it earlier by as much as the last ones came late.
  func hold(until instant: Instant, by clock: RealClock, on eventLoop: any EventLoop) async {
    let early = lateness.withLock { $0.expected.nanoseconds }
    let rest = (instant - clock.now).nanoseconds
    if rest > early {
      let timer = eventLoop.scheduleTask(in: .nanoseconds(rest - early)) {}
      // A loop that shuts down cancels its timers; the answer then goes out at once.
      guard (try? await timer.futureResult.get()) != nil else { return }
      let late = (clock.now - instant).nanoseconds + early
      lateness.withLock { $0.note(.nanoseconds(late)) }
    }
    // At most ``TimerLateness/greatest``.
    while clock.now < instant {}
  }
}
