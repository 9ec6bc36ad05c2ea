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
