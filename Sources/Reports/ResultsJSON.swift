import Events
import Kernel
import Results

/// Writes `results.json`: everything about one run, sorted, one value per line, integers only; spans and instants are
/// nanoseconds (of virtual time) under names that end in `_ns`. Schema: `scenarios/results.v1.schema.json`.
public enum ResultsJSON {
  /// The version of the format.
  public static let format = "keyshift-results/1"

  /// The file's text.
  public static func text(_ result: RunResult) -> String { tree(result).text }

  /// The file's value, sorted.
  public static func tree(_ result: RunResult) -> JSONTree {
    JSONTree.members([
      "format": .string(format),
      "scenario": .members([
        "name": .string(result.header.scenario), "about": .string(result.header.about),
        "hash": .string(result.header.scenarioHash),
      ]),
      "seed": seed(result.header.seed),
      "cell": cell(result.header.cell),
      "run": run(result),
      "exit": exit(result.exitClasses),
      "phases": .array(result.phases.map(phase)),
      "steps": .array(result.steps.map(step)),
      "faults": .array(result.faults.map(fault)),
      "downtime": .array(result.downtime.map(downtime)),
      "commands": commands(result.commands),
      "latency": .array(result.latency.map(latency)),
      "kms": kms(result),
      "topology": .members(["accepted": counts(result.topologyChanges)]),
      "contracts": .array(result.transfers.map(transfer)),
      "expectations": .array(result.expectations.map(expectation)),
      "thresholds": .array(result.thresholds.map(threshold)),
      "checks": .array(result.checks.map(check)),
    ]).sorted()
  }

  static func seed(_ seed: UInt64) -> JSONTree {
    Int64(exactly: seed).map { .integer($0) } ?? .string(String(seed))
  }

  static func cell(_ cell: [AxisValue]) -> JSONTree {
    .object(cell.map { JSONMember(name: $0.axis, value: .string($0.value)) })
  }

  static func exit(_ classes: [ExitClass]) -> JSONTree {
    .members([
      "code": .integer(ExitClass.exitCode(of: classes)), "classes": .array(classes.map { .string($0.name) }),
    ])
  }

  static func percentiles(_ percentiles: Percentiles) -> [JSONMember] {
    [
      JSONMember(name: "count", value: .integer(percentiles.count)),
      JSONMember(name: "min_ns", value: .integer(percentiles.minimum)),
      JSONMember(name: "p50_ns", value: .integer(percentiles.p50)),
      JSONMember(name: "p90_ns", value: .integer(percentiles.p90)),
      JSONMember(name: "p99_ns", value: .integer(percentiles.p99)),
      JSONMember(name: "p99_9_ns", value: .integer(percentiles.p999)),
      JSONMember(name: "max_ns", value: .integer(percentiles.maximum)),
      JSONMember(name: "sum_ns", value: .integer(percentiles.sum)),
    ]
  }

  private static func run(_ result: RunResult) -> JSONTree {
    var flows: [String] = []
    if case .stalled(let names) = result.header.stop { flows = names }
    return .members([
      "stop": .string(result.header.stop.name),
      "stalled_flows": .array(flows.map { .string($0) }),
      "duration_ns": .integer(result.duration.nanoseconds),
      "events": .integer(result.events),
      "digest": .string(hex(result.digest)),
    ])
  }

  private static func phase(_ phase: PhaseResult) -> JSONTree {
    .members([
      "name": .string(phase.name), "start_ns": .integer(phase.start.nanoseconds),
      "end_ns": .integer(phase.end.nanoseconds), "duration_ns": .integer((phase.end - phase.start).nanoseconds),
      "steps": .array(phase.steps.map { .string($0) }),
    ])
  }

  private static func step(_ step: StepResult) -> JSONTree {
    .members([
      "id": .string(step.id), "command": .string(step.command), "phase": .optional(step.phase),
      "start_ns": .integer(step.start.nanoseconds), "end_ns": .optional(step.end?.nanoseconds),
      "outcome": .string(step.outcomeName), "code": .optional(step.outcome?.code), "message": .optional(step.message),
    ])
  }

  private static func fault(_ fault: FaultResult) -> JSONTree {
    .members([
      "id": .string(fault.id), "target": .string(fault.target), "kind": .string(fault.kind),
      "start_ns": .integer(fault.start.nanoseconds), "end_ns": .optional(fault.end?.nanoseconds),
    ])
  }

