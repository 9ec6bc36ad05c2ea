import Events
import Kernel
import Results

/// Parties keep their ids over a migration.
public struct PartyIdentityPreserved: Check {
  /// `party-identity-preserved`.
  public static let name = "party-identity-preserved"
  /// What must hold.
  public static let doc = """
    Every party hosted before the migration is hosted after it under the same id; never are two nodes connected with \
    one identity. Before is the first export of active contracts (of `from`), else the initialization of `to`; after \
    is the end of the run. Unknown when neither is recorded or no party is hosted.
    """
  /// Source and target.
  public static let parameters = [
    CheckParameter("from", .node, doc: "the participant that hosts the parties before; default: the exporting one"),
    CheckParameter("to", .node, doc: "the participant that hosts them after; default: any"),
  ]

  /// Makes the check.
  public init() {}

  /// Compares the parties hosted before and after.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    let name = PartyIdentityPreserved.name
    let to = arguments.node("to")
    var violations = Violations()
    IdentityOverlap.find(in: history, into: &violations)
    let export = history.entries.first { entry in
      guard case .contracts(.snapshot(.export, _, _, _)) = entry.event else { return false }
      return arguments.node("from") == nil || arguments.node("from") == entry.node
    }
    let start = history.entries.first { entry in
      if case .node(.initialized) = entry.event { return entry.node == to } else { return false }
    }
    guard let mark = export ?? start else {
      return violations.verdict(
        name, scope: "no migration", unknown: "neither an export nor the target's start was recorded")
    }
    let connections = Connections(endOf: history)
    let source = (arguments.node("from") ?? export?.node).flatMap { connections.memberOfNode[$0] }
    let target = to.flatMap { connections.memberOfNode[$0] }
    if let to, target == nil {
      return violations.verdict(name, scope: "no migration", unknown: "\(to) was never initialized")
    }
    let before = hosted(in: history, until: mark.instant, by: source)
    let after = hosted(in: history, until: history.end, by: target)
    for party in before where !after.contains(party) {
      let renamed = after.first { $0.name == party.name }
      let text = renamed.map { "has the new identity \($0.uid.short)" } ?? "is hosted nowhere"
      violations.add(
        Evidence(
          instant: history.end, sequence: nil,
          text: "party \(party.uid.short) \(text)" + (to.map { " (looked at \($0))" } ?? "")))
    }
    let scope = "\(counted(before.count, "party", "parties")) hosted at \(mark.instant)"
    return violations.verdict(name, scope: scope, unknown: before.isEmpty ? "no party was hosted before" : nil)
  }

  /// The parties hosted at an instant, ordered; by any participant or by one.
  private func hosted(in history: History, until instant: Instant, by member: MemberID?) -> [PartyID] {
    struct Place: Hashable {
      let synchronizer: SynchronizerID
      let party: PartyID
    }
    var latest: [Place: (effectiveAt: Instant, participants: [MemberID])] = [:]
    for entry in history.entries {
      guard
        case .topology(.partyToParticipants(let synchronizer, let party, let participants, let effectiveAt)) = entry
          .event
      else { continue }
      let place = Place(synchronizer: synchronizer, party: party)
      guard effectiveAt <= instant, latest[place].map({ $0.effectiveAt <= effectiveAt }) ?? true else { continue }
      latest[place] = (effectiveAt, participants)
    }
    var parties: Set<PartyID> = []
    for (place, hosting) in latest where !hosting.participants.isEmpty {
      if member.map({ hosting.participants.contains($0) }) ?? true { parties.insert(place.party) }
    }
    return parties.sorted()
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
}
