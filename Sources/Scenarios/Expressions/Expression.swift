import Kernel

/// A condition or a reference of a scenario, parsed. The grammar is `scenarios/expressions.ebnf`; there is no arithmetic.
public indirect enum Expression: Hashable, Sendable {
  /// A constant.
  case literal(Literal)
  /// A way to a value.
  case path(PathExpression)
  /// `not x`.
  case not(Expression)
  /// `x and y`; y is not evaluated when x does not hold.
  case and(Expression, Expression)
  /// `x or y`; y is not evaluated when x holds.
  case or(Expression, Expression)
  /// `x < y` and its like.
  case comparison(Expression, Comparison, Expression)
  /// `all(list, x, condition)` or `any(list, x, condition)`.
  case quantified(Quantifier, list: Expression, variable: String, condition: Expression)
  /// `count(list)`.
  case count(Expression)

  /// A constant.
  public enum Literal: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// `5`, `-1`.
    case integer(Int64)
    /// `'text'` or `"text"`.
    case string(String)
    /// `250ms`.
    case span(Span)
  }

  /// A comparison operator.
  public enum Comparison: String, CaseIterable, Hashable, Sendable {
    /// Equal.
    case equal = "=="
    /// Not equal.
    case notEqual = "!="
    /// At most.
    case atMost = "<="
    /// At least.
    case atLeast = ">="
    /// Less.
    case less = "<"
    /// Greater.
    case greater = ">"
  }

  /// Whether all or some elements must satisfy a condition.
  public enum Quantifier: String, CaseIterable, Hashable, Sendable {
    /// Holds for an empty list.
    case all
    /// Does not hold for an empty list.
    case any
  }
}

/// A way to a value: a root name and what follows it, `steps.export.result[0].fingerprint`.
public struct PathExpression: Hashable, Sendable, CustomStringConvertible {
  /// One step of the way.
  public enum Segment: Hashable, Sendable {
    /// A field of a record.
    case field(String)
    /// An element of a list, from 0.
    case index(Int)
  }

  /// The name that it starts at.
  public let root: String
  /// What follows.
  public let segments: [Segment]
  /// Byte offset of the root in the expression's text.
  public let offset: Int

  /// Makes a path.
  public init(root: String, segments: [Segment] = [], offset: Int = 0) {
    self.root = root
    self.segments = segments
    self.offset = offset
  }

  /// The path in the grammar's spelling.
  public var description: String { text(upTo: segments.count) }

  /// The path cut after a number of segments.
  public func text(upTo count: Int) -> String {
    var text = root
    for segment in segments.prefix(count) {
      switch segment {
      case .index(let index): text += "[\(index)]"
      case .field(let name):
        text += ExpressionParser.isName(name) ? ".\(name)" : ".'\(name)'"
      }
    }
    return text
  }
}

/// What is wrong with the text of an expression.
public struct ExpressionSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Byte offset in the text.
  public let offset: Int
  /// What is wrong.
  public let message: String
  /// What would be right.
  public let expected: String?

  /// The message with what would be right.
  public var description: String { expected.map { "\(message) (expected \($0))" } ?? message }
}

extension Expression {
  /// Reads a condition, the whole of a text.
  public init(condition text: String) throws(ExpressionSyntaxError) {
    var parser = ExpressionParser(Array(text.utf8))
    self = try parser.condition()
    try parser.end()
  }

  /// The paths that the expression reads, in the order of the text, each with the variables that hide roots there.
  var paths: [(path: PathExpression, variables: [String: Expression])] { paths([:]) }

  private func paths(_ variables: [String: Expression]) -> [(path: PathExpression, variables: [String: Expression])] {
    switch self {
    case .literal: []
    case .path(let path): [(path, variables)]
    case .not(let operand), .count(let operand): operand.paths(variables)
    case .and(let left, let right), .or(let left, let right), .comparison(let left, _, let right):
      left.paths(variables) + right.paths(variables)
    case .quantified(_, let list, let variable, let condition):
      list.paths(variables) + condition.paths(variables.merging([variable: list]) { $1 })
    }
  }
}
