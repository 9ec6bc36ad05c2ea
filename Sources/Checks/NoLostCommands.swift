import Events
import Kernel
import Results

/// Every command that a participant accepted is answered once.
public struct NoLostCommands: Check {
  /// `no-lost-commands`.
  public static let name = "no-lost-commands"
  /// What must hold.
  public static let doc = """
    Every command accepted by a participant has exactly one completion by the end of the run. A refused command is \
    not lost. Unknown only if the horizon cut the run off before the completion.
    """
  /// The participant whose commands count.
  public static let parameters = [CheckParameter("node", .node, doc: "the participant that accepted; default: all")]

  /// Makes the check.
  public init() {}

  private struct Command {
    var accepted: TimedEvent?
    var acceptances = 0
    var completions: [TimedEvent] = []
  }

  /// Counts acceptances and completions per submission; a completion may come from the node that took over.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let node = arguments.node("node")
    var commands: [CommandKey: Command] = [:]
    for entry in history.entries {
      switch entry.event {
      case .ledger(.accepted(let key, _)) where node == nil || node == entry.node:
        var command = commands[key] ?? Command()
        if command.accepted == nil { command.accepted = entry }
        command.acceptances += 1
        commands[key] = command
      case .ledger(.completed(let key, _, _, _, _)):
        commands[key, default: Command()].completions.append(entry)
      default: break
      }
    }
    var violations = Violations()
    var pending = 0
    var accepted = 0
    for key in commands.keys.sorted() {
      guard let command = commands[key], let entry = command.accepted else { continue }
      accepted += command.acceptances
      let missing = command.acceptances - command.completions.count
      if missing > 0, history.cutOff {
        pending += missing
      } else if missing > 0 {
        violations.add(entry, "command \(key), accepted by \(entry.node), has no completion")
      } else if missing < 0, let extra = command.completions.last {
        let count = command.completions.count
        violations.add(extra, "command \(key), accepted \(times(command.acceptances)), was completed \(times(count))")
      }
    }
    let scope = "\(counted(accepted, "accepted command"))" + (node.map { " of \($0)" } ?? "")
    let reason = pending == 0 ? nil : "the horizon cut the run off with \(counted(pending, "command")) pending"
    return violations.verdict(NoLostCommands.name, scope: scope, unknown: reason)
  }

  private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
