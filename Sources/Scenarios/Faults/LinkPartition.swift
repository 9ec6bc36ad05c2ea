import Kernel

extension FaultCatalog {
  static let partition = Fault(
    FaultDefinition(
      name: "partition", targets: [.link], doc: "Messages between two nodes are lost.",
      example: """
        { "id": "cut", "target": "link.participant1-sequencer1", "inject": "partition", "at": "5m", "for": "10s" }
        """)
  ) { call in
    guard case .link(let ends) = call.fault.target else { return nil }
    let network = call.world.simulation.network
    let (from, to) = (NodeID(ends.from), NodeID(ends.to))
    if ends.bothWays { network.partition(from, to) } else { network.partition(from: from, to: to) }
    return { network.heal(from, to) }
  }
}
