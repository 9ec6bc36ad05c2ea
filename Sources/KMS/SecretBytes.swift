/// Bytes that must not show up in a description, a dump or a log: plaintexts and data keys on their way between the
/// service and its caller. Only ``bytes`` gives them away.
public struct SecretBytes: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The content. Whoever reads it answers for where it goes.
  public let bytes: [UInt8]

  /// Wraps bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes there are.
  public var count: Int { bytes.count }
  /// Says the length only.
  public var description: String { "<\(bytes.count) secret bytes>" }
  /// Says the length only.
  public var debugDescription: String { description }
  /// Has no children, so that `dump` finds nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
