import Events
import Kernel
import Keys

/// A version of a member's OwnerToKeyMapping as one node saw it.
struct KeyListing {
  let entry: TimedEvent
  let serial: Int
  let keys: [ListedKey]
  let effectiveAt: Instant
}

/// Every node's view of every member's keys over time.
struct OwnerToKeys {
  private struct Place: Hashable {
    let observer: NodeID
    let member: MemberID
  }

  private struct Timeline {
    let synchronizer: SynchronizerID
    var listings: [KeyListing]
  }

  private var timelines: [Place: [Timeline]] = [:]
  private var observers: [MemberID: [NodeID]] = [:]

  init(_ history: History) {
    for entry in history.entries {
      guard
        case .topology(.ownerToKeys(let synchronizer, let member, let serial, let keys, _, let effectiveAt)) = entry
          .event
      else { continue }
      let place = Place(observer: entry.node, member: member)
      if timelines[place] == nil { observers[member, default: []].append(entry.node) }
      let listing = KeyListing(entry: entry, serial: serial, keys: keys, effectiveAt: effectiveAt)
      var own = timelines[place] ?? []
      if let position = own.firstIndex(where: { $0.synchronizer == synchronizer }) {
        let before = own[position].listings.lastIndex { $0.effectiveAt <= effectiveAt }
        own[position].listings.insert(listing, at: before.map { $0 + 1 } ?? 0)
      } else {
        own.append(Timeline(synchronizer: synchronizer, listings: [listing]))
      }
      timelines[place] = own
    }
  }

  /// The nodes that saw the member's mapping, in the order in which they first did.
  func observers(of member: MemberID) -> [NodeID] { observers[member] ?? [] }

  /// The listings that apply at a snapshot, one for each synchronizer: the last with an effective time strictly
  /// before it. `seenBy` leaves out what the observer recorded later than that entry.
  func listings(at snapshot: Instant, observer: NodeID, member: MemberID, seenBy sequence: Int = .max) -> [KeyListing] {
    (timelines[Place(observer: observer, member: member)] ?? []).compactMap { timeline in
      timeline.listings.last { $0.effectiveAt < snapshot && $0.entry.sequence < sequence }
    }
  }

  /// When the removal of a key became effective in an observer's view: the effective time of the first listing
  /// without it after the last listing with it; nil when the key was never listed or still is on some synchronizer.
  func removal(of key: Fingerprint, observer: NodeID, member: MemberID) -> KeyListing? {
    var removal: KeyListing?
    for timeline in timelines[Place(observer: observer, member: member)] ?? [] {
      guard let last = timeline.listings.lastIndex(where: { $0.lists(key) }) else { continue }
      guard last + 1 < timeline.listings.count else { return nil }
      let next = timeline.listings[last + 1]
      if removal.map({ next.effectiveAt > $0.effectiveAt }) ?? true { removal = next }
    }
    return removal
  }

  /// Whether a listing that the observer had seen, effective before the snapshot, listed the key.
  func listedBefore(_ key: Fingerprint, snapshot: Instant, observer: NodeID, member: MemberID) -> Bool {
    (timelines[Place(observer: observer, member: member)] ?? []).contains { timeline in
      timeline.listings.contains { $0.effectiveAt < snapshot && $0.lists(key) }
    }
  }
}

extension KeyListing {
  func lists(_ key: Fingerprint) -> Bool { keys.contains { $0.key == key } }
}
