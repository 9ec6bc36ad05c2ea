import Events
import Kernel
import Results

/// All connected nodes end with the same topology.
public struct TopologyConverges: Check {
  /// `topology-converges`.
  public static let name = "topology-converges"
  /// What must hold.
  public static let doc = """
    At the end of the run all connected nodes of a synchronizer hold the same accepted topology transactions in the \
    same order; never were two nodes connected with one identity. Unknown when fewer than two connected nodes \
    reported their topology, or a connected one did not.
    """
  /// None.
  public static let parameters: [CheckParameter] = []

  /// Makes the check.
  public init() {}

  private struct Final {
    let entry: TimedEvent
    let synchronizer: SynchronizerID
    let count: Int
    let hash: String
  }

  /// Compares the final states per synchronizer.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let connections = Connections(endOf: history)
    var finals: [Final] = []
    for entry in history.entries {
      guard case .topology(.finalState(let synchronizer, let count, let hash)) = entry.event else { continue }
      finals.removeAll { $0.entry.node == entry.node && $0.synchronizer == synchronizer }
      finals.append(Final(entry: entry, synchronizer: synchronizer, count: count, hash: hash))
    }
    finals = finals.filter { isConnected($0.entry.node, to: $0.synchronizer, connections) }
    var violations = Violations()
    IdentityOverlap.find(in: history, into: &violations)
    let silent = connections.open.filter { open in
      !finals.contains { $0.entry.node == open.node && $0.synchronizer == open.synchronizer }
    }
    var reason: String?
    if let first = silent.first {
      reason = "\(first.node) is connected to \(first.synchronizer.alias) and did not report its topology"
    }
    var scope: [String] = []
    for synchronizer in Set(finals.map(\.synchronizer)).sorted() {
      let group = finals.filter { $0.synchronizer == synchronizer }.sorted { $0.entry.node < $1.entry.node }
      scope.append("\(counted(group.count, "node")) of \(synchronizer.alias)")
      guard let first = group.first, group.count > 1 else {
        reason = reason ?? "fewer than two connected nodes of \(synchronizer.alias) reported their topology"
        continue
      }
      for other in group.dropFirst() where other.hash != first.hash || other.count != first.count {
        violations.add(other.entry, difference(first, other, in: history))
      }
    }
    if finals.isEmpty { reason = reason ?? "no connected node reported its topology" }
    return violations.verdict(
      TopologyConverges.name, scope: scope.isEmpty ? "no node" : scope.joined(separator: ", "), unknown: reason)
  }

  /// Sequencers and mediators need not record a connection; whoever ever did must still have it.
  private func isConnected(_ node: NodeID, to synchronizer: SynchronizerID, _ connections: Connections) -> Bool {
    if connections.stopped.contains(node) { return false }
    if !connections.everConnected.contains(node) { return true }
    return connections.open.contains { $0.node == node && $0.synchronizer == synchronizer }
  }

  private func difference(_ left: Final, _ right: Final, in history: History) -> String {
    let (one, other) = (left.entry.node, right.entry.node)
    let text =
      "\(other) holds \(right.count) topology transactions of \(right.synchronizer.alias), \(one) \(left.count)"
    let (first, second) = (
      accepted(at: one, left.synchronizer, history), accepted(at: other, left.synchronizer, history)
    )
    guard !first.isEmpty, !second.isEmpty else { return text }
    let common = zip(first, second).prefix { $0.hash == $1.hash }.count
    guard common < max(first.count, second.count) else { return text }
    return "\(text); they differ from number \(common + 1) on: \(name(second, common)) against \(name(first, common))"
  }

  private func accepted(at node: NodeID, _ synchronizer: SynchronizerID, _ history: History) -> [TopologyRecord] {
    history.entries.compactMap { entry in
      guard entry.node == node, case .topology(.accepted(let record)) = entry.event else { return nil }
      return record.synchronizer == synchronizer ? record : nil
    }
  }

  private func name(_ records: [TopologyRecord], _ position: Int) -> String {
    guard position < records.count else { return "nothing" }
    let record = records[position]
    return "\(record.code) \(record.subject) serial \(record.serial)"
  }
}
