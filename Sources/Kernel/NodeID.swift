/// The name of a node, for instance `participant1`. Compared and ordered by name.
public struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// A hash of the name, the same in every process; kept so that a delivery never hashes text.
  let fingerprint: UInt64
  /// The name as given.
  public let name: String

  /// The node called `name`.
  public init(_ name: String) {
    self.name = name
    var digest = Digest()
    digest.mix(name)
    fingerprint = digest.value
  }

  /// The name.
  public var description: String { name }

  /// By name.
  public static func < (left: NodeID, right: NodeID) -> Bool { left.name < right.name }
}
