import Kernel

/// Nonces and the chance of signatures derive from the seed and how many operations of a kind came before. An engine
/// that goes on after a restart must repeat none: it goes on from what was reserved.
extension CryptoEngine {
  /// How far the operations of a kind are reserved.
  public struct Reservation: Hashable, Codable, Sendable {
    /// The kind of operation.
    public let purpose: String
    /// All numbers below this one may have been used.
    public let end: UInt64
  }

  /// Begins to reserve. What an operation gave may leave the process only when ``takeReservations()`` is written.
  public func reserveOperations() { counters.watch() }

  /// Whether there are reservations to be written.
  public var hasReservations: Bool { counters.hasReservations }

  /// The reservations to be written.
  public func takeReservations() -> [Reservation] {
    counters.takeReservations().map { Reservation(purpose: $0.name.rawValue, end: $0.end) }
  }

  /// Gives back what was reserved and not used, at an orderly end.
  public func giveBackReservations() { counters.giveBack { $0.rawValue < $1.rawValue } }

  /// Goes on from a reservation; false when there is no such kind of operation.
  public func restore(_ reservation: Reservation) -> Bool {
    guard let purpose = StreamPurpose(rawValue: reservation.purpose) else { return false }
    counters.restore(purpose, from: reservation.end)
    return true
  }
}
