import Kernel

extension FaultCatalog {
  static let crash = Fault(
    FaultDefinition(
      name: "crash", targets: [.node], doc: "The node's process is killed; after `for` it is started again.",
      example: #"{ "id": "kill", "target": "participant1", "inject": "crash", "at": "5m", "for": "10s" }"#)
  ) { call in
    guard case .node(let name) = call.fault.target else { return nil }
    let world = call.world
    do {
      try world.crash(name)
    } catch {
      return nil
    }
    return { world.simulation.root.spawn("restart/\(name)") { try await world.restart(name) } }
  }
}
