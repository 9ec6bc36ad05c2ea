/// Names a pending event for cancellation. Handles of events that have happened or were cancelled are refused.
@frozen
public struct EventHandle: Hashable, Sendable {
  /// Sequence number and slot: the low half of the event's key. Zero names no event.
  @usableFromInline let raw: UInt64
  @inlinable
  init(raw: UInt64) { self.raw = raw }

  /// Names no event.
  public static let none = EventHandle(raw: 0)
}

/// The pending events of one run in total order: by time, then by order of scheduling.
///
/// Keys of 16 bytes (time, sequence, slot) lie in a four-way heap whose children share a cache line; payloads lie apart
/// in slots, so sifting moves no payload and counts no reference. Taking the first event leaves a hole at the root that
/// the next `push` fills in one pass. Cancelling empties the slot at once; the key is dropped when it comes up, and
/// all dead keys are swept out when they outnumber the living. Above `farThreshold` pending events those beyond the
/// near horizon wait unsorted in radix buckets (see `FarEvents`). No call allocates once the storage has grown.
///
/// Limits: 16 million pending events and 2^39 scheduled ones; beyond, the queue traps.
@frozen
public struct EventQueue<Payload: BitwiseCopyable>: ~Copyable {
  /// An event taken from the queue.
  @frozen
  public struct Event {
    /// When it happens.
    public let instant: Instant
    /// What was scheduled.
    public let payload: Payload
    @inlinable
    init(instant: Instant, payload: Payload) {
      self.instant = instant
      self.payload = payload
    }
  }

  @frozen @usableFromInline
  struct Slot {
    /// Low half of the occupant's key; the next free slot with the top bit set when empty.
    @usableFromInline var tag: UInt64
    @usableFromInline var payload: Payload
    @inlinable
    init(tag: UInt64, payload: Payload) {
      self.tag = tag
      self.payload = payload
    }
  }

  @usableFromInline var heap: KeyHeap
  @usableFromInline var far: FarEvents
  /// Events before this time (nanoseconds) are in the heap, all others in `far`.
  @usableFromInline var nearLimit = Int64.max
  @usableFromInline let farThreshold: Int
  /// The earliest keys brought back from `far`, sorted, behind `runHead`; the largest possible key ends them.
  @usableFromInline let run: UnsafeMutablePointer<UInt128>
  @usableFromInline var runHead = 0
  @usableFromInline var runEnd = 0
  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  @usableFromInline var slotsUsed = 0
  @usableFromInline var slotCapacity: Int
  @usableFromInline var firstFree: UInt64 = EventQueueLimits.noSlot
  @usableFromInline var sequence: UInt64 = 1 << EventQueueLimits.slotBits
  @usableFromInline var live = 0
  @usableFromInline var stale = 0

  /// An empty queue. Above `farThreshold` pending events the far ones wait unsorted.
  @inlinable
  public init(farThreshold: Int = EventQueueLimits.farThreshold) {
    heap = KeyHeap()
    far = FarEvents()
    self.farThreshold = farThreshold
    run = .allocate(capacity: EventQueueLimits.runCapacity)
    run.initialize(repeating: .max, count: EventQueueLimits.runCapacity)
    slotCapacity = 256
    slots = .allocate(capacity: slotCapacity)
  }

  deinit {
    slots.deallocate()
    heap.deallocate()
    far.deallocate()
    run.deallocate()
  }

  /// Events pending, cancelled ones not counted.
  @inlinable
  public var count: Int { live }

  /// Whether no event is pending.
  @inlinable
  public var isEmpty: Bool { live == 0 }

