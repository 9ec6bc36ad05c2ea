import Events
import Kernel

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
    guard let kind = FaultCatalog.all.first(where: { $0.definition.name == fault.inject }),
      let heal = kind.begin(FaultCall(world: world, fault: fault))
    else { return }
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
