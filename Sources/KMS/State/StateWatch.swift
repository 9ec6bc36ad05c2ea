import OrderedCollections

/// Tells whoever writes a service's state down that there is something to write. The services of one directory share one,
/// since a request to one can change others.
public final class StateWatch {
  /// Something changed that must be written before the request is answered.
  public internal(set) var isUrgent = false
  /// Something changed that can be written later: when a key was used last.
  public internal(set) var isPending = false

  /// Nothing has changed yet.
  public init() {}

  /// Takes note that everything was collected.
  public func collected(includingPending: Bool) {
    isUrgent = false
    if includingPending { isPending = false }
  }
}

/// What changed in a table since it was collected. Nothing is noted before it is watched: a run is never continued.
struct ChangeList<Name: Hashable> {
  private var names: OrderedSet<Name> = []
  private var watch: StateWatch?
  private let isUrgent: Bool

  /// `isUrgent`: whether an answer waits until changes are written.
  init(isUrgent: Bool = true) { self.isUrgent = isUrgent }

  mutating func begin(_ watch: StateWatch) { self.watch = watch }

  mutating func note(_ name: Name) {
    guard let watch else { return }
    names.append(name)
    if isUrgent { watch.isUrgent = true } else { watch.isPending = true }
  }

  /// Makes what was noted urgent if a name is in it.
  func press(_ name: Name) {
    if names.contains(name) { watch?.isUrgent = true }
  }

  /// The names in the order in which they changed first; then there are none.
  mutating func take() -> [Name] {
    defer { names.removeAll(keepingCapacity: true) }
    return Array(names)
  }
}

/// A table that notes each change by itself, so that no operation can forget to.
struct Tracked<Key: Hashable, Value> {
  /// The content, in the order in which it came.
  private(set) var entries: OrderedDictionary<Key, Value> = [:]
  var changes: ChangeList<Key>

  init(isUrgent: Bool = true) { changes = ChangeList(isUrgent: isUrgent) }

  subscript(key: Key) -> Value? {
    get { entries[key] }
    set {
      entries[key] = newValue
      changes.note(key)
    }
  }

  /// Puts an entry back as it was written down.
  mutating func restore(_ value: Value, as key: Key) { entries[key] = value }

  /// What is to be written: entries, and nil for those that are gone.
  mutating func take() -> [(key: Key, value: Value?)] { changes.take().map { ($0, entries[$0]) } }
}
