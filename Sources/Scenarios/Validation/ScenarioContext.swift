import Configuration
import KMS
import Presets

/// What the readers of one scenario share: the vocabulary, the names that exist, and references to be checked once all
/// names are known.
final class ScenarioContext {
  let vocabulary: Vocabulary
  let presets: PresetLibrary
  let diagnostics: Diagnostics

  /// Whether names of nodes, KMS and the like are taken as they are; for examples that stand outside of a scenario.
  var takesAnyName = false
  /// The nodes in the order of the file.
  var nodes: [(name: String, kind: NodeKind)] = []
  /// The KMS instances with the names of their pregenerated keys.
  var kms: [(name: String, keys: [String])] = []
  /// Those of vendor `gcp` among them.
  var gcpNames: [String] = []
  /// The same, as far as they could be read.
  var gcpKms: [Scenario.GcpKmsInstance] = []
  /// The principals of all instances; nil when an instance takes anybody.
  var principals: [String]? = []
  var synchronizers: [String] = []
  var parties: [String] = []
  /// Whether a step creates a party whose name only the run knows.
  var hasOpenParties = false
  var steps: [KnownStep] = []
  /// The steps as the file has them, to find the way of a cycle.
  var rawSteps: [Value]?
  var phases: [String] = []
  var cell: [Scenario.AxisValue] = []
  private(set) var pending: [PendingReference] = []
  private(set) var pendingParties: [(name: String, reader: Reader)] = []

  /// Presets as they were used, by the path of the key that named them, so that a resolved scenario can hold them.
  var usedPresets: [(path: [String], value: JSONValue)] = []

  /// A step as references see it.
  struct KnownStep {
    let id: String
    let definition: StepDefinition?
    var forEach: Expression?
    /// Positions of all steps that are over before it begins.
    var ancestors: Set<Int> = []
  }

  /// Where an expression stands, which decides what it may name.
  enum Place {
    /// An argument or the `if` of a step.
    case argument(step: Int)
    /// The `for-each` of a step.
    case forEach(step: Int)
    /// An `expect` of a step.
    case stepExpectation(step: Int)
    /// An `expect` of the scenario.
    case end
  }

  /// An expression to be checked.
  struct PendingReference {
    let expression: Expression
    let reader: Reader
    let place: Place
  }

  init(vocabulary: Vocabulary, presets: PresetLibrary, diagnostics: Diagnostics) {
    self.vocabulary = vocabulary
    self.presets = presets
    self.diagnostics = diagnostics
  }

  func nodeNames(_ kinds: [NodeKind] = NodeKind.allCases) -> [String] {
    nodes.filter { kinds.contains($0.kind) }.map(\.name)
  }

  func note(_ expression: Expression, _ reader: Reader, _ place: Place) {
    pending.append(PendingReference(expression: expression, reader: reader, place: place))
  }

  /// Notes the use of a party's name, to be checked when all parties are known. Full ids are taken as they are.
  func noteParty(_ name: String, _ reader: Reader) {
    if !name.utf8.contains(UInt8(ascii: ":")) { pendingParties.append((name, reader)) }
  }

  func checkParties() {
    guard !hasOpenParties else { return }
    for (name, reader) in pendingParties where !parties.contains(name) {
      reader.reportUnknown(name, kind: "party", among: parties)
    }
  }
}

extension Reader {
  /// Reports a mistake within the text of a string; the place is exact where the source has the text without escapes.
  func report(_ error: ExpressionSyntaxError) {
    diagnostics.report(error.message, at: part(error.offset), path: path, expected: error.expected)
  }

  /// The place of a byte of this string's text.
  func part(_ offset: Int) -> SourceRange {
    guard let text = value.string else { return range }
    let bytes = range.source.bytes
    let isPlain =
      range.end <= bytes.count && range.end - range.start == text.utf8.count + 2
      && bytes[(range.start + 1)..<(range.end - 1)].elementsEqual(text.utf8)
    return isPlain ? range.part(from: offset + 1) : range
  }

  /// A condition, noted for checking.
  func condition(_ context: ScenarioContext, _ place: ScenarioContext.Place) -> Expression? {
    guard let text = string(expected: "a condition such as \"result.dropped == 0\"") else { return nil }
    do throws(ExpressionSyntaxError) {
      let expression = try Expression(condition: text)
      context.note(expression, self, place)
      return expression
    } catch {
      report(error)
      return nil
    }
  }

  /// A value with references, which are noted for checking.
  func template(_ context: ScenarioContext, _ place: ScenarioContext.Place) -> Template? {
    switch value.content {
    case .null: return .literal(.null)
    case .bool(let bool): return .literal(.bool(bool))
    case .number(let number): return number.int64.map { .literal(.integer($0)) } ?? .decimal(number)
    case .string(let text):
      do throws(ExpressionSyntaxError) {
        let template = try Template(string: text)
        for expression in template.expressions { context.note(expression, self, place) }
        return template
      } catch {
        report(error)
        return nil
      }
    case .array:
      let all = elements()
      let found = all.compactMap { $0.template(context, place) }
      return found.count == all.count ? .list(found) : nil
    case .object:
      let all = entries()
      let found = all.compactMap { entry in
        entry.reader.template(context, place).map { Template.Field(name: entry.key, value: $0) }
      }
      return found.count == all.count ? .record(found) : nil
    }
  }
}
