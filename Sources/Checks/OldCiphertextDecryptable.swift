import Events
import Kernel
import Keys
import Results

/// What was encrypted for a key while it counted can still be read.
public struct OldCiphertextDecryptable: Check {
  /// `old-ciphertext-decryptable`.
  public static let name = "old-ciphertext-decryptable"
  /// What must hold.
  public static let doc = """
    Every encrypted view delivered to a node, and sequenced before the removal of its key became effective, could be \
    decrypted with what the node held when it arrived (vault or KMS); a failed attempt that later succeeds is no \
    loss. Lost views are counted and named. Unknown when no encrypted view was delivered.
    """
  /// The node whose views count.
  public static let parameters = [CheckParameter("node", .node, doc: "the receiving node; default: all")]

  /// Makes the check.
  public init() {}

  private struct View: Hashable {
    let node: NodeID
    let key: Fingerprint
    let sequencedAt: Instant
  }

  /// Groups attempts by node, key and sequencing time; a view is lost when the last attempt failed.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let node = arguments.node("node")
    var connections = Connections()
    var order: [View] = []
    var failures: [View: (entry: TimedEvent, failure: String, member: MemberID?)] = [:]
    var seen: Set<View> = []
    for entry in history.entries {
      connections.take(entry)
      guard case .crypto(.decrypted(let key, let sequencedAt, _, _, _, let failure)) = entry.event else { continue }
      guard node == nil || node == entry.node else { continue }
      let view = View(node: entry.node, key: key, sequencedAt: sequencedAt)
      if seen.insert(view).inserted { order.append(view) }
      failures[view] = failure.map { (entry, $0, connections.memberOfNode[entry.node]) }
    }
    let mappings = OwnerToKeys(history)
    var violations = Violations()
    var late = 0
    for view in order {
      guard let failed = failures[view] else { continue }
      if let member = failed.member,
        let removal = mappings.removal(of: view.key, observer: view.node, member: member),
        view.sequencedAt > removal.effectiveAt
      {
        late += 1
        continue
      }
      violations.add(
        failed.entry,
        "\(view.node) lost a view sequenced at \(view.sequencedAt) for \(view.key.short): \(failed.failure)")
    }
    var scope = counted(order.count, "delivered view")
    if late > 0 { scope += "; \(counted(late, "undecryptable one")) sequenced after the key's removal" }
    let reason = order.isEmpty ? "no encrypted view was delivered" : nil
    return violations.verdict(OldCiphertextDecryptable.name, scope: scope, unknown: reason)
  }
}
