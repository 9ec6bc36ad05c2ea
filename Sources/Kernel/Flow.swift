#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the flows of one simulation: a queue of ready jobs that the simulation empties after each event, on its thread.
///
/// Swift's concurrency is used nowhere else. The one type that may be named from any thread without a check of the
/// compiler: the runtime demands it of executors. In its place `enqueue` checks the thread and traps, so a flow that
/// awaited something foreign to the simulation cannot disturb the order unnoticed.
final class FlowExecutor: TaskExecutor, @unchecked Sendable {
  private var owner = pthread_self()
  private var ready: UnsafeMutablePointer<UnownedJob>
  private var mask = 255
  private var head = 0
  private var tail = 0

  init() { ready = .allocate(capacity: mask + 1) }
  deinit { ready.deallocate() }

  /// The calling thread runs the simulation from now on.
  func adoptCurrentThread() { owner = pthread_self() }

  func enqueue(_ job: consuming ExecutorJob) {
    guard pthread_self() == owner else {
      fatalError("a flow came back on another thread: it awaited something that does not belong to its simulation")
    }
    if tail &- head > mask { grow() }
    (ready + (tail & mask)).initialize(to: UnownedJob(job))
    tail &+= 1
  }

  /// Runs ready jobs, and those they make ready, in order until none is left.
  func drain() {
    if head == tail { return }
    let executor = asUnownedTaskExecutor()
    while head != tail {
      let job = ready[head & mask]
      head &+= 1
      job.runSynchronously(on: executor)
    }
  }

  private func grow() {
    let larger = UnsafeMutablePointer<UnownedJob>.allocate(capacity: (mask + 1) * 2)
    for index in head..<tail { (larger + (index - head)).initialize(to: ready[index & mask]) }
    ready.deallocate()
    ready = larger
    mask = mask * 2 + 1
    tail -= head
    head = 0
  }
}

/// How a wait ended.
enum WaitOutcome: UInt8 {
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
  let scope: Unmanaged<FlowScope>
  /// The reply or semaphore waited for; alive as long as the flow waits, since the flow holds it.
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
  init() {}
}

/// Flows and waits of one simulation.
final class FlowEngine {
  let executor = FlowExecutor()
  private var waits = Slab<Wait>()
  private var flows = Slab<(name: String, isBackground: Bool, number: UInt64)>()
  private var started: UInt64 = 0
  private var foreground = 0

  /// Starts a flow; its first step runs when the current event is done.
  func start(
    _ name: String, isBackground: Bool, in scope: FlowScope, _ body: @escaping () async throws -> Void
  ) {
    let place = flows.insert((name, isBackground, started))
    started += 1
    if !isBackground { foreground += 1 }
    // Neither leaves the simulation's thread: the executor guards it.
    nonisolated(unsafe) let flow = (engine: self, scope: scope, body: body)
    _ = Task(executorPreference: executor) {
      do {
        if flow.scope.isAlive { try await flow.body() }
        flow.engine.ended(place, in: flow.scope, nil)
      } catch {
        flow.engine.ended(place, in: flow.scope, error)
      }
    }
  }

  private func ended(_ place: UInt32, in scope: FlowScope, _ error: (any Error)?) {
    let flow = flows.remove(place)
    if !flow.isBackground { foreground -= 1 }
    guard let error, !(error is NodeStopped) else { return }
    let simulation = scope.simulation
    simulation.failedFlows.append(FailedFlow(name: flow.name, instant: simulation.now, error: error))
  }

  /// The names of flows that are alive and not in the background, in order of starting.
  var waitingNames: [String] {
    if foreground == 0 { return [] }
    return flows.all().filter { !$0.isBackground }.sorted { $0.number < $1.number }.map(\.name)
  }

  /// Flows alive, background ones included.
  var liveCount: Int { flows.count }

  /// Enters a wait of a flow of `scope` for `subject`, for its deadline, or for both.
  func suspend(
    _ continuation: UnsafeContinuation<WaitOutcome, Never>, _ scope: FlowScope, for subject: WaitList?,
    until deadline: Instant?
  ) {
    let place = waits.insert(
      Wait(
        continuation: continuation, scope: .passUnretained(scope), subject: subject.map { .passUnretained($0) },
        previousInScope: scope.lastWait))
    if scope.lastWait == Slab<Wait>.none {
      scope.firstWait = place
    } else {
      waits.at(scope.lastWait).pointee.nextInScope = place
    }
    scope.lastWait = place
    if let subject {
      waits.at(place).pointee.previousInSubject = subject.last
      if subject.last == Slab<Wait>.none {
        subject.first = place
      } else {
        waits.at(subject.last).pointee.nextInSubject = place
      }
      subject.last = place
    }
    if let deadline {
      let simulation = scope.simulation
      waits.at(place).pointee.timer = simulation.queue.push(at: max(simulation.now, deadline), Wake(.wait, place))
    }
  }

  /// The time of a wait has come.
  func expire(_ place: UInt32, _ simulation: Simulation) {
    waits.at(place).pointee.timer = .none
    resume(place, waits.at(place).pointee.subject == nil ? .fired : .expired)
  }

  /// Resumes the flow that has waited longest for `subject`; false when none waits.
  func resumeFirst(of subject: WaitList) -> Bool {
    if subject.first == Slab<Wait>.none { return false }
    resume(subject.first, .fired)
    return true
  }

  /// Resumes all waits of a scope that has ended, oldest first.
  func resumeAll(of scope: FlowScope) {
    while scope.firstWait != Slab<Wait>.none { resume(scope.firstWait, .stopped) }
  }

  private func resume(_ place: UInt32, _ outcome: WaitOutcome) {
    let wait = waits.remove(place)
    wait.scope._withUnsafeGuaranteedRef { scope in
      if wait.previousInScope == Slab<Wait>.none {
        scope.firstWait = wait.nextInScope
      } else {
        waits.at(wait.previousInScope).pointee.nextInScope = wait.nextInScope
      }
      if wait.nextInScope == Slab<Wait>.none {
        scope.lastWait = wait.previousInScope
      } else {
        waits.at(wait.nextInScope).pointee.previousInScope = wait.previousInScope
      }
      if wait.timer != .none { _ = scope.simulation.queue.cancel(wait.timer) }
    }
    wait.subject?._withUnsafeGuaranteedRef { subject in
      if wait.previousInSubject == Slab<Wait>.none {
        subject.first = wait.nextInSubject
      } else {
        waits.at(wait.previousInSubject).pointee.nextInSubject = wait.nextInSubject
      }
      if wait.nextInSubject == Slab<Wait>.none {
        subject.last = wait.previousInSubject
      } else {
        waits.at(wait.nextInSubject).pointee.previousInSubject = wait.previousInSubject
      }
    }
    wait.continuation.resume(returning: outcome)
  }
}
