import Configuration

/// Checks that every path of every expression leads to something that can have a value there.
struct ReferenceChecker {
  let context: ScenarioContext

  private typealias Pending = ScenarioContext.PendingReference

  /// What may follow `steps.<id>`.
  private static let stepFields = ["result", "outcome", "code", "message", "started", "ended"]

  /// Checks all expressions that were noted.
  func check() {
    for pending in context.pending {
      for (path, variables) in pending.expression.paths { check(path, variables, pending) }
    }
  }

  private func check(_ path: PathExpression, _ variables: [String: Expression], _ pending: Pending) {
    do throws(Problem) {
      _ = try shape(path, variables, pending.place, depth: 0)
    } catch {
      pending.reader.diagnostics.report(
        error.message, at: pending.reader.part(path.offset), path: pending.reader.path, expected: error.expected,
        suggestion: error.suggestion)
    }
  }

  private struct Problem: Error {
    let message: String
    var expected: String?
    var suggestion: String?
  }

  /// The shape of what a path leads to.
  private func shape(
    _ path: PathExpression, _ variables: [String: Expression], _ place: ScenarioContext.Place, depth: Int
  ) throws(Problem) -> Shape {
    // A variable's list may name another variable and so on; no sensible file comes near the bound.
    if depth > 16 { return .any }
    var rest = path.segments[...]
    var shape: Shape
    if let list = variables[path.root] {
      var outer = variables
      outer[path.root] = nil
      shape = element(list, outer, place, depth: depth)
    } else {
      switch path.root {
      case "steps": shape = try step(path, &rest, place)
      case "result": shape = try ownResult(place)
      case "item", "index":
        guard case .argument(let step) = place, let list = context.steps[step].forEach else {
          throw Problem(message: "\"\(path.root)\" has no meaning here", expected: "it in a step with \"for-each\"")
        }
        if path.root == "index" {
          shape = .scalar("integer")
        } else {
          shape = element(list, variables, .forEach(step: step), depth: depth)
        }
      case "kms": shape = try kms(path, &rest)
      case "synchronizers":
        shape = try named(path, &rest, "synchronizer", context.synchronizers, context.vocabulary.synchronizer)
      case "parties":
        if context.hasOpenParties {
          rest = rest.dropFirst()
          shape = context.vocabulary.party
        } else {
          shape = try named(path, &rest, "party", context.parties, context.vocabulary.party)
        }
      case "cell": shape = try named(path, &rest, "axis", context.cell.map(\.axis), .scalar("string"))
      default:
        guard context.nodeNames().contains(path.root) else { throw unknownRoot(path, variables) }
        shape = context.vocabulary.node
      }
    }
    for segment in rest { shape = try part(of: shape, segment, path) }
    return shape
  }

  private func unknownRoot(_ path: PathExpression, _ variables: [String: Expression]) -> Problem {
    let roots =
      context.nodeNames() + variables.keys.sorted()
      + ["steps", "result", "item", "index", "kms", "synchronizers", "parties", "cell"]
    return Problem(
      message: "unknown name \"\(path.root)\"", expected: "a node, or one of steps, result, item, kms, parties, cell",
      suggestion: Nearest.word(to: path.root, among: roots))
  }

  /// The shape of a list's elements; `any` where the list is wrong, which is reported where it stands.
  private func element(
    _ list: Expression, _ variables: [String: Expression], _ place: ScenarioContext.Place, depth: Int
  ) -> Shape {
    guard case .path(let path) = list else { return .any }
    guard case .list(let element)? = try? shape(path, variables, place, depth: depth + 1) else { return .any }
    return element
  }

