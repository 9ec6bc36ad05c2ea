/// What is known before a run about a value that the run will produce, so that `validate` can check references into it.
public indirect enum Shape: Hashable, Sendable {
  /// Nothing is known.
  case any
  /// A value without parts; the word is for people: "fingerprint", "integer".
  case scalar(String)
  /// A list of such values.
  case list(Shape)
  /// A record with exactly these fields.
  case record([Field])
  /// A record whose fields have names that only the run knows.
  case map(Shape)

  /// A field of a record.
  public struct Field: Hashable, Sendable {
    /// The field's name.
    public let name: String
    /// The field's shape.
    public let shape: Shape

    /// Makes a field.
    public init(_ name: String, _ shape: Shape) {
      self.name = name
      self.shape = shape
    }
  }

  /// A record of scalars, for instance `.fields("exported", "bytes")`.
  public static func fields(_ names: String...) -> Shape {
    .record(names.map { Field($0, .scalar("value")) })
  }
}