  private static func downtime(_ party: PartyDowntime) -> JSONTree {
    .members([
      "party": .string(party.party), "refused": .integer(party.refused),
      "longest_ns": .integer(party.longest.nanoseconds),
      "windows": .array(
        party.windows.map { window in
          .members([
            "start_ns": .integer(window.start.nanoseconds), "end_ns": .integer(window.end.nanoseconds),
            "first_refusal_ns": .integer(window.firstRefusal.nanoseconds),
            "duration_ns": .integer(window.duration.nanoseconds), "refused": .integer(window.refused),
            "recovered": .bool(window.recovered),
          ])
        }),
    ])
  }

  private static func commands(_ commands: CommandCounts) -> JSONTree {
    .members([
      "issued": .integer(commands.issued), "refused": counts(commands.refused), "accepted": .integer(commands.accepted),
      "completed": counts(commands.completed), "transactions_committed": .integer(commands.committed),
    ])
  }

  private static func latency(_ latency: LatencyResult) -> JSONTree {
    let tags = JSONTree.object(latency.tags.map { JSONMember(name: $0.name, value: .string($0.value)) })
    return .object(
      [JSONMember(name: "metric", value: .string(latency.metric.name)), JSONMember(name: "tags", value: tags)]
        + percentiles(latency.percentiles))
  }

  private static func kms(_ result: RunResult) -> JSONTree {
    let kms = result.kms
    return .members([
      "total": .integer(kms.total), "throttled": .integer(kms.throttled), "retries": .integer(kms.retries),
      "calls_per_1000_transactions": .optional(kms.callsPerThousandTransactions(committed: result.commands.committed)),
      "first_throttle": kms.firstThrottle.map(evidence) ?? .null,
      "calls": .array(
        kms.calls.map { call in
          .members([
            "kms": .string(call.kms), "operation": .string(call.operation), "node": .string(call.node),
            "outcome": .string(call.outcome), "calls": .integer(call.calls),
          ])
        }),
      "quotas": .array(
        kms.quotas.map { quota in
          .members([
            "kms": .string(quota.kms), "quota": .string(quota.quota), "requests": .integer(quota.requests),
            "throttled": .integer(quota.throttled), "peak_per_second": .integer(quota.peakPerSecond),
            "peak_at_ns": .integer(quota.peakAt.nanoseconds), "bucket_ns": .integer(quota.bucket.nanoseconds),
            "load": .array(quota.load.map { .integer($0) }),
          ])
        }),
    ])
  }

  private static func transfer(_ transfer: ContractsTransfer) -> JSONTree {
    .members([
      "kind": .string(transfer.kind), "node": .string(transfer.node), "file": .string(transfer.file),
      "instant_ns": .integer(transfer.instant.nanoseconds), "contracts": .integer(transfer.contracts),
      "skipped": .integer(transfer.skipped), "dropped": .integer(transfer.dropped),
    ])
  }

  private static func expectation(_ expectation: ExpectationResult) -> JSONTree {
    .members([
      "step": .optional(expectation.step), "expression": .string(expectation.expression),
      "holds": .bool(expectation.holds), "detail": .string(expectation.detail),
      "severity": .string(expectation.severity.rawValue), "instant_ns": .integer(expectation.instant.nanoseconds),
    ])
  }

  private static func threshold(_ result: ThresholdResult) -> JSONTree {
    .members([
      "metric": .string(result.threshold.metricText), "expression": .string(result.threshold.expression),
      "phase": .optional(result.threshold.phase), "label": .optional(result.threshold.label),
      "severity": .string(result.threshold.severity.rawValue), "passed": .bool(result.passed),
      "observed": .optional(result.observed), "unit": .string(result.unit), "samples": .integer(result.samples),
      "note": .optional(result.note),
    ])
  }

  private static func check(_ verdict: Verdict) -> JSONTree {
    var reason: String?
    if case .unknown(let text) = verdict.outcome { reason = text }
    return .members([
      "name": .string(verdict.name), "outcome": .string(verdict.outcome.name),
      "severity": .string(verdict.severity.rawValue), "scope": .string(verdict.scope), "reason": .optional(reason),
      "violations": .integer(verdict.violations), "evidence": .array(verdict.evidence.map(evidence)),
    ])
  }

  private static func evidence(_ evidence: Evidence) -> JSONTree {
    .members([
      "instant_ns": .integer(evidence.instant.nanoseconds), "event": .optional(evidence.sequence.map { Int64($0) }),
      "text": .string(evidence.text),
    ])
  }

  private static func counts(_ counts: [NamedCount]) -> JSONTree {
    .object(counts.map { JSONMember(name: $0.name, value: .integer($0.count)) })
  }

  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
