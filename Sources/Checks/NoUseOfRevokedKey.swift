import Events
import Kernel
import Keys
import Results

/// Nobody signs with, and nobody accepts, a key that the topology no longer lists.
public struct NoUseOfRevokedKey: Check {
  /// `no-use-of-revoked-key`.
  public static let name = "no-use-of-revoked-key"
  /// What must hold.
  public static let doc = """
    No node accepts a signature whose key is not listed for the signer in the snapshot that applies to the message \
    (the last mapping effective strictly before it), and no node signs with a key of its member after it saw the \
    key's removal become effective; a signature made at a topology snapshot is judged at that snapshot. Topology \
    transactions are left out: namespace keys authorize them. Unknown when no protocol signature was recorded.
    """
  /// The node whose signatures count.
  public static let parameters = [
    CheckParameter("node", .node, doc: "judge what this node signs and accepts only; default: all")
  ]

  /// Makes the check.
  public init() {}

  private static let topologyTransaction = "topology-transaction"

  /// Judges every accepted and every made signature of the protocol.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let node = arguments.node("node")
    let mappings = OwnerToKeys(history)
    var connections = Connections()
    var violations = Violations()
    var (accepted, signed, unjudged) = (0, 0, 0)
    for entry in history.entries {
      connections.take(entry)
      guard node == nil || node == entry.node else { continue }
      switch entry.event {
      case .crypto(.accepted(let what, let signer, let key, let snapshot))
      where what != NoUseOfRevokedKey.topologyTransaction:
        guard let listings = listings(of: signer, at: snapshot, observer: entry.node, mappings) else {
          unjudged += 1
          continue
        }
        accepted += 1
        if !listings.contains(where: { $0.lists(key) }) {
          violations.add(
            entry,
            "\(entry.node) accepted \(what) of \(signer.short) signed with \(key.short), which is not listed at \(snapshot)"
          )
        }
      case .crypto(.signed(let what, let key, let usage, let snapshot, _, let latency))
      where what != NoUseOfRevokedKey.topologyTransaction:
        guard !usage.isDisjoint(with: [.protocol, .sequencerAuthentication]) else { continue }
        guard let member = connections.memberOfNode[entry.node] else { continue }
        signed += 1
        if let text = misuse(of: key, by: member, in: entry, snapshot: snapshot, latency: latency, mappings) {
          violations.add(entry, "\(entry.node) signed \(what) with \(key.short), \(text)")
        }
      default: break
      }
    }
    var scope = "\(counted(accepted, "accepted signature")), \(signed) made"
    if unjudged > 0 { scope += "; \(unjudged) accepted before any mapping of the signer was seen" }
    let reason = accepted + signed == 0 ? "no protocol signature was recorded" : nil
    return violations.verdict(NoUseOfRevokedKey.name, scope: scope, unknown: reason)
  }

  /// The signer's listings at a snapshot in the observer's view, else in the first other view that has any.
  private func listings(
    of signer: MemberID, at snapshot: Instant, observer: NodeID, _ mappings: OwnerToKeys
  ) -> [KeyListing]? {
    for view in [observer] + mappings.observers(of: signer) {
      let listings = mappings.listings(at: snapshot, observer: view, member: signer)
      if !listings.isEmpty { return listings }
    }
    return nil
  }

  /// A signature without a snapshot is judged when it was begun; the entry is recorded when it was done.
  private func misuse(
    of key: Fingerprint, by member: MemberID, in entry: TimedEvent, snapshot: Instant?, latency: Span,
    _ mappings: OwnerToKeys
  ) -> String? {
    let time = snapshot ?? (entry.instant - latency)
    let seen = mappings.listings(at: time, observer: entry.node, member: member, seenBy: entry.sequence)
    guard !seen.isEmpty, !seen.contains(where: { $0.lists(key) }) else { return nil }
    guard mappings.listedBefore(key, snapshot: time, observer: entry.node, member: member) else { return nil }
    let removed = seen.map(\.effectiveAt).max() ?? time
    return snapshot == nil
      ? "whose removal it saw become effective at \(removed)"
      : "which is not listed at the snapshot \(time) (removed at \(removed))"
  }
}
