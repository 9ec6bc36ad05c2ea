import Kernel

/// How much a failed check, expectation or threshold counts.
public enum Severity: String, Sendable, CaseIterable {
  /// It decides the exit code.
  case error
  /// It is shown and never changes the exit code.
  case warn
}

/// One thing in the recording that speaks against an invariant.
public struct Evidence: Hashable, Sendable {
  /// When it happened, in virtual time.
  public let instant: Instant
  /// The entry of the recording; nil when the evidence is the absence of one.
  public let sequence: Int?
  /// What is wrong, in one sentence.
  public let text: String

  /// Makes a piece of evidence.
  public init(instant: Instant, sequence: Int?, text: String) {
    self.instant = instant
    self.sequence = sequence
    self.text = text
  }
}

/// What a check found.
public enum VerdictOutcome: Hashable, Sendable {
  /// The invariant held in all of the scope.
  case holds
  /// It did not; the first pieces of evidence in the order of the recording.
  case violated(evidence: [Evidence])
  /// The recording does not tell; why.
  case unknown(reason: String)

  /// `holds`, `violated` or `unknown`.
  public var name: String {
    switch self {
    case .holds: "holds"
    case .violated: "violated"
    case .unknown: "unknown"
    }
  }

  var badness: Int {
    switch self {
    case .holds: 0
    case .unknown: 1
    case .violated: 2
    }
  }
}

/// A number that a check measured and that depends on the cryptography's real bytes; it belongs to `meta.json`
/// and to the terminal, never to `results.json`.
public struct MeasuredFact: Hashable, Sendable {
  /// What was measured, with its unit, for instance `bytes scanned`.
  public let name: String
  /// How much.
  public let value: Int64

  /// Makes a fact.
  public init(name: String, value: Int64) {
    self.name = name
    self.value = value
  }
}

/// The answer of one check about one run.
public struct Verdict: Hashable, Sendable {
  /// The check's name in scenarios.
  public let name: String
  /// What it found.
  public let outcome: VerdictOutcome
  /// What was judged: which nodes, how many events.
  public let scope: String
  /// How many violations there were; evidence holds the first of them only.
  public let violations: Int
  /// Whether a violation decides the exit code.
  public var severity: Severity
  /// Measured values that results leave out.
  public let measured: [MeasuredFact]

  /// Makes a verdict. `violations` defaults to the number of pieces of evidence.
  public init(
    name: String, outcome: VerdictOutcome, scope: String, severity: Severity = .error, violations: Int? = nil,
    measured: [MeasuredFact] = []
  ) {
    self.name = name
    self.outcome = outcome
    self.scope = scope
    self.severity = severity
    self.measured = measured
    if case .violated(let evidence) = outcome {
      self.violations = violations ?? evidence.count
    } else {
      self.violations = 0
    }
  }

  /// Whether the invariant held.
  public var holds: Bool { outcome == .holds }

  /// The pieces of evidence; empty unless violated.
  public var evidence: [Evidence] {
    if case .violated(let evidence) = outcome { evidence } else { [] }
  }

  /// The worst outcome of several: violated before unknown before holds; nil of none.
  public static func worst(_ verdicts: [Verdict]) -> Verdict? {
    var worst: Verdict?
    for verdict in verdicts where worst.map({ verdict.outcome.badness > $0.outcome.badness }) ?? true {
      worst = verdict
    }
    return worst
  }

  /// Failed ones first, then unknown ones, then the rest; each group in its order.
  public static func worstFirst(_ verdicts: [Verdict]) -> [Verdict] {
    [2, 1, 0].flatMap { badness in verdicts.filter { $0.outcome.badness == badness } }
  }
}
