import Configuration

/// Where a preset's figure comes from.
public enum Origin: Hashable, Sendable {
  /// Measured or documented: what and where.
  case source(String)
  /// Nothing was found: why this figure.
  case guess(String)

  /// The explanation.
  public var text: String {
    switch self {
    case .source(let text), .guess(let text): text
    }
  }

  /// Whether nothing better than a guess was found.
  public var isGuess: Bool {
    if case .guess = self { true } else { false }
  }
}

/// What a preset says about itself.
public struct PresetHeader: Hashable, Sendable {
  /// Its name with the date, for instance `aws-kms@2026-01`.
  public let name: String
  /// What it holds.
  public let about: String
  /// The date of the data, `2026-01-01`.
  public let date: String

  /// Reads the keys that all presets share.
  package init?(_ object: ObjectReader) {
    if let version = object.required("version")?.integer(), version != 1 {
      object.optional("version")?.report("is \(version)", expected: "1")
    }
    let name = object.required("name")?.word()
    let about = object.required("about")?.word()
    let date = object.required("date")?.word()
    guard let name, let about, let date else { return nil }
    self.name = name
    self.about = about
    self.date = date
  }
}

/// A figure of a preset with its origin, before it is used.
package struct Figure<Quantity> {
  let value: Quantity
  let origin: Origin

  /// Reads `source` or `guess` of an object; one of them must be there.
  package static func origin(_ object: ObjectReader) -> Origin? {
    let source = object.optional("source")?.word()
    let guess = object.optional("guess")?.word()
    switch (source, guess) {
    case (let source?, nil): return .source(source)
    case (nil, let guess?): return .guess(guess)
    default:
      object.reader.report(
        "a figure without its origin", expected: "\"source\" with where it comes from, or \"guess\" with the reason")
      return nil
    }
  }
}
