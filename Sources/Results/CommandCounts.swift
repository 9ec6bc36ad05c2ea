import Events
import Kernel

/// A number under a name, for instance of completions under their code.
public struct NamedCount: Hashable, Sendable {
  /// The name.
  public let name: String
  /// How many.
  public let count: Int

  /// Counts by name, ordered by name.
  static func list(_ counts: [String: Int]) -> [NamedCount] {
    counts.keys.sorted().map { NamedCount(name: $0, count: counts[$0] ?? 0) }
  }
}

/// What became of the commands of a run.
public struct CommandCounts: Hashable, Sendable {
  /// Issued by workloads.
  public let issued: Int
  /// Taken by no participant, by the code that the application saw.
  public let refused: [NamedCount]
  /// Accepted by a participant.
  public let accepted: Int
  /// Completed, by code.
  public let completed: [NamedCount]
  /// Distinct transactions that were committed.
  public let committed: Int

  /// All refusals.
  public var refusedTotal: Int { refused.reduce(0) { $0 + $1.count } }
  /// All completions.
  public var completedTotal: Int { completed.reduce(0) { $0 + $1.count } }

  /// Counts the commands of a finished run.
  public init(_ history: History) {
    var (issued, accepted) = (0, 0)
    var refused: [String: Int] = [:]
    var completed: [String: Int] = [:]
    var updates: Set<String> = []
    for entry in history.entries {
      guard case .ledger(let event) = entry.event else { continue }
      switch event {
      case .issued: issued += 1
      case .refused(_, _, let code): refused[code, default: 0] += 1
      case .accepted: accepted += 1
      case .completed(_, _, let code, _, _): completed[code, default: 0] += 1
      case .committed(let updateID, _, _, _, _, _): updates.insert(updateID)
      case .rejected: break
      }
    }
    self.issued = issued
    self.accepted = accepted
    self.refused = NamedCount.list(refused)
    self.completed = NamedCount.list(completed)
    committed = updates.count
  }
}
