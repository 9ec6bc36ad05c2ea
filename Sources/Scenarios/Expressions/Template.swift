import Configuration
import Kernel

/// An argument as the scenario writes it: values with `${…}` in them.
///
/// A string that is one reference and nothing else takes the value that it refers to, of whatever kind; within a longer
/// string a reference becomes text. `$${` writes `${`.
public indirect enum Template: Hashable, Sendable {
  /// A constant.
  case literal(Expression.Literal)
  /// A decimal that is not whole.
  case decimal(Number)
  /// `"${…}"`.
  case reference(Expression)
  /// Text with references in it.
  case text([Part])
  /// A list.
  case list([Template])
  /// An object.
  case record([Field])

  /// A piece of text.
  public enum Part: Hashable, Sendable {
    /// Letters as they are.
    case literal(String)
    /// A reference.
    case reference(Expression)
  }

  /// A field of an object.
  public struct Field: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: Template
  }

  /// Reads the references in a string.
  public init(string: String) throws(ExpressionSyntaxError) {
    var parts: [Part] = []
    var literal: [UInt8] = []
    let text = Array(string.utf8)
    var index = 0
    while index < text.count {
      if text[index...].starts(with: "$${".utf8) {
        literal += "${".utf8
        index += 3
      } else if text[index...].starts(with: "${".utf8) {
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        var parser = ExpressionParser(text, at: index + 2)
        let expression = try parser.operand()
        try parser.expect("}")
        index = parser.index
        parts.append(.reference(expression))
      } else {
        literal.append(text[index])
        index += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
    switch parts.count {
    case 0: self = .literal(.string(""))
    case 1:
      switch parts[0] {
      case .literal(let text): self = .literal(.string(text))
      case .reference(let expression): self = .reference(expression)
      }
    default: self = .text(parts)
    }
  }

  /// Whether nothing in it depends on the run.
  public var isConstant: Bool { expressions.isEmpty }

  /// Whether it is `null`, which counts as not given.
  public var isNull: Bool { self == .literal(.null) }

  /// The string, if it is a constant one.
  public var constantString: String? {
    if case .literal(.string(let string)) = self { string } else { nil }
  }

  /// The references in it.
  var expressions: [Expression] {
    switch self {
    case .literal, .decimal: []
    case .reference(let expression): [expression]
    case .text(let parts):
      parts.compactMap { if case .reference(let expression) = $0 { expression } else { nil } }
    case .list(let elements): elements.flatMap(\.expressions)
    case .record(let fields): fields.flatMap(\.value.expressions)
    }
  }
}
