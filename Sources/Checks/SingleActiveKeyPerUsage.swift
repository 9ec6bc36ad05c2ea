import Events
import Kernel
import Keys
import Results

/// Every member has one key to use for every usage, at all times.
public struct SingleActiveKeyPerUsage: Check {
  /// `single-active-key-per-usage`.
  public static let name = "single-active-key-per-usage"
  /// What must hold.
  public static let doc = """
    In every topology snapshot, for every member, Canton's choice yields a key: the last listed signing key that the \
    member owns for sequencer authentication and for protocol messages, and for participants the last listed \
    encryption key, which the member must own. Two listed keys during a rotation are right. Judged whenever the \
    listing, the acting node or its keys change. Unknown without a mapping of a member that a node was initialized as.
    """
  /// The node whose member counts.
  public static let parameters = [CheckParameter("node", .node, doc: "judge this node's member only; default: all")]

  /// Makes the check.
  public init() {}

  /// A member's listing on one synchronizer; equal at all observers that agree.
  private struct Snapshot: Hashable {
    let synchronizer: SynchronizerID
    let member: MemberID
    let serial: Int
    let keys: [ListedKey]
    let effectiveAt: Instant
  }

  private struct Place: Hashable {
    let observer: NodeID
    let synchronizer: SynchronizerID
    let member: MemberID
  }

  /// Something that changes what a choice yields, at the instant from which it counts.
  private struct Change {
    let instant: Instant
    let entry: TimedEvent
    let snapshot: Snapshot?
  }

  /// Walks over all changes in the order of their instants and judges the touched members after each instant.
  public func verdict(on history: History, arguments: CheckArguments) -> Verdict {
    var walk = Walk(only: arguments.node("node"))
    let changes = changes(in: history)
    var position = 0
    while position < changes.count {
      let instant = changes[position].instant
      while position < changes.count, changes[position].instant == instant {
        walk.take(changes[position])
        position += 1
      }
      walk.judge(at: instant)
    }
    let scope = "\(counted(walk.judged.count, "listing")) of \(counted(walk.members.count, "member"))"
    let reason = walk.judged.isEmpty ? "no key listing of an initialized member was recorded" : nil
    return walk.violations.verdict(SingleActiveKeyPerUsage.name, scope: scope, unknown: reason)
  }

  private func changes(in history: History) -> [Change] {
    var changes: [Change] = []
    for entry in history.entries {
      switch entry.event {
      case .topology(.ownerToKeys(let synchronizer, let member, let serial, let keys, _, let effectiveAt)):
        guard effectiveAt <= history.end else { continue }
        let snapshot = Snapshot(
          synchronizer: synchronizer, member: member, serial: serial, keys: keys, effectiveAt: effectiveAt)
        changes.append(Change(instant: effectiveAt, entry: entry, snapshot: snapshot))
      case .key, .node: changes.append(Change(instant: entry.instant, entry: entry, snapshot: nil))
      case .step, .kms, .topology, .crypto, .ledger, .contracts, .artefact, .fault: break
      }
    }
    return changes.sorted { ($0.instant, $0.entry.sequence) < ($1.instant, $1.entry.sequence) }
  }

  private struct Walk {
    let only: NodeID?
    var violations = Violations()
    var judged: Set<Snapshot> = []
    var members: Set<MemberID> = []
    private var connections = Connections()
    private var owned: [NodeID: Set<Fingerprint>] = [:]
    private var inForce: [Place: (snapshot: Snapshot, entry: TimedEvent)] = [:]
    private var places: [MemberID: [Place]] = [:]
    private var touched: [MemberID] = []
    private var reported: Set<String> = []

    init(only: NodeID?) { self.only = only }

    mutating func take(_ change: Change) {
      let entry = change.entry
      if let snapshot = change.snapshot {
        let place = Place(observer: entry.node, synchronizer: snapshot.synchronizer, member: snapshot.member)
        if inForce[place] == nil { places[snapshot.member, default: []].append(place) }
        inForce[place] = (snapshot, entry)
        touch(snapshot.member)
        return
      }
      connections.take(entry)
      switch entry.event {
      case .key(.generated(let key, _, _, _, _)), .key(.registered(let key, _, _, _, _, _)),
        .key(.uploaded(let key, _, _)):
        owned[entry.node, default: []].insert(key)
      case .key(.deleted(let key)): owned[entry.node, default: []].remove(key)
      default: break
      }
      if let member = connections.memberOfNode[entry.node] { touch(member) }
    }

    private mutating func touch(_ member: MemberID) {
      if !touched.contains(member) { touched.append(member) }
    }

    mutating func judge(at instant: Instant) {
      for member in touched {
        guard let node = connections.acting(member), only == nil || only == node else { continue }
        members.insert(member)
        for place in places[member] ?? [] {
          guard let current = inForce[place] else { continue }
          judged.insert(current.snapshot)
          judge(current.snapshot, of: node, seen: current.entry, at: instant)
        }
      }
      touched = []
    }

    private mutating func judge(_ snapshot: Snapshot, of node: NodeID, seen entry: TimedEvent, at instant: Instant) {
      let member = snapshot.member
      if snapshot.keys.isEmpty, member.kind == .participant, !connections.isConnected(member) { return }
      let keys = owned[node] ?? []
      for (usage, name) in [(SigningKeyUsages.sequencerAuthentication, "sequencer-auth"), (.protocol, "signing")] {
        let listed = snapshot.keys.filter { $0.purpose == .signing && $0.usages.isSuperset(of: usage) }
        if listed.isEmpty {
          report("no \(name) key is listed", snapshot, node, entry, instant)
        } else if !listed.contains(where: { keys.contains($0.key) }) {
          report("\(node) owns none of the listed \(name) keys", snapshot, node, entry, instant)
        }
      }
      guard member.kind == .participant else { return }
      guard let last = snapshot.keys.last(where: { $0.purpose == .encryption }) else {
        report("no encryption key is listed", snapshot, node, entry, instant)
        return
      }
      if !keys.contains(last.key) {
        report(
          "senders encrypt for \(last.key.short), which \(node) does not own", snapshot, node, entry, instant)
      }
    }

    /// One report for each problem of a listing, whichever observers share it.
    private mutating func report(
      _ problem: String, _ snapshot: Snapshot, _ node: NodeID, _ entry: TimedEvent, _ instant: Instant
    ) {
      let text = "\(snapshot.member.short) on \(snapshot.synchronizer.alias), serial \(snapshot.serial): \(problem)"
      guard reported.insert("\(text) \(snapshot.effectiveAt.nanoseconds)").inserted else { return }
      violations.add(Evidence(instant: instant, sequence: entry.sequence, text: "\(text) (seen by \(entry.node))"))
    }
  }
}