  /// Adds an event at an instant not before virtual zero; returns its name for `cancel`.
  @inlinable @discardableResult
  public mutating func push(at instant: Instant, _ payload: Payload) -> EventHandle {
    let slot: Int
    if firstFree != EventQueueLimits.noSlot {
      slot = Int(truncatingIfNeeded: firstFree)
      firstFree = slots[slot].tag & EventQueueLimits.slotMask
    } else {
      if slotsUsed == slotCapacity { growSlots() }
      slot = slotsUsed
      slotsUsed &+= 1
    }
    let tag = sequence | UInt64(truncatingIfNeeded: slot)
    sequence &+= 1 << EventQueueLimits.slotBits
    (slots + slot).initialize(to: Slot(tag: tag, payload: payload))
    let key = UInt128(UInt64(bitPattern: instant.nanoseconds)) << 64 | UInt128(tag)
    live &+= 1
    if instant.nanoseconds < nearLimit {
      if heap.isFull { insertMakingRoom(key) } else { heap.insert(key) }
    } else {
      far.add(key)
    }
    return EventHandle(raw: tag)
  }

  /// Takes the first event, if there is one not later than `horizon`.
  @inlinable
  public mutating func pop(through horizon: Instant = .distantFuture) -> Event? {
    while true {
      heap.settle()
      let key: UInt128
      let time: Int64
      if nearLimit == Int64.max {
        if heap.used == 0 { return nil }
        key = heap.keys[0]
        time = Int64(truncatingIfNeeded: key >> 64)
        if time > horizon.nanoseconds { return nil }
        heap.hasHole = true
      } else {
        let early = run[runHead]
        let isInHeap = heap.used > 0 && heap.keys[0] < early
        key = isInHeap ? heap.keys[0] : early
        time = Int64(truncatingIfNeeded: key >> 64)
        if key == UInt128.max {
          if live == 0 { return nil }
          refill()
          continue
        }
        if time > horizon.nanoseconds { return nil }
        if isInHeap { heap.hasHole = true } else { runHead &+= 1 }
      }
      let tag = UInt64(truncatingIfNeeded: key)
      let slot = Int(truncatingIfNeeded: tag & EventQueueLimits.slotMask)
      if slots[slot].tag == tag {
        let payload = slots[slot].payload
        free(slot)
        return Event(instant: Instant(nanoseconds: time), payload: payload)
      }
      stale &-= 1
    }
  }

  /// Withdraws a pending event and returns its payload; nil when it has happened or was cancelled before.
  @inlinable @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Payload? {
    let slot = Int(truncatingIfNeeded: handle.raw & EventQueueLimits.slotMask)
    guard slot < slotsUsed, slots[slot].tag == handle.raw else { return nil }
    let payload = slots[slot].payload
    free(slot)
    stale &+= 1
    if stale > live &+ EventQueueLimits.staleAllowance { sweepIfWorthwhile() }
    return payload
  }

  @inlinable
  mutating func free(_ slot: Int) {
    slots[slot].tag = EventQueueLimits.emptyFlag | firstFree
    firstFree = UInt64(truncatingIfNeeded: slot)
    live &-= 1
  }

  @usableFromInline
  mutating func growSlots() {
    precondition(slotCapacity * 2 <= EventQueueLimits.noSlot, "more than 16 million pending events")
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: slotCapacity * 2)
    larger.update(from: slots, count: slotsUsed)
    slots.deallocate()
    slots = larger
    slotCapacity *= 2
  }
}

/// Widths of the fields of an event's key.
@usableFromInline
enum EventQueueLimits {
  @usableFromInline static let slotBits: UInt64 = 24
  @usableFromInline static let slotMask: UInt64 = 0xFF_FFFF
  @usableFromInline static let noSlot: UInt64 = 0xFF_FFFF
  @usableFromInline static let emptyFlag: UInt64 = 1 << 63
  /// Cancelled keys tolerated on top of the number of pending events before a sweep.
  @usableFromInline static let staleAllowance = 64
  /// Pending events above which far ones wait unsorted: where the buckets overtake the heap as
  /// measured (hold, 400 pending and more).
  @usableFromInline static let farThreshold = 250
  /// Keys after which no further bucket is opened.
  @usableFromInline static let runTarget = 16
  /// One bucket of a chunk beyond the target, and the end mark.
  @usableFromInline static let runCapacity = 128
}
