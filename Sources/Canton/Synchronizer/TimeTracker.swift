import DequeModule
import Events
import Kernel
import Storage

/// Tells a member that a time has passed on its synchronizer, as its subscription shows it, and asks the sequencer for
/// an event when none comes by itself. Model: Canton's synchronizer time tracker (observation latency 250 ms, patience
/// 500 ms, then one time proof at a time, which may take 10 s to be sequenced; one that cannot be sent is tried again after
/// 200 ms up to 5 s; canton.md 9). A wait that is no longer needed asks for nothing.
final class TimeTracker {
  private struct Wait {
    let bound: Instant
    let isNeeded: () -> Bool
    let action: () -> Void
  }

  static let patience = Span.milliseconds(750)
  /// From a time proof's request to its latest sequencing time.
  static let maxSequencingDelay = Span.seconds(10)
  private static let firstRetry = Span.milliseconds(200)
  private static let lastRetry = Span.seconds(5)

  private let context: NodeContext<any NodeStore>
  private let requestTimeProof: () async throws -> Void
  /// By bound; most come in growing order.
  private var waits: Deque<Wait> = []
  private var timer: EventHandle?
  private var retry = TimeTracker.firstRetry
  private var isRunning = false
  /// A time proof is under way until then at the latest.
  private var asked: Instant?

  init(context: NodeContext<any NodeStore>, requestTimeProof: @escaping () async throws -> Void) {
    self.context = context
    self.requestTimeProof = requestTimeProof
  }

  /// Calls `action` when an event later than `bound` was handled, unless it is no longer needed then.
  func after(_ bound: Instant, isNeeded: @escaping () -> Bool, action: @escaping () -> Void) {
    var place = waits.count
    while place > 0, waits[place - 1].bound > bound { place -= 1 }
    waits.insert(Wait(bound: bound, isNeeded: isNeeded, action: action), at: place)
    if place == 0 { arm() }
  }

  /// The subscription is open: from now on time proofs can be had.
  func start() {
    isRunning = true
    retry = TimeTracker.firstRetry
    asked = nil
    arm()
  }

  /// The subscription is closed; what waits goes on waiting.
  func stop() {
    isRunning = false
    disarm()
  }

  /// An event of the subscription was handled.
  func passed(_ timestamp: Instant) {
    let wasAsked = asked != nil
    retry = TimeTracker.firstRetry
    asked = nil
    while let first = waits.first, first.bound < timestamp {
      waits.removeFirst()
      if first.isNeeded() { first.action() }
    }
    if wasAsked { arm() }
  }

  private func disarm() {
    if let timer { context.simulation.cancel(timer) }
    timer = nil
  }

  private func arm() {
    guard isRunning, let first = waits.first else { return }
    disarm()
    wake(at: first.bound + TimeTracker.patience)
  }

  private func wake(at instant: Instant) {
    timer = context.after(max(.zero, instant - context.now)) { [unowned self] in
      timer = nil
      check()
    }
  }

  private func check() {
    while let first = waits.first, !first.isNeeded() { waits.removeFirst() }
    guard isRunning, let first = waits.first else { return }
    let due = first.bound + TimeTracker.patience
    guard due <= context.now else { return wake(at: due) }
    if let asked, asked > context.now { return wake(at: asked) }
    ask()
  }

  private func ask() {
    let deadline = context.now + TimeTracker.maxSequencingDelay
    asked = deadline
    wake(at: deadline)
    context.spawn("\(context.id.name)/time-proof", background: true) { [self] in
      do {
        try await requestTimeProof()
      } catch is CantonError {
        guard asked == deadline, isRunning else { return }
        asked = nil
        disarm()
        wake(at: context.now + retry)
        retry = min(retry * 2, TimeTracker.lastRetry)
      }
    }
  }
}
