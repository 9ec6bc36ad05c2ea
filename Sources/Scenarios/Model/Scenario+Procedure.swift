import Configuration
import Kernel
import Results

extension Scenario {
  /// A stream of commands.
  public struct Workload: Sendable {
    /// Its id.
    public var id: String
    /// When it begins.
    public var from: Span
    /// When it ends; nil for the end of the run.
    public var until: Span?
    /// Whether commands wait for each other.
    public var model: Model
    /// The parties that take part; traffic goes through any connected participant that hosts the submitter.
    public var parties: [String]
    /// What a command does: a template of the vocabulary.
    public var template: String
    /// How many contracts one command makes or moves.
    public var batch: Int
    /// How many commands are issued at most; nil for no bound.
    public var maxCommands: Int?
    /// Where it stands.
    public var range: SourceRange

    /// Whether commands wait for each other.
    public enum Model: Hashable, Sendable {
      /// Commands come at a rate, however long they take.
      case open(rate: Rate, arrivals: Arrivals)
      /// A number of clients, each waiting for its command's end and then for the think time.
      case closed(clients: Int, thinkTime: Span)
    }

    /// How commands of an open model are spread.
    public enum Arrivals: String, CaseIterable, Hashable, Sendable {
      /// Memoryless.
      case poisson
      /// At a random place of each interval.
      case uniform
      /// One each interval.
      case constant
    }
  }

  /// A command of the operator.
  public struct Step: Sendable {
    /// Its id.
    public var id: String
    /// The node that performs it; nil for a command of the harness.
    public var node: String?
    /// The command without its node: `keys.secret.download`, `sim.wait`.
    public var command: String
    /// Its arguments in the order of the file.
    public var arguments: [Argument]
    /// Not before this time.
    public var at: Span?
    /// Positions of the steps that must be over before, all smaller than its own.
    public var after: [Int]
    /// Time that passes between that and the command: people and scripts think.
    public var delay: Span
    /// The phase that it belongs to.
    public var phase: String?
    /// A list; the command is performed once for each element, in order, and the result is the list of results.
    public var forEach: Template?
    /// The command is performed only if this holds.
    public var condition: Expression?
    /// How long it may take.
    public var timeout: Span?
    /// What must hold after it.
    public var expect: [Expectation]
    /// The error code that it must fail with.
    public var expectError: String?
    /// A text that the error's message must contain.
    public var expectErrorText: String?
    /// What happens when it fails unexpectedly.
    public var onFailure: OnFailure
    /// Where it stands.
    public var range: SourceRange

    /// `node.command`, as the file says it.
    public var commandText: String { node.map { "\($0).\(command)" } ?? command }

    /// The template of an argument.
    public func argument(_ name: String) -> Template? { arguments.first { $0.name == name }?.value }

    /// What happens when a step fails unexpectedly.
    public enum OnFailure: String, CaseIterable, Hashable, Sendable {
      /// No further step is begun.
      case abort
      /// The next steps go on.
      case `continue`
    }
  }

  /// A named argument of a step, a fault or a check.
  public struct Argument: Sendable {
    /// Its name.
    public var name: String
    /// Its value, perhaps with references.
    public var value: Template
    /// Where the value stands.
    public var range: SourceRange
  }

  /// Something that goes wrong.
  public struct Fault: Sendable {
    /// Its id.
    public var id: String
    /// What goes wrong: a fault of the vocabulary.
    public var inject: String
    /// What it acts upon.
    public var target: Target
    /// When it begins.
    public var start: Start
    /// How long it acts; nil until the end of its phase or of the run.
    public var length: Span?
    /// Its arguments; they hold no references.
    public var arguments: [Argument]
    /// Where it stands.
    public var range: SourceRange

    /// What a fault acts upon.
    public enum Target: Hashable, Sendable {
      /// A KMS.
      case kms(String)
      /// A link, in both directions or in one.
      case link(Link.Ends)
      /// A node.
      case node(String)
    }

    /// When a fault begins.
    public enum Start: Hashable, Sendable {
      /// At a time.
      case at(Span)
      /// With the first step of a phase; it ends with the last one at the latest.
      case duringPhase(String)
    }
  }

  /// What must hold.
  public struct Expectation: Sendable {
    /// What must hold.
    public var kind: Kind
    /// Whether a violation decides the exit code.
    public var severity: Severity
    /// Where it stands.
    public var range: SourceRange

    /// What must hold.
    public enum Kind: Sendable {
      /// A check of the vocabulary.
      case invariant(String, [Argument])
      /// A condition, with its text.
      case that(Expression, text: String)
    }
  }

  /// A bound on a metric.
  public struct Bound: Sendable {
    /// The bound.
    public var threshold: Threshold
    /// Where it stands.
    public var range: SourceRange
  }
}
