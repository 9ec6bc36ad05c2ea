import Events
import Kernel

/// How often one node called one operation of one KMS, by outcome. Every attempt counts.
public struct KmsCallCount: Hashable, Sendable {
  /// The KMS instance's name in the scenario.
  public let kms: String
  /// The vendor's operation name.
  public let operation: String
  /// The node that called.
  public let node: String
  /// `OK` or the error code.
  public let outcome: String
  /// How many attempts ended so.
  public let calls: Int
}

/// The requests that counted against one quota.
public struct QuotaLoad: Hashable, Sendable {
  /// The KMS instance's name in the scenario.
  public let kms: String
  /// The quota's name.
  public let quota: String
  /// How many requests counted against it, refused ones included.
  public let requests: Int
  /// How many of them were refused for lack of quota.
  public let throttled: Int
  /// The greatest number of requests sent within any second (a sliding one, open at its start).
  public let peakPerSecond: Int
  /// When the peak was reached.
  public let peakAt: Instant
  /// The width of a bucket of `load`, whole seconds.
  public let bucket: Span
  /// For each bucket from virtual zero on, the greatest number of requests in one of its seconds; at most 60 buckets.
  public let load: [Int]
}

/// Requests per second of virtual time against one quota; only the seconds with requests, ascending.
public struct QuotaLoadSeconds: Hashable, Sendable {
  /// The KMS instance's name.
  public let kms: String
  /// The quota's name.
  public let quota: String
  /// The seconds that had requests.
  public let seconds: [LoadSecond]
}

/// The requests of one second of virtual time.
public struct LoadSecond: Hashable, Sendable {
  /// Whole seconds since virtual zero.
  public let second: Int64
  /// Requests sent in it.
  public let requests: Int
}

/// What a run asked of the key management services.
public struct KmsUsage: Hashable, Sendable {
  /// Calls by KMS, operation, node and outcome, ordered by these.
  public let calls: [KmsCallCount]
  /// Quotas with their load, ordered by KMS and name.
  public let quotas: [QuotaLoad]
  /// Requests per second, for the metric.
  let loads: [QuotaLoadSeconds]
  /// All attempts.
  public let total: Int
  /// Attempts refused for lack of quota.
  public let throttled: Int
  /// Attempts after the first of their call.
  public let retries: Int
  /// When a request was first refused for lack of quota, and the entry of the recording.
  public let firstThrottle: Evidence?

  /// Counts the calls of a finished run.
  public init(_ history: History) {
    var counts: [[String]: Int] = [:]
    var sent: [[String]: [Int64]] = [:]
    var refused: [[String]: Int] = [:]
    var (total, throttled, retries) = (0, 0, 0)
    var first: Evidence?
    for entry in history.entries {
      guard case .kms(let call) = entry.event else { continue }
      total += 1
      counts[[call.kms, call.operation, entry.node.name, call.outcome], default: 0] += 1
      if call.attempt > 1 { retries += 1 }
      if let quota = call.quota {
        sent[[call.kms, quota], default: []].append(call.sentAt.nanoseconds)
        if call.throttled { refused[[call.kms, quota], default: 0] += 1 }
      }
      if call.throttled {
        throttled += 1
        if first == nil {
          let text =
            "\(call.kms) refused \(call.operation) of \(entry.node): \(call.outcome), quota \(call.quota ?? "unknown")"
          first = Evidence(instant: entry.instant, sequence: entry.sequence, text: text)
        }
      }
    }
    calls = counts.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
      KmsCallCount(kms: key[0], operation: key[1], node: key[2], outcome: key[3], calls: counts[key] ?? 0)
    }
    let names = sent.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let measured = names.map { LoadOfQuota(sent: (sent[$0] ?? []).sorted()) }
    quotas = zip(names, measured).map { name, load in
      QuotaLoad(
        kms: name[0], quota: name[1], requests: load.sent.count, throttled: refused[name] ?? 0,
        peakPerSecond: load.peak.requests, peakAt: Instant(nanoseconds: load.peak.at),
        bucket: .seconds(load.bucketSeconds(until: history.end)), load: load.buckets(until: history.end))
    }
    loads = zip(names, measured).map { QuotaLoadSeconds(kms: $0[0], quota: $0[1], seconds: $1.seconds) }
    self.total = total
    self.throttled = throttled
    self.retries = retries
    firstThrottle = first
  }

  /// Calls per committed transaction in thousandths, rounded down; nil when nothing committed.
  public func callsPerThousandTransactions(committed: Int) -> Int64? {
    committed == 0 ? nil : Int64(total) * 1_000 / Int64(committed)
  }
}

/// Load of a quota computed from the ascending instants of its requests.
private struct LoadOfQuota {
  let sent: [Int64]
  let seconds: [LoadSecond]
  let peak: (requests: Int, at: Int64)

  init(sent: [Int64]) {
    self.sent = sent
    var seconds: [LoadSecond] = []
    var (peak, peakAt, tail) = (0, Int64(0), 0)
    for (index, instant) in sent.enumerated() {
      let second = instant / 1_000_000_000
      if let last = seconds.last, last.second == second {
        seconds[seconds.count - 1] = LoadSecond(second: second, requests: last.requests + 1)
      } else {
        seconds.append(LoadSecond(second: second, requests: 1))
      }
      while sent[tail] <= instant - 1_000_000_000 { tail += 1 }
      if index - tail + 1 > peak { (peak, peakAt) = (index - tail + 1, instant) }
    }
    self.seconds = seconds
    self.peak = (peak, peakAt)
  }

  func bucketSeconds(until end: Instant) -> Int64 {
    let last = max(end.nanoseconds / 1_000_000_000, seconds.last?.second ?? 0) + 1
    return (last + 59) / 60
  }

  func buckets(until end: Instant) -> [Int] {
    let width = bucketSeconds(until: end)
    let last = max(end.nanoseconds / 1_000_000_000, seconds.last?.second ?? 0)
    var buckets = [Int](repeating: 0, count: Int(last / width) + 1)
    for second in seconds {
      let position = Int(second.second / width)
      buckets[position] = max(buckets[position], second.requests)
    }
    return buckets
  }
}
