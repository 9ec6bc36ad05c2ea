import Configuration

/// How many of something per second, in thousandths, so that 0.25 per second stays an integer.
public struct Rate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// How many per thousand seconds.
  public let perThousandSeconds: UInt64

  /// A rate per thousand seconds.
  public init(perThousandSeconds: UInt64) { self.perThousandSeconds = perThousandSeconds }

  /// A whole rate per second.
  public init(perSecond: UInt64) { self.init(perThousandSeconds: perSecond * 1000) }

  /// Orders by speed.
  public static func < (left: Rate, right: Rate) -> Bool { left.perThousandSeconds < right.perThousandSeconds }

  /// For instance `5/s` or `0.25/s`.
  public var description: String { "\(Number(magnitude: perThousandSeconds, scale: 3))/s" }
}
