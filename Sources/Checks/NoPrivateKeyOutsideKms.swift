import Events
import Kernel
import Keys
import Results

/// After its keys were moved into a KMS, a node never holds them itself.
public struct NoPrivateKeyOutsideKms: Check {
  /// `no-private-key-outside-kms`.
  public static let name = "no-private-key-outside-kms"
  /// What must hold.
  public static let doc = """
    No private key of the named node is in its store, memory or messages after it was moved: after the step named by \
    `after-step`; else any key after the node's first registration of a KMS key or its start in external mode, and \
    each key after its import into a KMS. Unknown when nothing was moved.
    """
  /// The node and, where the move is not plain from its keys, the step that ends it.
  public static let parameters = [
    CheckParameter("node", .node, isRequired: true, doc: "the node whose keys must be in the KMS"),
    CheckParameter("after-step", .step, doc: "the step after which no private key may be outside the KMS"),
  ]

  /// Makes the check.
  public init() {}

  /// Follows where private keys are from the move on.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let name = NoPrivateKeyOutsideKms.name
    guard let node = arguments.node("node") else {
      return Violations().verdict(name, scope: "no node", unknown: "no node was named")
    }
    let step = arguments["after-step"]
    var move: TimedEvent?
    var imported: Set<Fingerprint> = []
    var stored: [Fingerprint] = []
    var violations = Violations()
    for entry in history.entries {
      if move == nil, isMove(entry, of: node, step: step) {
        move = entry
        for key in stored { violations.add(entry, "\(key.short) is still in the store of \(node) after the move") }
      }
      switch entry.event {
      case .key(.importedIntoKms(let key, _, _)): if step == nil { imported.insert(key) }
      case .key(.deleted(let key)) where entry.node == node: stored.removeAll { $0 == key }
      case .key(.present(let key, let place)) where entry.node == node:
        if move != nil || imported.contains(key) {
          violations.add(entry, "\(key.short) is in clear in \(words(place)) of \(node)")
        } else if place == .store, !stored.contains(key) {
          stored.append(key)
        }
      default: break
      }
    }
    var scope = "private keys of \(node)"
    if let move { scope += " from \(move.instant) on" }
    var reason: String?
    if move == nil, imported.isEmpty {
      reason = step.map { "step '\($0)' did not end" } ?? "no key of \(node) was moved into a KMS"
    }
    return violations.verdict(name, scope: scope, unknown: reason)
  }

  private func isMove(_ entry: TimedEvent, of node: NodeID, step: String?) -> Bool {
    switch entry.event {
    case .step(.ended(let id, _, _, _, _)): id == step
    case .key(.registered), .key(.mode(.external)): step == nil && entry.node == node
    default: false
    }
  }

  private func words(_ place: KeyPlace) -> String {
    switch place {
    case .store: "the store"
    case .memory: "the memory"
    case .message: "a message"
    case .export: "an export"
    }
  }
}
