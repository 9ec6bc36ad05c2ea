/// Counters by name, each of which gives a number at most once, even in a process that is killed at any moment and goes
/// on from what was written down.
///
/// What is written down is not where a counter stands but how far it is reserved: a number is given only below that.
/// Reservations double up to a block of 4096, so that most numbers cost no writing; a kill skips at most a block and
/// repeats nothing. Without ``watch()`` nothing is reserved: a run is never continued.
public struct ReservedCounters<Name: Hashable & Sendable>: Sendable {
  private static var block: UInt64 { 4096 }

  private var next: [Name: UInt64] = [:]
  private var reserved: [Name: UInt64] = [:]
  private var unwritten: [Name] = []
  private var isWatched = false

  /// Counters that all stand at zero.
  public init() {}

  /// Whether there are reservations that ``takeReservations()`` did not give yet.
  public var hasReservations: Bool { !unwritten.isEmpty }

  /// Begins to reserve.
  public mutating func watch() { isWatched = true }

  /// The next number of a counter. Where counters are watched it may be used only when the reservation is written.
  public mutating func take(_ name: Name) -> UInt64 {
    let number = next[name, default: 0]
    next[name] = number + 1
    guard isWatched, number >= reserved[name, default: 0] else { return number }
    reserved[name] = number + 1 + min(number, Self.block)
    unwritten.append(name)
    return number
  }

  /// The reservations to be written, in the order in which they were made; each stands for all numbers below it.
  public mutating func takeReservations() -> [(name: Name, end: UInt64)] {
    var seen: Set<Name> = []
    let names = unwritten.filter { seen.insert($0).inserted }
    unwritten.removeAll(keepingCapacity: true)
    return names.map { ($0, reserved[$0, default: 0]) }
  }

  /// Gives back what is reserved and was not taken, at an orderly end. The names say in which order.
  public mutating func giveBack(orderedBy areInIncreasingOrder: (Name, Name) -> Bool) {
    for name in reserved.keys.sorted(by: areInIncreasingOrder) where reserved[name] != next[name] {
      reserved[name] = next[name]
      unwritten.append(name)
    }
  }

  /// Where a counter goes on: at the end of what was reserved before.
  public mutating func restore(_ name: Name, from end: UInt64) {
    next[name] = end
    reserved[name] = end
  }
}
