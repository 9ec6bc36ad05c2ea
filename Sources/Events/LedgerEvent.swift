import Kernel

/// Commands, completions and transactions.
public enum LedgerEvent: Sendable {
  /// A workload issued a command for these parties; recorded by the operator.
  case issued(command: CommandKey, workload: String, parties: [PartyID])
  /// No participant took the command: the code that the application saw.
  case refused(command: CommandKey, parties: [PartyID], code: String)
  /// The recording participant accepted the command; it owes exactly one completion.
  case accepted(command: CommandKey, parties: [PartyID])
  /// The recording participant completed the command. `code` is `OK` or Canton's error code.
  /// `latency` runs from acceptance to completion.
  case completed(command: CommandKey, parties: [PartyID], code: String, updateID: String?, latency: Span)
  /// The recording participant committed a transaction. `command` is set at the submitting participant only.
  /// `change` identifies the intent (user id, command id, acting parties).
  case committed(
    updateID: String, sequencedAt: Instant, command: CommandKey?, change: String?, created: Int, archived: Int)
  /// The recording participant rolled a request back; Canton's error code.
  case rejected(updateID: String, sequencedAt: Instant, code: String)

  var name: String {
    switch self {
    case .issued: "issued"
    case .refused: "refused"
    case .accepted: "accepted"
    case .completed: "completed"
    case .committed: "committed"
    case .rejected: "rejected"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .issued(let command, let workload, let parties):
      digest.mix(command.description)
      digest.mix(workload)
      digest.mix(list: parties.map(\.description))
    case .refused(let command, let parties, let code):
      digest.mix(command.description)
      digest.mix(list: parties.map(\.description))
      digest.mix(code)
    case .accepted(let command, let parties):
      digest.mix(command.description)
      digest.mix(list: parties.map(\.description))
    case .completed(let command, let parties, let code, let updateID, let latency):
      digest.mix(command.description)
      digest.mix(list: parties.map(\.description))
      digest.mix(code)
      digest.mix(optional: updateID)
      digest.mix(latency)
    case .committed(let updateID, let sequencedAt, let command, let change, let created, let archived):
      digest.mix(updateID)
      digest.mix(sequencedAt)
      digest.mix(optional: command?.description)
      digest.mix(optional: change)
      digest.mix(created)
      digest.mix(archived)
    case .rejected(let updateID, let sequencedAt, let code):
      digest.mix(updateID)
      digest.mix(sequencedAt)
      digest.mix(code)
    }
  }
}
