import Events
import Kernel

/// One window in which a party had no service.
public struct DowntimeWindow: Hashable, Sendable {
  /// When the last command accepted before the first refusal committed; the first refusal itself where nothing had
  /// committed before it.
  public let start: Instant
  /// The first refusal.
  public let firstRefusal: Instant
  /// When the first command accepted after the first refusal committed; the run's end where none did.
  public let end: Instant
  /// Whether service came back within the run.
  public let recovered: Bool
  /// How many commands of the party were refused in the window.
  public let refused: Int

  /// From start to end.
  public var duration: Span { end - start }
}

/// When a party had no service: from the last commit accepted before the first refusal to the first commit after it.
///
/// A command that was accepted before the first refusal and commits after it belongs to the time before: otherwise
/// draining a participant would end the window at once.
public struct PartyDowntime: Hashable, Sendable {
  /// The party's full id.
  public let party: String
  /// The windows, in order.
  public let windows: [DowntimeWindow]
  /// How many of the party's commands were refused in all.
  public let refused: Int

  /// The longest window; zero without any.
  public var longest: Span { windows.map(\.duration).max() ?? .zero }

  /// Finds the windows of every party that commands were accepted or refused for, ordered by party id.
  public static func measure(_ history: History) -> [PartyDowntime] {
    var trackers: [PartyID: DowntimeTracker] = [:]
    var accepted: [CommandKey: (sequence: Int, parties: [PartyID])] = [:]
    var committed: Set<CommandKey> = []

    func commit(_ command: CommandKey, _ entry: TimedEvent) {
      guard let acceptance = accepted[command], committed.insert(command).inserted else { return }
      for party in acceptance.parties {
        trackers[party, default: DowntimeTracker()].commit(acceptedAt: acceptance.sequence, at: entry.instant)
      }
    }

    for entry in history.entries {
      guard case .ledger(let event) = entry.event else { continue }
      switch event {
      case .accepted(let command, let parties):
        accepted[command] = (entry.sequence, parties)
        for party in parties where trackers[party] == nil { trackers[party] = DowntimeTracker() }
      case .refused(_, let parties, _):
        for party in parties {
          trackers[party, default: DowntimeTracker()].refuse(sequence: entry.sequence, at: entry.instant)
        }
      case .committed(_, _, .some(let command), _, _, _): commit(command, entry)
      case .completed(let command, _, "OK", _, _): commit(command, entry)
      case .committed, .completed, .issued, .rejected: break
      }
    }
    return trackers.keys.sorted().compactMap { party in
      trackers[party].map {
        PartyDowntime(party: party.description, windows: $0.finished(at: history.end), refused: $0.refused)
      }
    }
  }
}

private struct DowntimeTracker {
  private struct Open {
    var start: Instant
    let firstRefusal: Instant
    let sequence: Int
    var refused: Int
  }

  private(set) var refused = 0
  private var lastCommit: Instant?
  private var open: Open?
  private var windows: [DowntimeWindow] = []

  mutating func refuse(sequence: Int, at instant: Instant) {
    refused += 1
    if open != nil {
      open?.refused += 1
    } else {
      open = Open(start: lastCommit ?? instant, firstRefusal: instant, sequence: sequence, refused: 1)
    }
  }

  mutating func commit(acceptedAt sequence: Int, at instant: Instant) {
    lastCommit = instant
    guard let window = open else { return }
    if sequence < window.sequence {
      open?.start = instant
      return
    }
    windows.append(
      DowntimeWindow(
        start: window.start, firstRefusal: window.firstRefusal, end: instant, recovered: true, refused: window.refused))
    open = nil
  }

  func finished(at end: Instant) -> [DowntimeWindow] {
    guard let window = open else { return windows }
    return windows + [
      DowntimeWindow(
        start: window.start, firstRefusal: window.firstRefusal, end: end, recovered: false, refused: window.refused)
    ]
  }
}
