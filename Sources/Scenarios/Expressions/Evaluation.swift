import Configuration

/// What names mean while a run evaluates expressions.
public protocol EvaluationScope {
  /// The value of a root name such as `steps`, `participant1` or `item`; nil when it has none at this moment. `next` is the
  /// field that is asked of it, if it is a plain one, so that a scope need not build all of a large record.
  func value(of root: String, next: String?) -> StepValue?
}

/// A scope of fixed values.
public struct FixedScope: EvaluationScope {
  /// The values by name.
  public var values: [String: StepValue]

  /// Makes a scope.
  public init(_ values: [String: StepValue]) { self.values = values }

  /// The value of that name.
  public func value(of root: String, next: String?) -> StepValue? { values[root] }
}

/// A scope with one more name, which hides the same name of the scope below.
public struct InnerScope: EvaluationScope {
  let outer: any EvaluationScope
  let name: String
  let value: StepValue

  /// Makes a scope.
  public init(_ outer: any EvaluationScope, name: String, value: StepValue) {
    self.outer = outer
    self.name = name
    self.value = value
  }

  /// The value of the one name, or what the scope below says.
  public func value(of root: String, next: String?) -> StepValue? {
    root == name ? value : outer.value(of: root, next: next)
  }
}

/// Why an expression has no value.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A name has no value at this moment, for instance the result of a step that was skipped.
  case noValue(path: String)
  /// A field was asked of something that has no such field.
  case noField(path: String, field: String)
  /// An index was asked of something that is no list.
  case notAList(path: String, kind: String)
  /// An index is beyond the end of the list.
  case noElement(path: String, count: Int)
  /// Something that must be true or false is neither.
  case notABoolean(kind: String)
  /// Two values that do not compare.
  case notComparable(left: String, right: String, comparison: Expression.Comparison)
  /// A value that has no text within a longer one.
  case noText(path: String, kind: String)
  /// A secret would have left the run.
  case secret(String)

  /// The error as a clause.
  public var description: String {
    switch self {
    case .noValue(let path): "\(path) has no value"
    case .noField(let path, let field): "\(path) has no field \"\(field)\""
    case .notAList(let path, let kind): "\(path) is \(kind), not a list"
    case .noElement(let path, let count): "\(path) is beyond the end of a list of \(count)"
    case .notABoolean(let kind): "a condition is \(kind), not true or false"
    case .notComparable(let left, let right, let comparison):
      "\(left) and \(right) do not compare with \(comparison.rawValue)"
    case .noText(let path, let kind): "\(path) is \(kind), which cannot stand within a text"
    case .secret(let fingerprint): "the secret of \(fingerprint) cannot be shown"
    }
  }
}

extension Expression {
  /// The value in a scope.
  public func evaluate(in scope: some EvaluationScope) throws(EvaluationError) -> StepValue {
    switch self {
    case .literal(let literal): return literal.value
    case .path(let path): return try path.evaluate(in: scope)
    case .not(let operand): return .bool(try !operand.holds(in: scope))
    case .and(let left, let right):
      guard try left.holds(in: scope) else { return .bool(false) }
      return .bool(try right.holds(in: scope))
    case .or(let left, let right):
      if try left.holds(in: scope) { return .bool(true) }
      return .bool(try right.holds(in: scope))
    case .comparison(let left, let comparison, let right):
      return .bool(try comparison.holds(try left.evaluate(in: scope), try right.evaluate(in: scope)))
    case .count(let operand): return .int(Int64(try operand.elements(in: scope).count))
    case .quantified(let quantifier, let list, let variable, let condition):
      for element in try list.elements(in: scope) {
        let holds = try condition.evaluateInner(InnerScope(scope, name: variable, value: element))
        if holds != (quantifier == .all) { return .bool(holds) }
      }
      return .bool(quantifier == .all)
    }
  }

  /// Whether the condition holds; anything but true and false is an error.
  public func holds(in scope: some EvaluationScope) throws(EvaluationError) -> Bool {
    let value = try evaluate(in: scope)
    guard case .bool(let bool) = value else { throw .notABoolean(kind: value.kind) }
    return bool
  }

  /// Stops the compiler from making a new specialisation for each depth of nesting.
  private func evaluateInner(_ scope: InnerScope) throws(EvaluationError) -> Bool {
    try holds(in: AnyScope(scope))
  }

