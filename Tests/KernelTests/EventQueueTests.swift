import Kernel
import Testing

@Suite("Event queue")
struct EventQueueTests {
  private func instant(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

  @Test("events come by time, and at one instant in order of scheduling")
  func totalOrder() {
    var queue = EventQueue<Int>()
    for (index, time) in [5, 3, 5, 1, 3, 5].enumerated() { queue.push(at: instant(Int64(time)), index) }
    var order: [Int] = []
    while let event = queue.pop() { order.append(event.payload) }
    #expect(order == [3, 1, 4, 0, 2, 5])
  }

  @Test("an event is withdrawn once, and not after it has happened")
  func cancellation() {
    var queue = EventQueue<Int>()
    let first = queue.push(at: instant(1), 1)
    let second = queue.push(at: instant(2), 2)
    #expect(queue.cancel(second) == 2)
    #expect(queue.cancel(second) == nil)
    #expect(queue.count == 1)
    #expect(queue.pop()?.payload == 1)
    #expect(queue.cancel(first) == nil)
    let third = queue.push(at: instant(3), 3)
    #expect(queue.cancel(first) == nil, "a handle does not name a later event in the same slot")
    #expect(queue.cancel(third) == 3)
    #expect(queue.pop()?.payload == nil)
    #expect(queue.cancel(.none) == nil)
  }

  @Test("nothing later than the horizon is taken")
  func horizon() {
    var queue = EventQueue<Int>()
    queue.push(at: instant(10), 1)
    #expect(queue.pop(through: instant(9))?.payload == nil)
    #expect(queue.pop(through: instant(10))?.payload == 1)
  }

  /// What the queue must do, done slowly: an array sorted by time and order of scheduling.
  private struct SortedArray {
    struct Entry {
      let time: Int64
      let number: Int
      let handle: EventHandle
    }
    var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        if entries[middle].time <= entry.time { low = middle + 1 } else { high = middle }
      }
      entries.insert(entry, at: low)
    }
  }

  /// One time ahead of `now`, from ties over nanoseconds to days.
  private func delay(_ stream: inout RandomStream) -> Int64 {
    switch stream.below(6) {
    case 0: return 0
    case 1: return Int64(stream.below(4))
    case 2: return Int64(stream.below(1_000))
    case 3: return Int64(stream.below(1_000_000_000))
    case 4: return 10_000_000_000
    default: return Int64(stream.below(86_400_000_000_000))
    }
  }

  @Test(
    "every mixture of scheduling, taking and withdrawing agrees with a sorted array",
    arguments: 0..<200 as Range<UInt64>)
  func agreesWithSortedArray(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "queue")
    // The heap sends its keys away when full, at 253, 509 … keys: some runs stay below, some cross once and return.
    var queue = EventQueue<Int>(farThreshold: seed % 4 == 0 ? 100_000 : 100)
    var model = SortedArray()
    var now: Int64 = Int64(stream.below(1 << 40))
    var number = 0
    let phases: [(steps: Int, push: UInt64, cancel: UInt64)] = [
      (900, 70, 10), (600, 45, 35), (700, 15, 15), (300, 60, 0),
    ]
    for phase in phases {
      for _ in 0..<phase.steps {
        let choice = stream.below(100)
        if choice < phase.push {
          let time = now + delay(&stream)
          let handle = queue.push(at: instant(time), number)
          model.push(.init(time: time, number: number, handle: handle))
          number += 1
        } else if choice < phase.push + phase.cancel, !model.entries.isEmpty {
          let victim = model.entries.remove(at: Int(stream.below(UInt64(model.entries.count))))
          #expect(queue.cancel(victim.handle) == victim.number, "seed \(seed)")
        } else if let expected = model.entries.first {
          model.entries.removeFirst()
          let event = queue.pop()
          guard event?.payload == expected.number, event?.instant.nanoseconds == expected.time else {
            Issue.record("seed \(seed): expected event \(expected.number), got \(String(describing: event))")
            return
          }
          now = expected.time
        }
        if queue.count != model.entries.count {
          Issue.record("seed \(seed): \(queue.count) events pending instead of \(model.entries.count)")
          return
        }
      }
    }
    while let event = queue.pop() {
      guard model.entries.first?.number == event.payload else {
        Issue.record("seed \(seed): wrong order while emptying")
        return
      }
      model.entries.removeFirst()
    }
    #expect(model.entries.isEmpty, "seed \(seed)")
  }

  @Test("thousands of events at one instant come in order of scheduling, in either tier")
  func manyTies() {
    var queue = EventQueue<Int>(farThreshold: 100)
    for number in 0..<5_000 { queue.push(at: instant(1_000_000), number) }
    queue.push(at: instant(Int64.max), 5_001)
    queue.push(at: instant(Int64.max - 1), 5_000)
    var order: [Int] = []
    while let event = queue.pop() { order.append(event.payload) }
    #expect(order == Array(0...5_001))
  }

  @Test("a burst in front of far events keeps the order while the tiers are built anew")
  func burstBeforeFarEvents() {
    var queue = EventQueue<Int>(farThreshold: 100)
    var stream = RandomStream(seed: 9, name: "burst")
    var expected: [(time: Int64, number: Int)] = []
    func push(_ time: Int64) {
      queue.push(at: instant(time), expected.count)
      expected.append((time, expected.count))
    }
    for _ in 0..<2_000 { push(Int64(stream.below(86_400_000_000_000))) }
    // The first far bucket is opened wide, then thousands of events fall into it.
    let first = queue.pop()
    for _ in 0..<5_000 { push((first?.instant.nanoseconds ?? 0) + Int64(stream.below(1_000_000))) }
    var order = [first?.payload ?? -1]
    while let event = queue.pop() { order.append(event.payload) }
    let sorted = expected.sorted { ($0.time, $0.number) < ($1.time, $1.number) }.map(\.number)
    #expect(order == sorted)
  }

  @Test("the far buckets and the heap deliver the same order at full size")
  func tiersAgree() {
    func trace(_ threshold: Int) -> Digest {
      var queue = EventQueue<Int>(farThreshold: threshold)
      var stream = RandomStream(seed: 7, name: "tiers")
      var digest = Digest()
      for number in 0..<20_000 { queue.push(at: instant(delay(&stream)), number) }
      var left = 40_000
      while let event = queue.pop() {
        digest.mix(event.instant)
        digest.mix(event.payload)
        left -= 1
        if left > 0 { queue.push(at: event.instant + Span(nanoseconds: delay(&stream)), event.payload) }
      }
      return digest
    }
    #expect(trace(100) == trace(1_000_000))
  }
}
