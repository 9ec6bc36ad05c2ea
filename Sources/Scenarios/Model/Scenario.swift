import KMS
import Kernel
import Keys

/// One scenario without choices: a network, its load, a procedure, faults and what must hold. A file with a matrix makes
/// one of these per cell.
///
/// Plain data; every part keeps the place where it stands for messages. Names that parts use for each other are checked
/// when the scenario is loaded and can be relied upon.
public struct Scenario: Sendable {
  /// The scenario's name: lower-case words with hyphens.
  public var name: String
  /// What it is for, in a sentence.
  public var about: String
  /// The seeds to run with, in the order of the file.
  public var seeds: [UInt64]
  /// Real or symbolic cryptography.
  public var crypto: CryptoMode
  /// Virtual zero as seconds since 1970.
  public var startTime: Int64
  /// The horizon: a run that is not quiet by then is cut off.
  public var duration: Span
  /// Costs of local work and of the network.
  public var timing: TimingPreset
  /// Links that differ from the default.
  public var links: [Link]
  /// `canton.features`.
  public var features: Features
  /// The synchronizers.
  public var synchronizers: [Synchronizer]
  /// The key management services of AWS.
  public var kms: [KmsInstance]
  /// Those of Google.
  public var gcpKms: [GcpKmsInstance]
  /// The nodes with their Canton configuration: participants, then sequencers, then mediators.
  public var nodes: [Node]
  /// Parties that exist before the first step.
  public var parties: [Party]
  /// The load.
  public var workload: [Workload]
  /// The procedure.
  public var steps: [Step]
  /// What goes wrong.
  public var faults: [Fault]
  /// What must hold at the end.
  public var expect: [Expectation]
  /// Bounds on metrics.
  public var thresholds: [Bound]
  /// The axis values of the matrix cell that this scenario is, in the order of the axes; empty without a matrix.
  public var cell: [AxisValue]

  /// `canton.features`: groups of console commands that must be switched on (canton.md 14).
  public struct Features: Hashable, Sendable {
    /// `enable-preview-commands`, for instance for exporting private keys.
    public var previewCommands = false
    /// `enable-repair-commands`, for instance for exporting and importing contracts.
    public var repairCommands = false
  }

  /// An axis of a matrix with the value that a cell has on it.
  public struct AxisValue: Hashable, Sendable, CustomStringConvertible {
    /// The axis.
    public let axis: String
    /// The value's name.
    public let value: String

    /// Makes a pair.
    public init(axis: String, value: String) {
      self.axis = axis
      self.value = value
    }

    /// `axis=value`.
    public var description: String { "\(axis)=\(value)" }
  }

  /// The node of a name.
  public func node(_ name: String) -> Node? { nodes.first { $0.name == name } }
  /// The nodes of a kind, in the order of the file.
  public func nodes(_ kind: NodeKind) -> [Node] { nodes.filter { $0.kind == kind } }
  /// AWS's KMS of a name.
  public func kms(_ name: String) -> KmsInstance? { kms.first { $0.configuration.name == name } }
  /// Google's KMS of a name.
  public func gcpKms(_ name: String) -> GcpKmsInstance? { gcpKms.first { $0.name == name } }
  /// The synchronizer of an alias.
  public func synchronizer(_ alias: String) -> Synchronizer? { synchronizers.first { $0.alias == alias } }
  /// The phases in the order in which steps first name them.
  public var phases: [String] {
    var phases: [String] = []
    for phase in steps.compactMap(\.phase) where !phases.contains(phase) { phases.append(phase) }
    return phases
  }
}
