/// How a wait ended.
@usableFromInline
enum WaitOutcome: UInt8, Sendable {
  /// What it waited for has come, or its time has passed when it waited for nothing else.
  case fired
  /// Its deadline came first.
  case expired
  /// Its scope has ended.
  case stopped
}

/// A suspended flow: what resumes it, its deadline, and its places in the lists of its scope and of what it waits for.
struct Wait {
  let continuation: UnsafeContinuation<WaitOutcome, Never>
  /// Scope and subject live as long as the flow waits: the flow holds them.
  let scope: Unmanaged<FlowScope>
  /// The reply or semaphore waited for.
  let subject: Unmanaged<WaitList>?
  var timer = EventHandle.none
  var previousInScope = Slab<Wait>.none
  var nextInScope = Slab<Wait>.none
  var previousInSubject = Slab<Wait>.none
  var nextInSubject = Slab<Wait>.none
}

/// The flows waiting for one thing, first come first.
public class WaitList {
  var first = Slab<Wait>.none
  var last = Slab<Wait>.none

  @usableFromInline
  init() {}

  /// Resumes all waiting flows in order of their waiting.
  @usableFromInline
  final func resumeAll(in scope: FlowScope) {
    while first != Slab<Wait>.none { scope.engine.resume(first, .fired) }
  }

  /// Resumes the flow that has waited longest; false when none waits.
  final func resumeFirst(in scope: FlowScope) -> Bool {
    if first == Slab<Wait>.none { return false }
    scope.engine.resume(first, .fired)
    return true
  }
}

extension Engine {
  /// Enters a wait of a flow of `scope` for `subject`, for its deadline, or for both.
  func suspend(
    _ continuation: UnsafeContinuation<WaitOutcome, Never>, _ scope: FlowScope, for subject: WaitList?,
    until deadline: Instant?
  ) {
    let place = state.pointee.waits.insert(
      Wait(
        continuation: continuation, scope: .passUnretained(scope), subject: subject.map { .passUnretained($0) },
        previousInScope: scope.lastWait))
    if scope.lastWait == Slab<Wait>.none {
      scope.firstWait = place
    } else {
      state.pointee.waits.at(scope.lastWait).pointee.nextInScope = place
    }
    scope.lastWait = place
    let wait = state.pointee.waits.at(place)
    if let subject {
      wait.pointee.previousInSubject = subject.last
      if subject.last == Slab<Wait>.none {
        subject.first = place
      } else {
        state.pointee.waits.at(subject.last).pointee.nextInSubject = place
      }
      subject.last = place
    }
    if let deadline { wait.pointee.timer = push(Wake(.wait, place), at: deadline) }
  }

  /// The time of a wait has come.
  func expire(_ place: UInt32) {
    let wait = state.pointee.waits.at(place)
    wait.pointee.timer = .none
    resume(place, wait.pointee.subject == nil ? .fired : .expired)
  }

  /// Resumes all waits of a scope that has ended, oldest first.
  func resumeAll(of scope: FlowScope) {
    while scope.firstWait != Slab<Wait>.none { resume(scope.firstWait, .stopped) }
  }

  func resume(_ place: UInt32, _ outcome: WaitOutcome) {
    let wait = state.pointee.waits.remove(place)
    wait.scope._withUnsafeGuaranteedRef { scope in
      if wait.previousInScope == Slab<Wait>.none {
        scope.firstWait = wait.nextInScope
      } else {
        state.pointee.waits.at(wait.previousInScope).pointee.nextInScope = wait.nextInScope
      }
      if wait.nextInScope == Slab<Wait>.none {
        scope.lastWait = wait.previousInScope
      } else {
        state.pointee.waits.at(wait.nextInScope).pointee.previousInScope = wait.previousInScope
      }
    }
    wait.subject?._withUnsafeGuaranteedRef { subject in
      if wait.previousInSubject == Slab<Wait>.none {
        subject.first = wait.nextInSubject
      } else {
        state.pointee.waits.at(wait.previousInSubject).pointee.nextInSubject = wait.nextInSubject
      }
      if wait.nextInSubject == Slab<Wait>.none {
        subject.last = wait.previousInSubject
      } else {
        state.pointee.waits.at(wait.nextInSubject).pointee.previousInSubject = wait.previousInSubject
      }
    }
    if wait.timer != .none { state.pointee.queue.cancel(wait.timer) }
    executor.wake { wait.continuation.resume(returning: outcome) }
  }
}
