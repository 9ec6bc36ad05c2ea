/// A configuration value with its place in the source.
///
/// The tree does not depend on the format that it was read from. Numbers are exact decimals, never floating point.
public struct Value: Sendable {
  /// What the value is.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An exact decimal number.
    case number(Number)
    /// A string.
    case string(String)
    /// A list.
    case array([Value])
    /// An object; members in the order of the source, keys unique.
    case object([Member])
  }

  /// A key of an object with its value.
  public struct Member: Sendable {
    /// The key.
    public let key: String
    /// Where the key stands.
    public let keyRange: SourceRange
    /// The value.
    public var value: Value

    /// Makes a member.
    public init(key: String, keyRange: SourceRange, value: Value) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }

    /// Whether the key is a comment: it starts with `//` or `$comment`.
    public var isComment: Bool { key.hasPrefix("//") || key.hasPrefix("$comment") }
  }

  /// What the value is.
  public var content: Content
  /// Where it stands.
  public var range: SourceRange

  /// Makes a value.
  public init(_ content: Content, range: SourceRange) {
    self.content = content
    self.range = range
  }

  /// The value of a member of an object; nil when there is none or this is not an object.
  public subscript(key: String) -> Value? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The string; nil for any other kind.
  public var string: String? {
    guard case .string(let string) = content else { return nil }
    return string
  }

  /// The elements of a list; nil for any other kind.
  public var elements: [Value]? {
    guard case .array(let elements) = content else { return nil }
    return elements
  }

  /// The members of an object; nil for any other kind.
  public var members: [Member]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// The kind in words, as diagnostics say it: "a string", "an object", …
  public var kind: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .number(let number): number.isInteger ? "an integer" : "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The value without positions and without comment keys.
  public var json: JSONValue {
    switch content {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .number(let number): JSONValue(number)
    case .string(let string): .string(string)
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members):
      .object(members.filter { !$0.isComment }.map { JSONValue.Member($0.key, $0.value.json) })
    }
  }
}

/// A text that was read: its source and its value.
public struct Document: Sendable {
  /// Where it was read from.
  public let source: Source
  /// The value that the text says.
  public let root: Value

  /// Makes a document.
  public init(source: Source, root: Value) {
    self.source = source
    self.root = root
  }
}
