import Canton
import Checks
import Events
import KMS
import Kernel
import Keys
import OrderedCollections
import Results

/// What a run leaves.
public struct RunOutcome {
  /// Everything that does not depend on machine, build or kind of cryptography.
  public let result: RunResult
  /// The nodes' KMS audit logs.
  public let auditLogs: [(node: String, lines: [String])]
  /// The same as files: one for a node, named after it, or those that the node's `kms-log` asks for, in a folder of its.
  public let auditLogFiles: [(name: String, lines: [String])]
  /// What services that were told to log of their calls: files of CloudTrail and of Cloud Audit Logs.
  public let serviceLogs: [(name: String, file: [UInt8])]
  /// What the services that have a price list would charge.
  public let bills: [KmsBill]
  /// ACS files that steps wrote. Backups are not among them: a backup of a node with clear keys holds those keys.
  public let files: [(name: String, bytes: [UInt8])]
  /// How many events the kernel delivered.
  public let eventsDelivered: UInt64
  /// Draws of randomness that no stream answered; anything but zero is an error of keyshift.
  public let unscopedDraws: UInt64
  /// Flows that ended with an error that nobody awaited; errors of keyshift.
  public let failedFlows: [String]
  /// The recording.
  public let history: History
}

/// Runs one cell of a scenario with one seed.
public enum ScenarioRun {
  /// - Parameter hash: the scenario's hash, which the result repeats.
  /// A set-up that fails is the failed step `set-up` of the result.
  /// - Throws: `SimulationError.stalled`, and what makes the world unbuildable: nothing can be trusted then.
  public static func perform(_ scenario: Scenario, hash: String, seed: UInt64, options: RunOptions) throws -> RunOutcome
  {
    let drawsBefore = CryptoEngine.unscopedDraws()
    let world = try World(scenario: scenario, seed: seed, options: options)
    let runner = Runner(world: world)
    let reason = try runner.run()
    let stop: RunStop =
      switch reason {
      case .horizon: .horizon
      case .quiet: .quiet
      case .stopped: runner.cameToRest ? .quiet : .horizon
      }
    let simulation = world.simulation
    let failed = simulation.failedFlows.map { "\($0.name) at \($0.instant): \($0.error)" }
    let history = History(recording: simulation.recording, end: simulation.now, cutOff: stop != .quiet)
    let outcome = RunOutcome(
      result: try judge(history, scenario: scenario, hash: hash, seed: seed, stop: stop), auditLogs: world.auditLogs,
      auditLogFiles: world.auditLogs.flatMap { log -> [(name: String, lines: [String])] in
        guard let files = scenario.node(log.node)?.binding.auditLogFiles else {
          return [("kms-audit-\(log.node).log", log.lines)]
        }
        return files.files(of: log.lines).map { ("\(log.node)/\($0.name)", $0.lines) }
      },
      serviceLogs: world.serviceLogs,
      bills: KmsBill.all(of: world, history),
      files: world.files.elements.filter { $0.value.kind == "acs" }.map { ($0.key, $0.value.bytes) },
      eventsDelivered: simulation.eventsDelivered,
      unscopedDraws: CryptoEngine.unscopedDraws() - drawsBefore, failedFlows: failed, history: history)
    simulation.finish()
    return outcome
  }

  private static func judge(
    _ history: History, scenario: Scenario, hash: String, seed: UInt64, stop: RunStop
  ) throws -> RunResult {
    var verdicts: [Verdict] = []
    for expectation in scenario.expect {
      guard case .invariant(let name, let arguments) = expectation.kind else { continue }
      let values = arguments.map { CheckArgument(name: $0.name, value: $0.value.constantText) }
      verdicts.append(
        try CheckCatalog.verdict(
          of: name, on: history, arguments: CheckArguments(values), severity: expectation.severity))
    }
    return RunResult.build(
      from: history,
      header: RunHeader(
        scenario: scenario.name, about: scenario.about, scenarioHash: hash, seed: seed,
        cell: scenario.cell.map { Results.AxisValue(axis: $0.axis, value: $0.value) }, stop: stop), checks: verdicts,
      thresholds: scenario.thresholds.map(\.threshold))
  }
}

extension Template {
  /// A constant as a check's argument takes it.
  var constantText: String {
    switch self {
    case .literal(.string(let text)): text
    case .literal(.integer(let number)): String(number)
    case .literal(.bool(let flag)): String(flag)
    case .literal(.span(let span)): span.description
    case .list(let elements): elements.map(\.constantText).joined(separator: ",")
    default: ""
    }
  }
}
