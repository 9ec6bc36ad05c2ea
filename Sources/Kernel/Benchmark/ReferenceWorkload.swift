/// The workloads of the discrete-event kernel benchmark, each a model small enough that the pending events dominate.
///
/// Every engine that implements them delivers events in the same total order and therefore prints the same trace hash.
public enum ReferenceWorkload: String, CaseIterable, Sendable {
  /// `n` entities, each rescheduling itself after an exponential delay: always `n` events pending.
  case hold
  /// PHOLD: `n` processes, events go to a random process with probability one quarter.
  case phold
  /// One server with a first-come-first-served queue.
  case mm1
  /// `n` processes share ten units of a resource.
  case resource
  /// `n` connections, each activity of which withdraws and renews a timeout.
  case cancel

  /// Size and length of a run; each workload uses those it needs.
  public struct Parameters: Sendable {
    /// Entities.
    public var n: Int
    /// Events, customers, cycles or activities to run.
    public var events: Int
    /// Events of each process at the start (`phold`).
    public var m: Int
    /// Virtual end (`phold`).
    public var end: Instant
    /// Seed of the streams.
    public var seed: UInt64
    /// Whether to hash the trace.
    public var isHashed: Bool

    /// Size and length of a run.
    public init(
      n: Int, events: Int, m: Int = 1, end: Instant = Instant(nanoseconds: 10_000_000_000), seed: UInt64 = 1,
      isHashed: Bool = true
    ) {
      self.n = n
      self.events = events
      self.m = m
      self.end = end
      self.seed = seed
      self.isHashed = isHashed
    }
  }

  /// What a run gives.
  public struct Outcome: Sendable {
    /// Events of the timed part.
    public var events: Int
    /// The trace hash, 0 when not asked for.
    public var hash: UInt64
    /// Time of the timed part, in the units of the clock given.
    public var elapsed: Int64
    /// Sum of waiting times and those who waited (`mm1`, `resource`).
    public var waited: (total: Int64, count: Int) = (0, 0)
    /// Share of capacity used (`resource`), in parts per million.
    public var utilisation = 0
    /// Timeouts that fired (`cancel`).
    public var timeoutsFired = 0
  }

  /// Runs the workload on the production event queue; `clock` is read before and after the timed part.
  public func run(_ parameters: Parameters, clock: () -> Int64) -> Outcome {
    switch self {
    case .hold: holdModel(parameters, clock)
    case .phold: pholdModel(parameters, clock)
    case .mm1: mm1Model(parameters, clock)
    case .resource: resourceModel(parameters, clock)
    case .cancel: cancelModel(parameters, clock)
    }
  }
}

/// An entity and the kind of its event.
struct ReferenceEvent: BitwiseCopyable {
  let entity: UInt32
  let kind: UInt32

  @inline(__always)
  init(_ entity: UInt32, _ kind: UInt32 = 0) {
    self.entity = entity
    self.kind = kind
  }
}

/// The trace hash of the benchmark: not the kernel's digest, whose words it would not equal.
struct ReferenceHash {
  var value: UInt64 = 0xcbf2_9ce4_8422_2325
  let isOn: Bool

  @inline(__always)
  mutating func mix(_ instant: Instant, _ entity: UInt32) {
    if !isOn { return }
    value = (value ^ UInt64(bitPattern: instant.nanoseconds)) &* 0x100_0000_01b3
    value = (value ^ UInt64(entity)) &* 0x100_0000_01b3
  }

  var result: UInt64 { isOn ? value : 0 }
}

/// One stream for each of `count` entities; the caller deallocates it.
func referenceStreams(_ count: Int, seed: UInt64) -> UnsafeMutablePointer<ReferenceStream> {
  let streams = UnsafeMutablePointer<ReferenceStream>.allocate(capacity: count)
  for index in 0..<count {
    (streams + index).initialize(to: ReferenceStream(seed: seed, id: UInt64(index)))
  }
  return streams
}

func + (instant: Instant, nanoseconds: Int64) -> Instant { Instant(nanoseconds: instant.nanoseconds &+ nanoseconds) }
