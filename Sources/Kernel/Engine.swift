/// Clock, pending events, and what they lead to: all of a run that its scopes, nodes and links share.
///
/// The state lies behind a pointer that never changes, so that the many small accesses of each event count no references
/// and need no check for overlapping access. The rule that makes this sound: no access lasts over a call into a node or
/// a flow.
final class Engine {
  struct State: ~Copyable {
    var now = Instant.zero
    var queue = EventQueue<Wake>()
    var waits = Slab<Wait>()
    var calls = Slab<Call>()
    var flights = Slab<Flight>()
    var flows = Slab<FlowRecord>()
    var flowsStarted: UInt64 = 0
    var foregroundFlows = 0
  }

  let state: UnsafeMutablePointer<State>
  let executor = FlowExecutor()
  var failedFlows: [FailedFlow] = []

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The current virtual time.
  @inline(__always)
  var now: Instant { state.pointee.now }

  /// Adds an event; one whose time has passed happens after what is already due.
  @inline(__always)
  func push(_ wake: Wake, at instant: Instant) -> EventHandle {
    state.pointee.queue.push(at: max(state.pointee.now, instant), wake)
  }

  // MARK: Calls

  func schedule(at instant: Instant, scope: FlowScope?, _ action: @escaping () -> Void) -> EventHandle {
    let place = state.pointee.calls.insert(Call(action: action, scope: scope))
    let handle = push(Wake(.call, place), at: instant)
    let call = state.pointee.calls.at(place)
    call.pointee.handle = handle
    if let scope {
      call.pointee.previous = scope.lastCall
      if scope.lastCall == Slab<Call>.none {
        scope.firstCall = place
      } else {
        state.pointee.calls.at(scope.lastCall).pointee.next = place
      }
      scope.lastCall = place
    }
    return handle
  }

  /// Withdraws a scheduled call; false when it has happened or was withdrawn before.
  func cancelCall(_ handle: EventHandle) -> Bool {
    guard let wake = state.pointee.queue.cancel(handle) else { return false }
    precondition(wake.kind == .call, "only scheduled calls can be withdrawn")
    _ = takeCall(wake.place)
    return true
  }

  /// Takes a call out of its place and its scope's list.
  func takeCall(_ place: UInt32) -> () -> Void {
    let call = state.pointee.calls.remove(place)
    if let scope = call.scope {
      if call.previous == Slab<Call>.none {
        scope.firstCall = call.next
      } else {
        state.pointee.calls.at(call.previous).pointee.next = call.next
      }
      if call.next == Slab<Call>.none {
        scope.lastCall = call.previous
      } else {
        state.pointee.calls.at(call.next).pointee.previous = call.previous
      }
    }
    return call.action
  }

  /// Withdraws every call of a scope that has ended.
  func dropCalls(of scope: FlowScope) {
    while scope.firstCall != Slab<Call>.none {
      let handle = state.pointee.calls.at(scope.firstCall).pointee.handle
      _ = cancelCall(handle)
    }
  }

  /// Withdraws all pending events, so that nothing they hold keeps the run's memory alive.
  func dropEverything() {
    while let event = state.pointee.queue.pop() {
      switch event.payload.kind {
      case .wait: state.pointee.waits.at(event.payload.place).pointee.timer = .none
      case .message: _ = state.pointee.flights.remove(event.payload.place)
      case .call: _ = takeCall(event.payload.place)
      }
    }
  }
}

/// What a pending event does: its kind and the place of its details.
struct Wake: BitwiseCopyable {
  enum Kind: UInt32 {
    case wait
    case message
    case call
  }
  let kind: Kind
  let place: UInt32

  @inline(__always)
  init(_ kind: Kind, _ place: UInt32) {
    self.kind = kind
    self.place = place
  }
}

/// A scheduled call and its places in its scope's list.
struct Call {
  let action: () -> Void
  /// The scope it ends with; nil for none.
  let scope: FlowScope?
  var handle = EventHandle.none
  var previous = Slab<Call>.none
  var next = Slab<Call>.none

  init(action: @escaping () -> Void, scope: FlowScope?) {
    self.action = action
    self.scope = scope
  }
}
