/// What a record of a service's state is about.
public enum StateKind: String, CaseIterable, Hashable, Sendable {
  /// A key with its material, state, tags and policy.
  case key
  /// An alias.
  case alias
  /// A grant.
  case grant
  /// A grant token.
  case grantToken = "grant-token"
  /// An import token with the wrapping key behind it.
  case importToken = "import-token"
  /// When a key was used last.
  case keyUses = "key-uses"
  /// How far a counter is reserved that ids or data keys derive from.
  case counter
  /// A key ring of Google's.
  case keyRing = "key-ring"
  /// A key of Google's with its versions.
  case cryptoKey = "crypto-key"
  /// An import job of Google's.
  case importJob = "import-job"
  /// An IAM policy of Google's.
  case policy
}

/// One record of a service's state. It encodes itself with any encoder that was given a ``StateScope``; private material
/// comes out of it sealed, and not at all without.
public struct StateRecord {
  /// What it is about.
  public let kind: StateKind
  /// Tells it from the others of its kind.
  public let name: String
  /// The content; nil for something that is gone.
  public let content: (any Encodable)?

  init(_ kind: StateKind, _ name: String, _ content: (any Encodable)?) {
    self.kind = kind
    self.name = name
    self.content = content
  }
}

/// Where the content of a record is read from.
public protocol StateSource {
  /// Decodes the content, with a ``StateScope`` that opens what is sealed in it.
  func decode<Content: Decodable>(_ type: Content.Type) throws -> Content
}

/// A record that cannot be one of the service's.
public struct StateMismatch: Error, CustomStringConvertible {
  /// What is wrong with it.
  public let description: String

  init(_ description: String) { self.description = description }
}
