import Configuration
import Kernel

/// A value that a run produces and that references and conditions see.
public indirect enum StepValue {
  /// Nothing.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case int(Int64)
  /// Text; fingerprints and ids too.
  case string(String)
  /// A duration.
  case span(Span)
  /// A point in virtual time.
  case instant(Instant)
  /// A list.
  case list([StepValue])
  /// A record; its fields keep their order.
  case record([Field])
  /// Something that must not leak: a private key, a password, wrapped material.
  case secret(Secret)

  /// A field of a record.
  public struct Field {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: StepValue

    /// Makes a field.
    public init(_ name: String, _ value: StepValue) {
      self.name = name
      self.value = value
    }
  }

  /// A record from pairs in their order.
  public static func fields(_ fields: KeyValuePairs<String, StepValue>) -> StepValue {
    .record(fields.map { Field($0.key, $0.value) })
  }

  /// A field of a record; nil when there is none.
  public subscript(name: String) -> StepValue? {
    guard case .record(let fields) = self else { return nil }
    return fields.first { $0.name == name }?.value
  }

  /// The kind in words.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int: "an integer"
    case .string: "a string"
    case .span: "a duration"
    case .instant: "a time"
    case .list: "a list"
    case .record: "a record"
    case .secret: "a secret"
    }
  }

  /// The value for results and logs. Fails where a secret is in it: secrets leave a run only through steps made for them.
  public func json() throws(EvaluationError) -> JSONValue {
    switch self {
    case .null: return .null
    case .bool(let bool): return .bool(bool)
    case .int(let integer): return .int64(integer)
    case .string(let string): return .string(string)
    case .span(let span): return .string(span.description)
    case .instant(let instant): return .string(instant.description)
    case .list(let elements):
      var values: [JSONValue] = []
      for element in elements { values.append(try element.json()) }
      return .array(values)
    case .record(let fields):
      var members: [JSONValue.Member] = []
      for field in fields { members.append(JSONValue.Member(field.name, try field.value.json())) }
      return .object(members)
    case .secret(let secret): throw .secret(secret.fingerprint)
    }
  }

  /// The value within a longer text. Lists, records and secrets have none.
  func text(in path: String) throws(EvaluationError) -> String {
    switch self {
    case .null: throw .noText(path: path, kind: kind)
    case .bool(let bool): return String(bool)
    case .int(let integer): return String(integer)
    case .string(let string): return string
    case .span(let span): return span.description
    case .instant(let instant): return instant.description
    case .list, .record: throw .noText(path: path, kind: kind)
    case .secret(let secret): throw .secret(secret.fingerprint)
    }
  }
}

extension StepValue: CustomStringConvertible, CustomReflectable {
  /// The value for people; a secret shows its fingerprint only.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let bool): String(bool)
    case .int(let integer): String(integer)
    case .string(let string): "'\(string)'"
    case .span(let span): span.description
    case .instant(let instant): instant.description
    case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
    case .record(let fields): "{" + fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
    case .secret(let secret): secret.description
    }
  }

  /// Reflection shows no more than `description` does.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A value that must not leak. It prints as its fingerprint and converts to nothing; only a step that is made for it opens
/// it.
public struct Secret: CustomStringConvertible, CustomReflectable {
  /// What it may be called by: the fingerprint of the key in it.
  public let fingerprint: String
  private let payload: Any

  /// Wraps a payload.
  public init(fingerprint: String, payload: Any) {
    self.fingerprint = fingerprint
    self.payload = payload
  }

  /// The payload, if it is of the type that the caller expects. To be called by steps that consume secrets, no others.
  public func open<Payload>(as type: Payload.Type) -> Payload? { payload as? Payload }

  /// `<secret 1220…>`.
  public var description: String { "<secret \(fingerprint)>" }

  /// Reflection sees nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
