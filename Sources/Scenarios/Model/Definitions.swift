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
