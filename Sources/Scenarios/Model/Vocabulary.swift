/// What scenarios may say: the steps, faults, workload templates and checks that exist. Validation knows no others.
public struct Vocabulary: Sendable {
  /// The steps.
  public var steps: [StepDefinition]
  /// The faults.
  public var faults: [FaultDefinition]
  /// The workload templates.
  public var workloads: [WorkloadDefinition]
  /// The checks that `invariant` names.
  public var checks: [CheckDefinition]
  /// What `${<node>.…}` offers.
  public var node: Shape
  /// What `${kms.<name>.…}` offers.
  public var kms: Shape
  /// What `${synchronizers.<alias>.…}` offers.
  public var synchronizer: Shape
  /// What `${parties.<name>.…}` offers.
  public var party: Shape
  /// Step commands that are known and come later, with the reason that a refusal gives.
  public var laterSteps: [String: String]

  /// Makes a vocabulary.
  public init(
    steps: [StepDefinition] = [], faults: [FaultDefinition] = [], workloads: [WorkloadDefinition] = [],
    checks: [CheckDefinition] = [], node: Shape = .any, kms: Shape = .any, synchronizer: Shape = .any,
    party: Shape = .any, laterSteps: [String: String] = [:]
  ) {
    self.steps = steps
    self.faults = faults
    self.workloads = workloads
    self.checks = checks
    self.node = node
    self.kms = kms
    self.synchronizer = synchronizer
    self.party = party
    self.laterSteps = laterSteps
  }

  /// The step of a command without its node: `keys.secret.download`, `kms.create_key`, `sim.wait`.
  public func step(_ name: String) -> StepDefinition? { steps.first { $0.name == name } }
}

/// What a step is called, takes and gives; what it does stands beside it, where steps are performed.
public struct StepDefinition: Sendable {
  /// The console path without the node (`keys.secret.download`), or the whole command of the harness (`sim.wait`).
  public let name: String
  /// The kinds of nodes that have the command; empty for a command of the harness.
  public let nodes: [NodeKind]
  /// Its arguments.
  public let fields: [FieldDefinition]
  /// What it does, in one or two sentences.
  public let doc: String
  /// A step as it stands in a scenario file, JSON.
  public let example: String
  /// What its result offers to references.
  public let result: Shape
  /// Whether its result holds secrets, which only steps made for them consume.
  public let secretResult: Bool

  /// Makes a definition.
  public init(
    name: String, nodes: [NodeKind] = [], fields: [FieldDefinition] = [], doc: String, example: String,
    result: Shape = .any, secretResult: Bool = false
  ) {
    self.name = name
    self.nodes = nodes
    self.fields = fields
    self.doc = doc
    self.example = example
    self.result = result
    self.secretResult = secretResult
  }

  /// Whether the command is the harness's own: `kms.…` or `sim.…`.
  public var isHarness: Bool { name.hasPrefix("kms.") || name.hasPrefix("sim.") }
}

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
  /// The name of a KMS.
  case kms
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

/// What a fault is called, takes and can act upon.
public struct FaultDefinition: Sendable {
  /// The word after `inject`.
  public let name: String
  /// What it can act upon.
  public let targets: [FaultTargetKind]
  /// Its arguments.
  public let fields: [FieldDefinition]
  /// What it does.
  public let doc: String
  /// A fault as it stands in a scenario file, JSON.
  public let example: String

  /// Makes a definition.
  public init(name: String, targets: [FaultTargetKind], fields: [FieldDefinition] = [], doc: String, example: String) {
    self.name = name
    self.targets = targets
    self.fields = fields
    self.doc = doc
    self.example = example
  }
}

/// What a fault can act upon.
public enum FaultTargetKind: String, CaseIterable, Hashable, Sendable {
  /// `kms.<name>`.
  case kms
  /// `link.<node>-<node>`.
  case link
  /// A node's name.
  case node
}

/// What a workload template is called and does.
public struct WorkloadDefinition: Sendable {
  /// The word after `template`.
  public let name: String
  /// How many parties it needs.
  public let parties: ClosedRange<Int>
  /// What a command of it does.
  public let doc: String
  /// A workload as it stands in a scenario file, JSON.
  public let example: String

  /// Makes a definition.
  public init(name: String, parties: ClosedRange<Int> = 1...1000, doc: String, example: String) {
    self.name = name
    self.parties = parties
    self.doc = doc
    self.example = example
  }
}

/// What a check is called and takes.
public struct CheckDefinition: Sendable {
  /// The word after `invariant`.
  public let name: String
  /// Its arguments.
  public let fields: [FieldDefinition]
  /// What it states.
  public let doc: String

  /// Makes a definition.
  public init(name: String, fields: [FieldDefinition] = [], doc: String) {
    self.name = name
    self.fields = fields
    self.doc = doc
  }
}
