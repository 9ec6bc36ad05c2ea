import Kernel

extension KeyService {
  /// When requests begin to find something new. The delay derives from its name, so that what one caller makes never
  /// changes when another's is found.
  func visibility(of name: String, at instant: Instant) -> Instant {
    var stream = stream("visibility/\(name)")
    return instant + configuration.visibilityDelay.draw(from: &stream)
  }
}

extension Instant? {
  /// Whether the instant from which something is visible has come.
  func isReached(at instant: Instant) -> Bool { map { $0 <= instant } ?? true }
}
