/// A length of virtual time in whole nanoseconds; may be negative.
///
/// Arithmetic traps on overflow (about 292 years), so a wrong unit is noticed and never wraps.
@frozen
public struct Span: Hashable, Comparable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// A span of that many nanoseconds.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// No time at all.
  public static let zero = Span(nanoseconds: 0)

  /// A span of `count` nanoseconds.
  @inlinable
  public static func nanoseconds(_ count: Int64) -> Span { Span(nanoseconds: count) }
  /// A span of `count` microseconds.
  @inlinable
  public static func microseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000) }
  /// A span of `count` milliseconds.
  @inlinable
  public static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000) }
  /// A span of `count` seconds.
  @inlinable
  public static func seconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000_000) }
  /// A span of `count` minutes.
  @inlinable
  public static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
  /// A span of `count` hours.
  @inlinable
  public static func hours(_ count: Int64) -> Span { seconds(count * 3_600) }
  /// A span of `count` days of 24 hours.
  @inlinable
  public static func days(_ count: Int64) -> Span { seconds(count * 86_400) }

  /// Shorter spans come first.
  @inlinable
  public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
  /// The sum of two spans.
  @inlinable
  public static func + (left: Span, right: Span) -> Span { Span(nanoseconds: left.nanoseconds + right.nanoseconds) }
  /// The difference of two spans.
  @inlinable
  public static func - (left: Span, right: Span) -> Span { Span(nanoseconds: left.nanoseconds - right.nanoseconds) }
  /// The span in the other direction.
  @inlinable
  public static prefix func - (span: Span) -> Span { Span(nanoseconds: -span.nanoseconds) }
  /// The span repeated `count` times.
  @inlinable
  public static func * (span: Span, count: Int64) -> Span { Span(nanoseconds: span.nanoseconds * count) }
  /// The span divided by `count`, towards zero.
  @inlinable
  public static func / (span: Span, count: Int64) -> Span { Span(nanoseconds: span.nanoseconds / count) }
  /// Adds a span in place.
  @inlinable
  public static func += (left: inout Span, right: Span) { left = left + right }
  /// Subtracts a span in place.
  @inlinable
  public static func -= (left: inout Span, right: Span) { left = left - right }

  /// The span multiplied by a ratio, towards zero.
  public func scaled(by ratio: Ratio) -> Span {
    let product = nanoseconds.magnitude.multipliedFullWidth(by: ratio.numerator)
    let scaled = Int64(ratio.denominator.dividingFullWidth(product).quotient)
    return Span(nanoseconds: nanoseconds < 0 ? -scaled : scaled)
  }
}

/// A point of virtual time, in nanoseconds since the run's start.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since virtual zero.
  public var nanoseconds: Int64

  /// The point that many nanoseconds after virtual zero.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The start of every run.
  public static let zero = Instant(nanoseconds: 0)
  /// A point no run reaches: the horizon of a run that ends only when it is quiet.
  public static let distantFuture = Instant(nanoseconds: Int64.max)

  /// Earlier instants come first.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
  /// The instant `span` later.
  @inlinable
  public static func + (instant: Instant, span: Span) -> Instant {
    Instant(nanoseconds: instant.nanoseconds + span.nanoseconds)
  }
  /// The instant `span` earlier.
  @inlinable
  public static func - (instant: Instant, span: Span) -> Instant {
    Instant(nanoseconds: instant.nanoseconds - span.nanoseconds)
  }
  /// The time from `right` to `left`.
  @inlinable
  public static func - (left: Instant, right: Instant) -> Span {
    Span(nanoseconds: left.nanoseconds - right.nanoseconds)
  }
  /// Moves the instant in place.
  @inlinable
  public static func += (instant: inout Instant, span: Span) { instant = instant + span }
}
