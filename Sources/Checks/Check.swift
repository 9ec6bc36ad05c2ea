import Events
import Kernel
import Results

/// An invariant over the recorded events of one run. A check sees events only; it cannot reach a node.
///
/// Every verdict states its scope, and evidence for each violation. A check that cannot tell answers unknown.
public protocol Check: Sendable {
  /// The name in scenarios.
  static var name: String { get }
  /// What must hold, and when the check answers unknown.
  static var doc: String { get }
  /// The arguments that a scenario may give.
  static var parameters: [CheckParameter] { get }

  /// Makes the check.
  init()
  /// Judges a finished run.
  func verdict(on history: History, arguments: CheckArguments) -> Verdict
}

/// What an argument of a check names.
public enum CheckParameterKind: String, Sendable {
  /// A node of the scenario.
  case node
  /// A step of the scenario.
  case step
}

/// An argument that a check takes.
public struct CheckParameter: Hashable, Sendable {
  /// The argument's name.
  public let name: String
  /// What it names.
  public let kind: CheckParameterKind
  /// Whether a scenario must give it.
  public let isRequired: Bool
  /// What it means.
  public let doc: String

  /// Makes a parameter.
  public init(_ name: String, _ kind: CheckParameterKind, isRequired: Bool = false, doc: String) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
    self.doc = doc
  }
}

/// An argument's name and value.
public struct CheckArgument: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The value: the name of a node, the id of a step.
  public let value: String

  /// Makes an argument.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// The arguments that a scenario gives to a check.
public struct CheckArguments: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// The arguments in the scenario's order.
  public let values: [CheckArgument]

  /// Takes arguments in the scenario's order.
  public init(_ values: [CheckArgument] = []) { self.values = values }

  /// Makes arguments from names and values.
  public init(dictionaryLiteral elements: (String, String)...) {
    values = elements.map { CheckArgument(name: $0.0, value: $0.1) }
  }

  /// The value of an argument; nil when it was not given.
  public subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

  /// The node that an argument names; nil when it was not given.
  public func node(_ name: String) -> NodeID? { self[name].map { NodeID($0) } }
}

/// Collects violations: counts all of them and keeps the first ones as evidence.
struct Violations {
  /// How many pieces of evidence a verdict carries at most.
  static let limit = 20

  private(set) var count = 0
  private var evidence: [Evidence] = []

  mutating func add(_ entry: TimedEvent, _ text: String) {
    add(Evidence(instant: entry.instant, sequence: entry.sequence, text: text))
  }

  mutating func add(_ piece: Evidence) {
    count += 1
    evidence.append(piece)
  }

  var isEmpty: Bool { count == 0 }

  /// Violated with the first pieces in the order of the recording; else unknown for the given reason; else holds.
  func verdict(
    _ name: String, scope: String, unknown reason: String? = nil, measured: [MeasuredFact] = []
  ) -> Verdict {
    if !isEmpty {
      let ordered = evidence.enumerated().sorted { left, right in
        (left.element.instant, left.offset) < (right.element.instant, right.offset)
      }
      let first = ordered.prefix(Violations.limit).map(\.element)
      return Verdict(
        name: name, outcome: .violated(evidence: first), scope: scope, violations: count, measured: measured)
    }
    if let reason { return Verdict(name: name, outcome: .unknown(reason: reason), scope: scope, measured: measured) }
    return Verdict(name: name, outcome: .holds, scope: scope, measured: measured)
  }
}

/// `1 command`, `2 commands`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
