import Events
import Kernel

/// A step as it went.
public struct StepResult: Hashable, Sendable {
  /// The step's id in the scenario.
  public let id: String
  /// The command.
  public let command: String
  /// The phase it belongs to.
  public let phase: String?
  /// When the command was issued.
  public let start: Instant
  /// When it ended; nil when the run ended first.
  public let end: Instant?
  /// How it ended; nil when the run ended first.
  public let outcome: Outcome?
  /// Whether a failure was the one that the step asked for.
  public let expected: Bool
  /// What it had to say.
  public let message: String?

  /// `ok`, `expected-error`, `failed`, `unknown` or `unfinished`.
  public var outcomeName: String {
    switch outcome {
    case nil: "unfinished"
    case .some(.ok): "ok"
    case .some(.failed): expected ? "expected-error" : "failed"
    case .some(.unknown): expected ? "expected-error" : "unknown"
    }
  }
}

/// A phase: the steps of a scenario that carry its name.
public struct PhaseResult: Hashable, Sendable {
  /// The phase's name.
  public let name: String
  /// When its first step began.
  public let start: Instant
  /// When its last step ended; the run's end for a phase that did not end.
  public let end: Instant
  /// The ids of its steps in the order in which they began.
  public let steps: [String]
}

/// An expectation of a step or of the scenario.
public struct ExpectationResult: Hashable, Sendable {
  /// The step it belongs to; nil for the scenario's.
  public let step: String?
  /// The expression.
  public let expression: String
  /// Whether it held.
  public let holds: Bool
  /// The values that it found.
  public let detail: String
  /// Whether a failure decides the exit code.
  public let severity: Severity
  /// When it was evaluated.
  public let instant: Instant
}

/// A fault as it was injected.
public struct FaultResult: Hashable, Sendable {
  /// The fault's id in the scenario.
  public let id: String
  /// What it acted on.
  public let target: String
  /// What kind it was.
  public let kind: String
  /// When it began.
  public let start: Instant
  /// When it ended; nil when it lasted until the run's end.
  public let end: Instant?
}

/// The operator's side of a run: steps, phases, expectations and faults in the order in which they began.
struct OperatorLog {
  private(set) var steps: [StepResult] = []
  private(set) var expectations: [ExpectationResult] = []
  private(set) var faults: [FaultResult] = []

  init(_ history: History) {
    for entry in history.entries {
      switch entry.event {
      case .step(let event): take(event, at: entry.instant)
      case .fault(.began(let fault, let target, let kind)):
        faults.append(FaultResult(id: fault, target: target, kind: kind, start: entry.instant, end: nil))
      case .fault(.ended(let fault)):
        guard let position = faults.lastIndex(where: { $0.id == fault && $0.end == nil }) else { continue }
        let began = faults[position]
        faults[position] = FaultResult(
          id: fault, target: began.target, kind: began.kind, start: began.start, end: entry.instant)
      case .node, .key, .kms, .topology, .crypto, .ledger, .contracts, .artefact: break
      }
    }
  }

  private mutating func take(_ event: StepEvent, at instant: Instant) {
    switch event {
    case .started(let step, let command, let phase):
      steps.append(
        StepResult(
          id: step, command: command, phase: phase, start: instant, end: nil, outcome: nil, expected: false,
          message: nil))
    case .ended(let step, let phase, let outcome, let expected, let message):
      let position = steps.firstIndex { $0.id == step && $0.end == nil }
      let began = position.map { steps[$0] }
      let result = StepResult(
        id: step, command: began?.command ?? "", phase: began?.phase ?? phase, start: began?.start ?? instant,
        end: instant, outcome: outcome, expected: expected, message: message)
      if let position { steps[position] = result } else { steps.append(result) }
    case .expectation(let step, let expression, let holds, let detail, let warnOnly):
      expectations.append(
        ExpectationResult(
          step: step, expression: expression, holds: holds, detail: detail, severity: warnOnly ? .warn : .error,
          instant: instant))
    case .stepsDone: break
    }
  }

  func phases(end: Instant) -> [PhaseResult] {
    var names: [String] = []
    for step in steps {
      if let phase = step.phase, !names.contains(phase) { names.append(phase) }
    }
    return names.map { name in
      let own = steps.filter { $0.phase == name }
      let start = own.map(\.start).min() ?? .zero
      let last = own.map { $0.end ?? end }.max() ?? end
      return PhaseResult(name: name, start: start, end: last, steps: own.map(\.id))
    }
  }
}
