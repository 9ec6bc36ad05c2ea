#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the flows of one simulation: a queue of ready jobs that the simulation empties after each event, on its thread.
///
/// A flow that a wake made ready goes to the back of the queue. What a running flow enqueues itself is a hop between
/// executors on its way from one wait to the next: it goes to the front, so nothing runs in between. How many hops
/// there are is the compiler's affair, differs between its versions and levels of optimization, and must not be seen
/// in the order of events.
///
/// Swift's concurrency is used in this file only. The one type that may be named from any thread without a check of the
/// compiler: the runtime demands it of executors. In its place `enqueue` checks the thread and traps, so a flow that
/// awaited something foreign to the simulation cannot disturb the order unnoticed.
final class FlowExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  private var owner = pthread_self()
  private var ready: UnsafeMutablePointer<UnownedJob>
  private var mask = 255
  private var head = 0
  private var tail = 0
  private var isWaking = false

  init() { ready = .allocate(capacity: mask + 1) }
  deinit { ready.deallocate() }

  /// The calling thread runs the simulation from now on.
  func adoptCurrentThread() { owner = pthread_self() }

  func enqueue(_ job: consuming ExecutorJob) {
    guard pthread_self() == owner else {
      fatalError("a flow came back on another thread: it awaited something that does not belong to its simulation")
    }
    if tail &- head > mask { grow() }
    if isWaking {
      (ready + (tail & mask)).initialize(to: UnownedJob(job))
      tail &+= 1
    } else {
      head &-= 1
      (ready + (head & mask)).initialize(to: UnownedJob(job))
    }
  }

  /// Runs `body`, which starts a flow or resumes one: the flow goes to the back of the queue.
  @inline(__always)
  func wake(_ body: () -> Void) {
    isWaking = true
    body()
    isWaking = false
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  func isIsolatingCurrentContext() -> Bool? { pthread_self() == owner }
  func checkIsolated() { precondition(pthread_self() == owner, "called from another thread than the simulation's") }

  /// Runs ready jobs, and those they make ready, in order until none is left.
  @inline(__always)
  func drain() { if head != tail { runReady() } }

  private func runReady() {
    let serial = asUnownedSerialExecutor()
    let task = asUnownedTaskExecutor()
    while head != tail {
      let job = ready[head & mask]
      head &+= 1
      job.runSynchronously(isolatedTo: serial, taskExecutor: task)
    }
  }

  private func grow() {
    let larger = UnsafeMutablePointer<UnownedJob>.allocate(capacity: (mask + 1) * 2)
    for index in head..<tail { (larger + (index - head)).initialize(to: ready[index & mask]) }
    ready.deallocate()
    ready = larger
    mask = mask * 2 + 1
    tail &-= head
    head = 0
  }
}

/// What is known of a live flow.
struct FlowRecord {
  let name: String
  let isBackground: Bool
  let number: UInt64
}

/// Where flows run. Isolation to an actor of the simulation's executor makes each resumption one hop straight into its
/// queue; the task preference beside it catches child tasks.
private actor FlowPlace {
  nonisolated let executor: FlowExecutor
  init(_ executor: FlowExecutor) { self.executor = executor }
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func run(_ flow: FlowStart) async throws { try await flow.body() }
}

/// What a flow's task takes along. Unchecked: none of it leaves the simulation's thread, the executor guards that.
private struct FlowStart: @unchecked Sendable {
  let engine: Engine
  let scope: FlowScope
  let body: () async throws -> Void
}

extension Engine {
  /// Starts a flow; its first step runs when the current event is done.
  func start(_ name: String, isBackground: Bool, in scope: FlowScope, _ body: @escaping () async throws -> Void) {
    let place = state.pointee.flows.insert(
      FlowRecord(name: name, isBackground: isBackground, number: state.pointee.flowsStarted))
    state.pointee.flowsStarted += 1
    if !isBackground { state.pointee.foregroundFlows += 1 }
    let actor = FlowPlace(executor)
    let flow = FlowStart(engine: self, scope: scope, body: body)
    executor.wake {
      _ = Task(executorPreference: executor) {
        do {
          if flow.scope.isAlive { try await actor.run(flow) }
          flow.engine.ended(place, nil)
        } catch {
          flow.engine.ended(place, error)
        }
      }
    }
  }

  private func ended(_ place: UInt32, _ error: (any Error)?) {
    let flow = state.pointee.flows.remove(place)
    if !flow.isBackground { state.pointee.foregroundFlows -= 1 }
    guard let error, !(error is NodeStopped) else { return }
    failedFlows.append(FailedFlow(name: flow.name, instant: now, error: error))
  }

  /// The names of flows that are alive and not in the background, in order of starting.
  var waitingNames: [String] {
    if state.pointee.foregroundFlows == 0 { return [] }
    return state.pointee.flows.all().filter { !$0.isBackground }.sorted { $0.number < $1.number }.map(\.name)
  }
}

extension FlowScope {
  /// Suspends the calling flow until what it waits for comes, its deadline passes or the scope ends.
  @usableFromInline
  func wait(for subject: WaitList?, until deadline: Instant?) async -> WaitOutcome {
    await withUnsafeContinuation { engine.suspend($0, self, for: subject, until: deadline) }
  }
}
