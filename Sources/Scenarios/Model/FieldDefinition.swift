/// An argument of a step, a fault or a check.
public struct FieldDefinition: Sendable {
  /// The name, in Canton's spelling where the command is Canton's.
  public let name: String
  /// What it may be.
  public let type: FieldType
  /// Whether it must be given.
  public let required: Bool
  /// What it means.
  public let doc: String

  /// Makes a definition.
  public init(_ name: String, _ type: FieldType, required: Bool = false, doc: String) {
    self.name = name
    self.type = type
    self.required = required
    self.doc = doc
  }
}

/// What an argument may be. A reference `${…}` may stand for any of these but a condition; `null` counts as not given.
public indirect enum FieldType: Hashable, Sendable {
  /// Any string.
  case string
  /// A whole number within a range.
  case integer(ClosedRange<Int64> = .min ... .max)
  /// `true` or `false`.
  case bool
  /// A duration such as `250ms`.
  case duration
  /// A share from 0 to 1, for instance 0.3.
  case share
  /// A factor above 0, for instance 4 or 0.5.
  case factor
  /// The name of a node of one of these kinds.
  case node([NodeKind] = NodeKind.allCases)
  /// The name of a KMS of AWS.
  case kms
  /// The name of a KMS of Google.
  case gcpKms
  /// The name of a principal of a KMS.
  case principal
  /// The alias of a synchronizer.
  case synchronizer
  /// The name of a party that the scenario declares or that a step creates; a full party id is taken as it is.
  case party
  /// The name of a party that the step creates.
  case newParty
  /// Something secret, which only a reference to a step's result can give.
  case secret
  /// One of these words.
  case choice([String])
  /// A boolean expression, evaluated by the step.
  case condition
  /// A list.
  case list(FieldType)
  /// An object with keys of the scenario's choice.
  case map(FieldType)
  /// Anything.
  case any
}

/// A kind of node, under the name that Canton's configuration gives its section.
public enum NodeKind: String, CaseIterable, Hashable, Sendable {
  /// A participant.
  case participant
  /// A sequencer.
  case sequencer
  /// A mediator.
  case mediator

  /// The section of `canton`: `participants`, `sequencers`, `mediators`.
  public var section: String { rawValue + "s" }
}

extension FieldType: CustomStringConvertible {
  /// The type in words, for lists of commands.
  public var description: String {
    switch self {
    case .string: "string"
    case .integer(let range):
      switch (range.lowerBound, range.upperBound) {
      case (.min, .max): "integer"
      case (let lower, .max): "integer from \(lower)"
      case (let lower, let upper): "integer from \(lower) to \(upper)"
      }
    case .bool: "boolean"
    case .duration: "duration"
    case .share: "share from 0 to 1"
    case .factor: "factor above 0"
    case .node(let kinds): kinds.count == 1 ? kinds[0].rawValue : "node"
    case .kms: "KMS"
    case .gcpKms: "KMS of vendor gcp"
    case .principal: "principal"
    case .synchronizer: "synchronizer"
    case .party: "party"
    case .newParty: "name of a new party"
    case .secret: "secret"
    case .choice(let words): words.joined(separator: " | ")
    case .condition: "condition"
    case .list(let element): "list of \(element)"
    case .map(let element): "object of \(element)"
    case .any: "any value"
    }
  }
}
