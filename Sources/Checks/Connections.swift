import Events
import Kernel

/// Which node acts as which member, and who is connected, while a history is walked through.
struct Connections {
  /// A member's subscription to a synchronizer, held by one node.
  struct Subscription: Hashable {
    let node: NodeID
    let member: MemberID
    let synchronizer: SynchronizerID
  }

  /// The member that each node was last initialized as.
  private(set) var memberOfNode: [NodeID: MemberID] = [:]
  /// The node that was last initialized as a member.
  private(set) var nodeOfMember: [MemberID: NodeID] = [:]
  /// Open subscriptions in the order in which they were opened.
  private(set) var open: [Subscription] = []
  /// Nodes that were ever connected.
  private(set) var everConnected: Set<NodeID> = []
  /// Nodes whose process runs, as far as the history tells.
  private(set) var stopped: Set<NodeID> = []

  init() {}

  /// The state at the end of a history.
  init(endOf history: History) {
    for entry in history.entries { take(entry) }
  }

  mutating func take(_ entry: TimedEvent) {
    guard case .node(let event) = entry.event else { return }
    switch event {
    case .started: stopped.remove(entry.node)
    case .stopped, .crashed:
      stopped.insert(entry.node)
      open.removeAll { $0.node == entry.node }
    case .initialized(let member):
      memberOfNode[entry.node] = member
      nodeOfMember[member] = entry.node
    case .connected(let member, let synchronizer):
      let subscription = Subscription(node: entry.node, member: member, synchronizer: synchronizer)
      open.removeAll { $0 == subscription }
      open.append(subscription)
      everConnected.insert(entry.node)
    case .disconnected(let member, let synchronizer), .connectionRefused(let member, let synchronizer, _, _):
      open.removeAll { $0 == Subscription(node: entry.node, member: member, synchronizer: synchronizer) }
    case .startFailed: break
    }
  }

  /// The node that acts as a member: the one connected last, else the one initialized last.
  func acting(_ member: MemberID) -> NodeID? {
    open.last { $0.member == member }?.node ?? nodeOfMember[member]
  }

  /// Whether any node is connected as the member.
  func isConnected(_ member: MemberID) -> Bool { open.contains { $0.member == member } }
}

/// Two nodes with one identity connected at once: always an error, whatever else is asked.
enum IdentityOverlap {
  /// Adds a violation for every connection that was made while another node was connected as the same member.
  static func find(in history: History, into violations: inout Violations) {
    var connections = Connections()
    for entry in history.entries {
      connections.take(entry)
      guard case .node(.connected(let member, let synchronizer)) = entry.event else { continue }
      let others = connections.open.filter { $0.member == member && $0.node != entry.node }
      guard let other = others.first else { continue }
      violations.add(
        entry,
        "\(entry.node) connected to \(synchronizer.alias) as \(member.short) while \(other.node) is connected as the same member"
      )
    }
  }
}
