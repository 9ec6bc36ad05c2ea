/// A class of failure with its exit code. The codes are stable; a run exits with the first class that applies in the
/// order of `ExitClass.precedence`.
public enum ExitClass: Int, Sendable, CaseIterable {
  /// A fault of keyshift itself, for instance two runs of one seed that differ.
  case internalError = 70
  /// Wrong usage or an invalid scenario; nothing was run.
  case usage = 2
  /// An invariant, an expectation or a step failed.
  case correctness = 1
  /// Not known: the horizon was reached with work pending, or a check could not tell.
  case unknown = 5
  /// A threshold failed, correctness held.
  case threshold = 3
  /// The results differ from the baseline, everything else held.
  case baseline = 4

  /// Which class decides when several apply.
  public static let precedence: [ExitClass] = [.internalError, .usage, .correctness, .unknown, .threshold, .baseline]

  /// The exit code.
  public var code: Int { rawValue }

  /// The name in results and in `--fail-on`.
  public var name: String {
    switch self {
    case .internalError: "internal-error"
    case .usage: "usage"
    case .correctness: "correctness"
    case .unknown: "unknown"
    case .threshold: "threshold"
    case .baseline: "baseline"
    }
  }

  /// The exit code when these classes apply; 0 when none does. `failOn` narrows to the classes that count.
  public static func exitCode(of classes: [ExitClass], failOn: [ExitClass] = ExitClass.allCases) -> Int {
    precedence.first { classes.contains($0) && failOn.contains($0) }?.code ?? 0
  }
}
