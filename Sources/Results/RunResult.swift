import Events
import Kernel

/// Why a run ended.
public enum RunStop: Hashable, Sendable {
  /// No events were left.
  case quiet
  /// The horizon was reached.
  case horizon
  /// The scenario or the operator ended it.
  case stopped
  /// Flows were alive with nothing pending: a deadlock. Their names.
  case stalled([String])
  /// More events than the limit allows.
  case eventLimit

  /// The name in results.
  public var name: String {
    switch self {
    case .quiet: "quiet"
    case .horizon: "horizon"
    case .stopped: "stopped"
    case .stalled: "stalled"
    case .eventLimit: "event-limit"
    }
  }
}

/// The value of an axis of the matrix.
public struct AxisValue: Hashable, Sendable {
  /// The axis.
  public let axis: String
  /// The value's name.
  public let value: String

  /// Makes an axis value.
  public init(axis: String, value: String) {
    self.axis = axis
    self.value = value
  }
}

/// What a run was: everything of it that the recording does not tell.
public struct RunHeader: Hashable, Sendable {
  /// The scenario's name.
  public let scenario: String
  /// What the scenario is about.
  public let about: String
  /// Hash of the resolved scenario without its `crypto`, lower-case hexadecimal.
  public let scenarioHash: String
  /// The seed.
  public let seed: UInt64
  /// The cell of the matrix, in the order of the axes; empty without a matrix.
  public let cell: [AxisValue]
  /// Why the run ended.
  public let stop: RunStop

  /// Makes a header.
  public init(scenario: String, about: String, scenarioHash: String, seed: UInt64, cell: [AxisValue], stop: RunStop) {
    self.scenario = scenario
    self.about = about
    self.scenarioHash = scenarioHash
    self.seed = seed
    self.cell = cell
    self.stop = stop
  }

  /// `axis=value` joined by commas; empty without a matrix.
  public var cellName: String { cell.map { "\($0.axis)=\($0.value)" }.joined(separator: ",") }
}

/// Percentiles of one series of a latency metric.
public struct LatencyResult: Hashable, Sendable {
  /// The metric.
  public let metric: Metric
  /// The series' tags.
  public let tags: [MetricTag]
  /// Its percentiles.
  public let percentiles: Percentiles
}

/// An export or import of active contracts.
public struct ContractsTransfer: Hashable, Sendable {
  /// The participant.
  public let node: String
  /// `export` or `import`.
  public let kind: String
  /// The file.
  public let file: String
  /// When it was done.
  public let instant: Instant
  /// Contracts written or stored.
  public let contracts: Int
  /// Contracts that were there already (import).
  public let skipped: Int
  /// Contracts left out (import).
  public let dropped: Int
}

/// Everything that reports tell about one run. Nothing in it depends on machine, build, cryptography or time of day.
public struct RunResult: Hashable, Sendable {
  /// What was run.
  public let header: RunHeader
  /// How long the run lasted in virtual time.
  public let duration: Span
  /// How many entries the recording has.
  public let events: Int
  /// The digest over the recording.
  public let digest: UInt64
  /// Phases in order of their beginning.
  public let phases: [PhaseResult]
  /// Steps in order of their beginning.
  public let steps: [StepResult]
  /// Faults in order of their beginning.
  public let faults: [FaultResult]
  /// Downtime of every party, ordered by party.
  public let downtime: [PartyDowntime]
  /// What became of commands.
  public let commands: CommandCounts
  /// Percentiles of latencies: for every metric first over all its samples (no tags), then of every series.
  public let latency: [LatencyResult]
  /// KMS calls, quotas, throttles.
  public let kms: KmsUsage
  /// Accepted topology transactions by mapping code, each transaction once.
  public let topologyChanges: [NamedCount]
  /// Exports and imports of active contracts, in order.
  public let transfers: [ContractsTransfer]
  /// Expectations in the order in which they were evaluated.
  public let expectations: [ExpectationResult]
  /// Thresholds in the scenario's order.
  public let thresholds: [ThresholdResult]
  /// The checks' verdicts in the scenario's order.
  public let checks: [Verdict]
  /// The classes of failure that apply, in order of precedence.
  public let exitClasses: [ExitClass]

