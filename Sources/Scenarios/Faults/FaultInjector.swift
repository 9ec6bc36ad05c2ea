import Canton
import Configuration
import Events
import KMS
import Kernel
import OrderedCollections

/// Lets a scenario's faults begin and end on the clock.
final class FaultInjector {
  private let world: World
  private var active: [(fault: Scenario.Fault, heal: () -> Void)] = []

  init(world: World) { self.world = world }

  /// Puts the faults that begin at a time on the clock.
  func start() {
    for fault in world.scenario.faults {
      guard case .at(let span) = fault.start else { continue }
      _ = world.simulation.schedule(at: max(.zero + span, world.simulation.now)) { [self] in begin(fault) }
    }
  }

  /// A phase began: its faults do.
  func phaseBegan(_ phase: String) {
    for fault in world.scenario.faults where fault.start == .duringPhase(phase) { begin(fault) }
  }

  /// A phase ended: what still acts of its faults ends.
  func phaseEnded(_ phase: String) {
    for entry in active where entry.fault.start == .duringPhase(phase) { end(entry.fault.id) }
  }

  /// Ends everything that still acts, before the final reads.
  func healAll() {
    for entry in active { end(entry.fault.id) }
  }

  private func begin(_ fault: Scenario.Fault) {
    guard let heal = act(fault) else { return }
    active.append((fault, heal))
    world.record(.fault(.began(fault: fault.id, target: fault.target.description, kind: fault.inject)))
    if let length = fault.length {
      _ = world.simulation.schedule(after: length) { [self] in end(fault.id) }
    }
  }

  private func end(_ id: String) {
    guard let position = active.firstIndex(where: { $0.fault.id == id }) else { return }
    active.remove(at: position).heal()
    world.record(.fault(.ended(fault: id)))
  }

  /// Makes the fault act; returns what ends it.
  private func act(_ fault: Scenario.Fault) -> (() -> Void)? {
    switch fault.target {
    case .kms(let name):
      guard let endpoint = world.endpoints[name] else { return nil }
      return act(fault, on: endpoint)
    case .link(let ends):
      let network = world.simulation.network
      let (from, to) = (NodeID(ends.from), NodeID(ends.to))
      if ends.bothWays { network.partition(from, to) } else { network.partition(from: from, to: to) }
      return { network.heal(from, to) }
    case .node(let name):
      do {
        try world.crash(name)
      } catch {
        return nil
      }
      return { [world] in
        world.simulation.root.spawn("restart/\(name)") { try await world.restart(name) }
      }
    }
  }

  private func act(_ fault: Scenario.Fault, on endpoint: KmsEndpoint) -> (() -> Void)? {
    let now = world.simulation.now
    let outcome: CallOutcome
    switch fault.inject {
    case "quota-factor":
      guard let factor = fault.ratio("factor") else { return nil }
      endpoint.service.scaleQuotas(by: factor)
      return { endpoint.service.scaleQuotas(by: Ratio(numerator: factor.denominator, denominator: factor.numerator)) }
    case "latency-factor":
      guard let factor = fault.ratio("factor") else { return nil }
      outcome = .slow(factor: factor)
    case "latency":
      guard case .literal(.span(let span))? = fault.argument("add") else { return nil }
      outcome = .delay(span)
    default: outcome = .fail(fault.inject)
    }
    let rule = endpoint.policy.add(
      CallRule(
        name: fault.id, outcome: outcome, operations: fault.texts("operations"), from: now,
        chance: fault.ratio("rate") ?? .one))
    return { endpoint.policy.remove(rule) }
  }
}

extension Scenario.Fault {
  func argument(_ name: String) -> Template? { arguments.first { $0.name == name }?.value }

  func ratio(_ name: String) -> Ratio? {
    switch argument(name) {
    case .decimal(let number)?: Ratio(number)
    case .literal(.integer(let integer))? where integer >= 0: Ratio(numerator: UInt64(integer), denominator: 1)
    default: nil
    }
  }

  func texts(_ name: String) -> [String]? {
    guard case .list(let elements)? = argument(name) else { return nil }
    return elements.compactMap(\.constantString)
  }
}

extension Scenario.Fault.Target: CustomStringConvertible {
  /// `kms.<name>`, `link.<a>-<b>`, or the node's name.
  public var description: String {
    switch self {
    case .kms(let name): "kms.\(name)"
    case .link(let ends): "link.\(ends.from)-\(ends.to)"
    case .node(let name): name
    }
  }
}

extension Ratio {
  /// A decimal number as an exact ratio.
  init(_ number: Number) {
    var denominator: UInt64 = 1
    for _ in 0..<number.scale { denominator *= 10 }
    self.init(numerator: number.magnitude, denominator: denominator)
  }
}
