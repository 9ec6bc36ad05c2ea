import Events
import Kernel
import Results

/// No intent takes effect twice.
public struct NoDuplicateCommands: Check {
  /// `no-duplicate-commands`.
  public static let name = "no-duplicate-commands"
  /// What must hold.
  public static let doc = """
    No (user id, command id, change) is committed by two transactions, whichever participants submitted them. \
    Unknown when no command was committed.
    """
  /// None.
  public static let parameters: [CheckParameter] = []

  /// Makes the check.
  public init() {}

  private struct Intent: Hashable {
    let userID: String
    let commandID: String
    let change: String
  }

  /// Looks for a second transaction of the same intent; a transaction that a second node replays is the same one.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    var effects: [Intent: [(update: String, node: NodeID)]] = [:]
    var violations = Violations()
    for entry in history.entries {
      guard case .ledger(.committed(let update, _, .some(let command), let change, _, _)) = entry.event else {
        continue
      }
      let intent = Intent(userID: command.userID, commandID: command.commandID, change: change ?? "")
      let known = effects[intent] ?? []
      if known.contains(where: { $0.update == update }) { continue }
      if let first = known.first {
        violations.add(
          entry,
          "command \(command.userID)/\(command.commandID) took effect again: \(update) at \(entry.node) after \(first.update) at \(first.node)"
        )
      }
      effects[intent] = known + [(update, entry.node)]
    }
    let reason = effects.isEmpty ? "no command was committed" : nil
    return violations.verdict(
      NoDuplicateCommands.name, scope: counted(effects.count, "committed command"), unknown: reason)
  }
}
