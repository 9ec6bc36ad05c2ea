/// An error of a node as its operator or its applications see it.
public struct CantonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Canton's error code, for instance `TOPOLOGY_SERIAL_MISMATCH`.
  public let code: String
  /// What happened, in Canton's words where the documents give them.
  public let message: String
  /// Whether the operation surely had no effect.
  public let isDefinite: Bool

  /// Makes an error.
  public init(_ code: String, _ message: String, isDefinite: Bool = true) {
    self.code = code
    self.message = message
    self.isDefinite = isDefinite
  }

  /// `CODE: message`.
  public var description: String { "\(code): \(message)" }
}