  private func elements(in scope: some EvaluationScope) throws(EvaluationError) -> [StepValue] {
    let value = try evaluate(in: scope)
    guard case .list(let elements) = value else { throw .notAList(path: "\(value)", kind: value.kind) }
    return elements
  }
}

private struct AnyScope: EvaluationScope {
  let inner: any EvaluationScope
  init(_ inner: any EvaluationScope) { self.inner = inner }
  func value(of root: String, next: String?) -> StepValue? { inner.value(of: root, next: next) }
}

extension Expression.Literal {
  /// The literal as a value.
  public var value: StepValue {
    switch self {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .integer(let integer): .int(integer)
    case .string(let string): .string(string)
    case .span(let span): .span(span)
    }
  }
}

extension PathExpression {
  func evaluate(in scope: some EvaluationScope) throws(EvaluationError) -> StepValue {
    var next: String?
    if case .field(let name) = segments.first { next = name }
    guard var value = scope.value(of: root, next: next) else { throw .noValue(path: root) }
    for (position, segment) in segments.enumerated() {
      let path = text(upTo: position)
      switch segment {
      case .field(let name):
        guard let field = value[name] else { throw .noField(path: path, field: name) }
        value = field
      case .index(let index):
        guard case .list(let elements) = value else { throw .notAList(path: path, kind: value.kind) }
        guard elements.indices.contains(index) else {
          throw .noElement(path: text(upTo: position + 1), count: elements.count)
        }
        value = elements[index]
      }
    }
    return value
  }
}

extension Expression.Comparison {
  /// Compares two values. Equal kinds compare; `null` is equal to `null` only; everything else is an error, so that a
  /// comparison that can never hold is noticed.
  public func holds(_ left: StepValue, _ right: StepValue) throws(EvaluationError) -> Bool {
    switch self {
    case .equal: return try Self.areEqual(left, right, self)
    case .notEqual: return try !Self.areEqual(left, right, self)
    case .less: return try Self.isLess(left, right, self)
    case .atMost: return try !Self.isLess(right, left, self)
    case .greater: return try Self.isLess(right, left, self)
    case .atLeast: return try !Self.isLess(left, right, self)
    }
  }

  private static func areEqual(
    _ left: StepValue, _ right: StepValue, _ comparison: Self
  ) throws(EvaluationError) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.string(let a), .string(let b)): return a == b
    case (.span(let a), .span(let b)): return a == b
    case (.instant(let a), .instant(let b)): return a == b
    case (.secret(let a), .secret(let b)): return a.fingerprint == b.fingerprint
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return false }
      for (first, second) in zip(a, b) where try !areEqual(first, second, comparison) { return false }
      return true
    case (.record(let a), .record(let b)):
      guard a.map(\.name) == b.map(\.name) else { return false }
      for (first, second) in zip(a, b) where try !areEqual(first.value, second.value, comparison) { return false }
      return true
    default: throw .notComparable(left: left.kind, right: right.kind, comparison: comparison)
    }
  }

  private static func isLess(
    _ left: StepValue, _ right: StepValue, _ comparison: Self
  ) throws(EvaluationError) -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a < b
    case (.string(let a), .string(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.span(let a), .span(let b)): return a < b
    case (.instant(let a), .instant(let b)): return a < b
    default: throw .notComparable(left: left.kind, right: right.kind, comparison: comparison)
    }
  }
}

extension Template {
  /// The argument's value in a scope.
  public func evaluate(in scope: some EvaluationScope) throws(EvaluationError) -> StepValue {
    switch self {
    case .literal(let literal): return literal.value
    case .decimal(let number): return .string(number.description)
    case .reference(let expression): return try expression.evaluate(in: scope)
    case .text(let parts):
      var text = ""
      for part in parts {
        switch part {
        case .literal(let literal): text += literal
        case .reference(let expression): text += try expression.evaluate(in: scope).text(in: expression.name)
        }
      }
      return .string(text)
    case .list(let elements):
      var values: [StepValue] = []
      for element in elements { values.append(try element.evaluate(in: scope)) }
      return .list(values)
    case .record(let fields):
      var values: [StepValue.Field] = []
      for field in fields { values.append(StepValue.Field(field.name, try field.value.evaluate(in: scope))) }
      return .record(values)
    }
  }
}

extension Expression {
  /// How messages call it.
  var name: String {
    if case .path(let path) = self { path.description } else { "the expression" }
  }
}
