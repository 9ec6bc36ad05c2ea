import Configuration
import KMS
import Kernel
import OrderedCollections

/// A kind of hardship: what it is called and takes, and how it acts. It acts through a service's call policy, a link or
/// a node's life, never inside node code.
public struct Fault: Sendable {
  /// Name, targets, arguments, documentation and example.
  public let definition: FaultDefinition
  /// Makes it act and returns what ends it; nil when there is nothing to act on, a node that is down already.
  let begin: @Sendable (FaultCall) -> (() -> Void)?

  init(_ definition: FaultDefinition, begin: @escaping @Sendable (FaultCall) -> (() -> Void)?) {
    self.definition = definition
    self.begin = begin
  }
}

/// One fault of a scenario that begins: the world, and what the scenario says of it.
struct FaultCall {
  let world: World
  let fault: Scenario.Fault

  /// The name of the KMS that it is aimed at.
  var kms: String? {
    if case .kms(let name) = fault.target { name } else { nil }
  }

  /// Lets the calls of the KMS end so, from now on: those of the argument `operations`, with the chance of `rate`.
  func calls(_ outcome: CallOutcome) -> (() -> Void)? {
    guard let policy = kms.flatMap({ world.callPolicy(ofKms: $0) }) else { return nil }
    let rule = policy.add(
      CallRule(
        name: fault.id, outcome: outcome, operations: texts("operations"), from: world.simulation.now,
        chance: ratio("rate") ?? .one))
    return { policy.remove(rule) }
  }

  /// A number; nil when it is not given.
  func ratio(_ name: String) -> Ratio? {
    switch argument(name) {
    case .decimal(let number)?: Ratio(number)
    case .literal(.integer(let integer))? where integer >= 0: Ratio(numerator: UInt64(integer), denominator: 1)
    default: nil
    }
  }

  /// A duration; nil when it is not given. Validation has seen that the text is one.
  func span(_ name: String) -> Span? {
    switch argument(name) {
    case .literal(.span(let span))?: span
    case .literal(.string(let text))?: Span(text)
    default: nil
    }
  }

  /// A list of texts; nil when it is not given.
  func texts(_ name: String) -> [String]? {
    guard case .list(let elements)? = argument(name) else { return nil }
    return elements.compactMap(\.constantString)
  }

  private func argument(_ name: String) -> Template? { fault.arguments.first { $0.name == name }?.value }
}

extension Ratio {
  /// A decimal number as an exact ratio.
  init(_ number: Number) {
    var denominator: UInt64 = 1
    for _ in 0..<number.scale { denominator *= 10 }
    self.init(numerator: number.magnitude, denominator: denominator)
  }
}
