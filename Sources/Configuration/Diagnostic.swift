/// One thing that is wrong with a configuration, with its place and what would be right.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The configuration cannot be used.
    case error
    /// It can be used, but the user should know.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// File, line and column.
  public var position: Position
  /// The way to the value from the document's root; empty for the document as a whole.
  public var path: String
  /// What is wrong, as a clause without a full stop.
  public var message: String
  /// What would be right, for instance `a duration such as "250ms"`.
  public var expected: String?
  /// The nearest allowed word.
  public var suggestion: String?
  /// What else helps, one line each.
  public var notes: [String]

  /// Makes a diagnostic.
  public init(
    severity: Severity = .error, position: Position, path: String = "", message: String, expected: String? = nil,
    suggestion: String? = nil, notes: [String] = []
  ) {
    self.severity = severity
    self.position = position
    self.path = path
    self.message = message
    self.expected = expected
    self.suggestion = suggestion
    self.notes = notes
  }

  /// The file that is meant.
  public var file: String { position.file }
  /// The line, from 1.
  public var line: Int { position.line }
  /// The column, from 1.
  public var column: Int { position.column }

  /// `FILE:LINE:COLUMN: error: PATH: message (expected …; did you mean "…"?)`, then one indented line per note.
  public var description: String {
    var text = "\(position): \(severity.rawValue): "
    if !path.isEmpty { text += "\(path): " }
    text += message
    let hints = [expected.map { "expected \($0)" }, suggestion.map { "did you mean \"\($0)\"?" }].compactMap { $0 }
    if !hints.isEmpty { text += " (\(hints.joined(separator: "; ")))" }
    for note in notes { text += "\n  note: \(note)" }
    return text
  }
}

/// Gathers diagnostics while a document is read, so that the user sees all of them at once.
public final class Diagnostics {
  /// What was reported, in the order of reporting; at most `limit`.
  public private(set) var all: [Diagnostic] = []
  /// How many reports were left out because of the limit.
  public private(set) var dropped = 0
  /// How many are kept.
  public let limit: Int

  /// Makes an empty collection.
  public init(limit: Int = 100) {
    self.limit = limit
  }

  /// Whether anything reported is an error.
  public var hasErrors: Bool { dropped > 0 || all.contains { $0.severity == .error } }

  /// Adds a diagnostic; the same one twice counts once.
  public func report(_ diagnostic: Diagnostic) {
    guard all.count < limit else {
      dropped += 1
      return
    }
    if !all.contains(diagnostic) { all.append(diagnostic) }
  }

  /// Adds a diagnostic about a place.
  public func report(
    _ message: String, at range: SourceRange, path: Path, expected: String? = nil, suggestion: String? = nil,
    notes: [String] = [], severity: Diagnostic.Severity = .error
  ) {
    guard all.count < limit else {
      dropped += 1
      return
    }
    report(
      Diagnostic(
        severity: severity, position: range.position, path: path.description, message: message, expected: expected,
        suggestion: suggestion, notes: notes))
  }
}