  private func step(
    _ path: PathExpression, _ rest: inout ArraySlice<PathExpression.Segment>, _ place: ScenarioContext.Place
  ) throws(Problem) -> Shape {
    let ids = context.steps.map(\.id)
    let id = try field(path, &rest, "step")
    guard let position = ids.firstIndex(of: id) else {
      throw Problem(message: "unknown step \"\(id)\"", suggestion: Nearest.word(to: id, among: ids))
    }
    switch place {
    case .end: break
    case .argument(let step), .forEach(let step), .stepExpectation(let step):
      if step == position, case .stepExpectation = place { break }
      guard context.steps[step].ancestors.contains(position) else {
        throw Problem(
          message: position < step
            ? "step \"\(id)\" need not be over when this is evaluated" : "step \"\(id)\" comes later than its use",
          expected: "a step that this one waits for")
      }
    }
    guard !rest.isEmpty else {
      throw Problem(message: "\(path) says nothing of the step", expected: "\(path).result")
    }
    let name = try field(path, &rest, "step's field")
    guard ReferenceChecker.stepFields.contains(name) else {
      throw Problem(
        message: "a step has no \"\(name)\"",
        expected: "one of \(ReferenceChecker.stepFields.joined(separator: ", "))",
        suggestion: Nearest.word(to: name, among: ReferenceChecker.stepFields))
    }
    return name == "result" ? result(position) : .scalar(name)
  }

  private func ownResult(_ place: ScenarioContext.Place) throws(Problem) -> Shape {
    guard case .stepExpectation(let step) = place else {
      throw Problem(message: "\"result\" has no meaning here", expected: "it in a step's \"expect\"")
    }
    return result(step)
  }

  private func result(_ position: Int) -> Shape {
    let step = context.steps[position]
    let shape = step.definition?.result ?? .any
    return step.forEach == nil ? shape : .list(shape.withItem)
  }

  private func kms(
    _ path: PathExpression, _ rest: inout ArraySlice<PathExpression.Segment>
  ) throws(Problem) -> Shape {
    let shape = try named(path, &rest, "KMS", context.kms.map(\.name), context.vocabulary.kms)
    if case .field(let name) = path.segments.first, rest.first == .field("keys"), rest.count > 1,
      case .field(let key) = rest[rest.startIndex + 1],
      let keys = context.kms.first(where: { $0.name == name })?.keys, !keys.contains(key)
    {
      throw Problem(
        message: "\(name) has no pregenerated key \"\(key)\"",
        expected: keys.isEmpty ? "an entry in its \"keys\"" : nil,
        suggestion: Nearest.word(to: key, among: keys))
    }
    return shape
  }

  private func named(
    _ path: PathExpression, _ rest: inout ArraySlice<PathExpression.Segment>, _ kind: String, _ names: [String],
    _ shape: Shape
  ) throws(Problem) -> Shape {
    let name = try field(path, &rest, kind)
    guard names.contains(name) else {
      throw Problem(message: "unknown \(kind) \"\(name)\"", suggestion: Nearest.word(to: name, among: names))
    }
    return shape
  }

  private func field(
    _ path: PathExpression, _ rest: inout ArraySlice<PathExpression.Segment>, _ kind: String
  ) throws(Problem) -> String {
    guard case .field(let name)? = rest.first else {
      throw Problem(message: "\(path) does not name a \(kind)", expected: "\(path.root).<name>")
    }
    rest = rest.dropFirst()
    return name
  }

  private func part(of shape: Shape, _ segment: PathExpression.Segment, _ path: PathExpression) throws(Problem) -> Shape
  {
    switch (shape, segment) {
    case (.any, _): return .any
    case (.list(let element), .index): return element
    case (.map(let element), .field): return element
    case (.record(let fields), .field(let name)):
      if let field = fields.first(where: { $0.name == name }) { return field.shape }
      throw Problem(
        message: "\(path) leads nowhere: there is no \"\(name)\"",
        expected: "one of \(fields.map(\.name).joined(separator: ", "))",
        suggestion: Nearest.word(to: name, among: fields.map(\.name)))
    case (.list, .field(let name)): throw Problem(message: "\(path) asks a list for \"\(name)\"", expected: "an index")
    case (.record, .index), (.map, .index): throw Problem(message: "\(path) asks a record for an index")
    case (.scalar(let kind), _): throw Problem(message: "\(path) goes on behind a value without parts (\(kind))")
    }
  }
}

extension Shape {
  /// The result for one element of `for-each`: the command's own fields, and the element under `item`.
  fileprivate var withItem: Shape {
    guard case .record(let fields) = self else { return self }
    return .record(fields + [Field("item", .any)])
  }
}
