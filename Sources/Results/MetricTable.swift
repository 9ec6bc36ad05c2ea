import Events
import Kernel

/// One value of a metric at an instant: nanoseconds or a count, see `Metric.unit`.
public struct MetricSample: Hashable, Sendable {
  /// When the value came to be, in virtual time.
  public let instant: Instant
  /// The value.
  public let value: Int64

  /// Makes a sample.
  public init(instant: Instant, value: Int64) {
    self.instant = instant
    self.value = value
  }
}

/// All samples of one metric with one set of tag values, in the order of recording.
public struct MetricSeries: Sendable {
  /// The metric.
  public let metric: Metric
  /// Its tags, in the catalogue's order.
  public let tags: [MetricTag]
  /// The samples.
  public internal(set) var samples: [MetricSample]

  /// Whether all these filters match the series' tags; spellings of usages are taken as equal.
  public func matches(_ filters: [MetricTag]) -> Bool {
    filters.allSatisfy { filter in
      tags.contains { tag in
        guard tag.name == filter.name else { return false }
        if tag.value == filter.value { return true }
        guard let wanted = usage(filter) else { return false }
        return usage(tag) == wanted
      }
    }
  }

  /// Canton's console prints the usage `protocol` as `signing`.
  private func usage(_ tag: MetricTag) -> String? {
    guard tag.name == "usage" else { return nil }
    switch tag.value {
    case "signing": return "protocol"
    case "sequencer-authentication": return "sequencer-auth"
    default: return tag.value
    }
  }
}

/// Every sample of every metric of one run.
public struct MetricTable: Sendable {
  /// The series that have samples, ordered by metric and then by tag values.
  public private(set) var series: [MetricSeries] = []

  /// An empty table.
  public init() {}

  /// Collects the samples of a finished run.
  public init(
    history: History, phases: [PhaseResult], downtime: [PartyDowntime], load: [QuotaLoadSeconds]
  ) {
    var collector = MetricCollector()
    for entry in history.entries { collector.take(entry) }
    for phase in phases {
      collector.add(.phaseDuration, [phase.name], phase.end, (phase.end - phase.start).nanoseconds)
    }
    for party in downtime {
      if party.windows.isEmpty { collector.add(.downtime, [party.party], history.end, 0) }
      for window in party.windows { collector.add(.downtime, [party.party], window.end, window.duration.nanoseconds) }
    }
    for quota in load {
      for second in quota.seconds {
        let instant = Instant.zero + .seconds(second.second)
        collector.add(.kmsRequestsPerSecond, [quota.kms, quota.quota], instant, Int64(second.requests))
      }
    }
    series = collector.sorted()
  }

  /// The series of a metric that match all filters.
  public func series(of metric: Metric, matching filters: [MetricTag] = []) -> [MetricSeries] {
    series.filter { $0.metric == metric && $0.matches(filters) }
  }
}

/// Groups samples into series while it walks over a recording.
struct MetricCollector {
  private struct Key: Hashable {
    let metric: Metric
    let values: [String]
  }

  private var index: [Key: Int] = [:]
  private var series: [MetricSeries] = []
  private var workloads: [CommandKey: String] = [:]
  private var topologySeen: Set<String> = []

  mutating func add(_ metric: Metric, _ values: [String], _ instant: Instant, _ value: Int64 = 1) {
    let key = Key(metric: metric, values: values)
    let sample = MetricSample(instant: instant, value: value)
    if let position = index[key] {
      series[position].samples.append(sample)
    } else {
      index[key] = series.count
      let tags = zip(metric.tags, values).map { MetricTag($0, $1) }
      series.append(MetricSeries(metric: metric, tags: tags, samples: [sample]))
    }
  }

  mutating func take(_ entry: TimedEvent) {
    switch entry.event {
    case .ledger(let event): take(event, at: entry.instant, node: entry.node.name)
    case .crypto(let event): take(event, at: entry.instant, node: entry.node.name)
    case .kms(let event): take(event, at: entry.instant, node: entry.node.name)
    case .topology(.accepted(let record)):
      if topologySeen.insert("\(record.synchronizer) \(record.hash)").inserted {
        add(.topologyChanges, [record.code], entry.instant)
      }
    case .contracts(.exported(_, let contracts, _, _)):
      add(.contractsExported, [entry.node.name], entry.instant, Int64(contracts))
    case .contracts(.imported(_, let persisted, _, let dropped)):
      add(.contractsImported, [entry.node.name], entry.instant, Int64(persisted))
      add(.contractsDropped, [entry.node.name], entry.instant, Int64(dropped))
    case .topology, .contracts, .step, .node, .key, .artefact, .fault: break
    }
  }

  private mutating func take(_ event: LedgerEvent, at instant: Instant, node: String) {
    switch event {
    case .issued(let command, let workload, _):
      workloads[command] = workload
      add(.commandsIssued, [workload], instant)
    case .refused(let command, _, let code):
      add(.commandsRefused, [workloads[command] ?? "", code], instant)
    case .accepted(let command, _):
      add(.commandsAccepted, [node, workloads[command] ?? ""], instant)
    case .completed(let command, _, let code, _, let latency):
      let workload = workloads[command] ?? ""
      add(.commandsCompleted, [node, workload, code], instant)
      if code == "OK" { add(.commandLatency, [node, workload], instant, latency.nanoseconds) }
    case .committed: add(.transactionsCommitted, [node], instant)
    case .rejected: break
    }
  }

  private mutating func take(_ event: CryptoEvent, at instant: Instant, node: String) {
    switch event {
    case .signed(_, _, _, _, let viaKms, let latency):
      let usage = event.usageName ?? ""
      add(.signingLatency, [node, usage, viaKms ? "true" : "false"], instant, latency.nanoseconds)
    case .decrypted(_, _, let cached, let viaKms, let latency, _):
      if !cached { add(.decryptionLatency, [node, viaKms ? "true" : "false"], instant, latency.nanoseconds) }
    case .refused(_, _, _, _, let reason): add(.signaturesRefused, [node, reason], instant)
    case .accepted: break
    }
  }

  private mutating func take(_ event: KmsCallEvent, at instant: Instant, node: String) {
    let call = [event.kms, event.operation, node]
    add(.kmsCalls, call + [event.outcome], instant)
    add(.kmsLatency, call + [event.outcome], instant, event.latency.nanoseconds)
    add(.kmsPoolWait, call, instant, event.poolWait.nanoseconds)
    if event.attempt > 1 { add(.kmsRetries, call, instant) }
    if event.throttled { add(.kmsThrottled, call + [event.quota ?? ""], instant) }
  }

  func sorted() -> [MetricSeries] {
    let rank = Dictionary(uniqueKeysWithValues: Metric.allCases.enumerated().map { ($1, $0) })
    return series.sorted { left, right in
      let (leftRank, rightRank) = (rank[left.metric] ?? 0, rank[right.metric] ?? 0)
      if leftRank != rightRank { return leftRank < rightRank }
      return left.tags.map(\.value).lexicographicallyPrecedes(right.tags.map(\.value))
    }
  }
}