  /// Percentiles of a latency metric over all its samples; nil when it has none.
  public func overall(_ metric: Metric) -> Percentiles? {
    latency.first { $0.metric == metric && $0.tags.isEmpty }?.percentiles
  }

  /// The longest time that any party had no service; zero without any.
  public var longestDowntime: Span { downtime.map(\.longest).max() ?? .zero }

  /// The exit code of this run without regard to a baseline.
  public var exitCode: Int { ExitClass.exitCode(of: exitClasses) }

  /// Judges and measures a finished run.
  public static func build(
    from history: History, header: RunHeader, checks: [Verdict], thresholds: [Threshold]
  ) -> RunResult {
    let log = OperatorLog(history)
    let phases = log.phases(end: history.end)
    let downtime = PartyDowntime.measure(history)
    let kms = KmsUsage(history)
    let table = MetricTable(history: history, phases: phases, downtime: downtime, load: kms.loads)
    let evaluated = thresholds.map { $0.evaluate(table, phases: phases, end: history.end) }
    return RunResult(
      header: header, duration: history.end - .zero, events: history.entries.count, digest: history.digest,
      phases: phases, steps: log.steps, faults: log.faults, downtime: downtime, commands: CommandCounts(history),
      latency: latencies(table), kms: kms, topologyChanges: topologyChanges(table), transfers: transfers(history),
      expectations: log.expectations, thresholds: evaluated, checks: checks,
      exitClasses: classes(history: history, stop: header.stop, log: log, checks: checks, thresholds: evaluated))
  }

  private static func latencies(_ table: MetricTable) -> [LatencyResult] {
    let metrics: [Metric] = [.commandLatency, .signingLatency, .decryptionLatency, .kmsLatency, .kmsPoolWait]
    return metrics.flatMap { metric in
      let series = table.series(of: metric)
      let all = Percentiles(series.flatMap { $0.samples.map(\.value) })
      let overall = all.map { LatencyResult(metric: metric, tags: [], percentiles: $0) }
      let own = series.compactMap { one in
        Percentiles(one.samples.map(\.value)).map {
          LatencyResult(metric: metric, tags: one.tags, percentiles: $0)
        }
      }
      return (overall.map { [$0] } ?? []) + own
    }
  }

  private static func topologyChanges(_ table: MetricTable) -> [NamedCount] {
    table.series(of: .topologyChanges).map { NamedCount(name: $0.tags[0].value, count: $0.samples.count) }
  }

  private static func transfers(_ history: History) -> [ContractsTransfer] {
    history.entries.compactMap { entry in
      switch entry.event {
      case .contracts(.exported(let file, let contracts, _, _)):
        ContractsTransfer(
          node: entry.node.name, kind: "export", file: file, instant: entry.instant, contracts: contracts, skipped: 0,
          dropped: 0)
      case .contracts(.imported(let file, let persisted, let skipped, let dropped)):
        ContractsTransfer(
          node: entry.node.name, kind: "import", file: file, instant: entry.instant, contracts: persisted,
          skipped: skipped, dropped: dropped)
      default: nil
      }
    }
  }

  private static func classes(
    history: History, stop: RunStop, log: OperatorLog, checks: [Verdict], thresholds: [ThresholdResult]
  ) -> [ExitClass] {
    var classes: [ExitClass] = []
    var unknown = history.cutOff
    switch stop {
    case .stalled, .eventLimit: unknown = true
    case .quiet, .horizon, .stopped: break
    }
    var wrong = log.expectations.contains { !$0.holds && $0.severity == .error }
    for verdict in checks where verdict.severity == .error {
      switch verdict.outcome {
      case .holds: break
      case .violated: wrong = true
      case .unknown: unknown = true
      }
    }
    for step in log.steps {
      switch step.outcomeName {
      case "failed": wrong = true
      case "unknown", "unfinished": unknown = true
      default: break
      }
    }
    if wrong { classes.append(.correctness) }
    if unknown { classes.append(.unknown) }
    if thresholds.contains(where: { !$0.passed && $0.threshold.severity == .error }) { classes.append(.threshold) }
    return classes
  }
}
