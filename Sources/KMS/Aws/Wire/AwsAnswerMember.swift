import Kernel

/// A member of an answer, or of a request as CloudTrail shows it: its name, and how it is written. A value of nil leaves the member out.
public struct AwsAnswerMember<Response>: Sendable {
  /// The name in the API model.
  public let name: String
  /// Its path and those of the members inside it, for instance `KeyMetadata` and `KeyMetadata.Arn`.
  public let paths: [String]
  private let write: @Sendable (Response, inout WireWriter) -> Void

  private init<Value>(
    _ name: String, inner: [String] = [], _ value: @escaping @Sendable (Response) -> Value?,
    _ write: @escaping @Sendable (Value, inout WireWriter) -> Void
  ) {
    self.name = name
    self.paths = [name] + inner.map { "\(name).\($0)" }
    self.write = { response, writer in
      guard let value = value(response) else { return }
      writer.name(name)
      write(value, &writer)
    }
  }

  /// A text.
  public static func text(_ name: String, _ value: @escaping @Sendable (Response) -> String?) -> Self {
    Self(name, value) { $1.text($0) }
  }

  /// Bytes.
  public static func blob(_ name: String, _ value: @escaping @Sendable (Response) -> [UInt8]?) -> Self {
    Self(name, value) { $1.blob($0) }
  }

  /// A whole number.
  public static func number(_ name: String, _ value: @escaping @Sendable (Response) -> Int?) -> Self {
    Self(name, value) { $1.number($0) }
  }

  /// True or false.
  public static func flag(_ name: String, _ value: @escaping @Sendable (Response) -> Bool?) -> Self {
    Self(name, value) { $1.flag($0) }
  }

  /// A point of time.
  public static func time(_ name: String, _ value: @escaping @Sendable (Response) -> Instant?) -> Self {
    Self(name, value) { $1.time($0) }
  }

  /// One of a set of names.
  public static func name<Name: RawRepresentable<String> & SendableMetatype>(
    _ name: String, _ value: @escaping @Sendable (Response) -> Name?
  ) -> Self {
    Self(name, value) { $1.text($0.rawValue) }
  }

  /// Some of a set of names; left out when there are none.
  public static func names<Name: RawRepresentable<String> & SendableMetatype>(
    _ name: String, _ value: @escaping @Sendable (Response) -> [Name]
  ) -> Self {
    texts(name) {
      let names = value($0)
      return names.isEmpty ? nil : names.map(\.rawValue)
    }
  }

  /// Texts; an empty list is written.
  public static func texts(_ name: String, _ value: @escaping @Sendable (Response) -> [String]?) -> Self {
    Self(name, value) { texts, writer in
      writer.beginList()
      for text in texts { writer.text(text) }
      writer.endList()
    }
  }

  /// Texts under names, in the names' order, such as an encryption context; left out when there are none.
  public static func map(_ name: String, _ value: @escaping @Sendable (Response) -> [String: String]?) -> Self {
    Self(name, value) { map, writer in
      writer.beginObject()
      for (name, text) in map.sorted(by: { $0.key < $1.key }) {
        writer.name(name)
        writer.text(text)
      }
      writer.endObject()
    }
  }

  /// An object.
  public static func object<Value>(
    _ name: String, _ members: [AwsAnswerMember<Value>], _ value: @escaping @Sendable (Response) -> Value?
  ) -> Self {
    Self(name, inner: members.flatMap(\.paths), value) { $1.object($0, members) }
  }

  /// Objects; an empty list is written.
  public static func list<Value>(
    _ name: String, of members: [AwsAnswerMember<Value>], _ value: @escaping @Sendable (Response) -> [Value]?
  ) -> Self {
    Self(name, inner: members.flatMap(\.paths), value) { values, writer in
      writer.beginList()
      for value in values { writer.object(value, members) }
      writer.endList()
    }
  }

  /// Whether the member is there.
  func isPresent(in response: Response) -> Bool {
    var scratch = WireWriter()
    write(response, to: &scratch)
    return !scratch.bytes.isEmpty
  }

  /// Writes name and value, or nothing.
  func write(_ response: Response, to writer: inout WireWriter) { write(response, &writer) }
}

extension WireWriter {
  /// An object of these members.
  public mutating func object<Value>(_ value: Value, _ members: [AwsAnswerMember<Value>]) {
    beginObject()
    for member in members { member.write(value, to: &self) }
    endObject()
  }
}
