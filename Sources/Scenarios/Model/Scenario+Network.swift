import Configuration
import Kernel
import Keys

extension Scenario {
  /// A synchronizer: who runs it and its parameters. Protocol version 35 is the only one of this release.
  public struct Synchronizer: Sendable {
    /// The alias under which nodes connect to it.
    public var alias: String
    /// Its sequencer. One for now; the file has a list because Canton does.
    public var sequencer: String
    /// Its mediator.
    public var mediator: String
    /// The protocol version.
    public var protocolVersion: Int
    /// What was fixed when it was bootstrapped.
    public var staticParameters: StaticParameters
    /// What can be changed while it runs.
    public var dynamicParameters: DynamicParameters
    /// Where it stands.
    public var range: SourceRange
  }

  /// Canton's static synchronizer parameters, as far as they matter here (canton.md 1.2, 9).
  public struct StaticParameters: Sendable {
    /// Between the sequencing of a topology change and its effect.
    public var topologyChangeDelay: Span
    /// Signing algorithms that every member must support.
    public var requiredSigningAlgorithmSpecs: [SigningAlgorithmSpec]
    /// Signing key specs that every member must support.
    public var requiredSigningKeySpecs: [SigningKeySpec]
    /// Encryption algorithms that every member must support.
    public var requiredEncryptionAlgorithmSpecs: [EncryptionAlgorithmSpec]
    /// Encryption key specs that every member must support.
    public var requiredEncryptionKeySpecs: [EncryptionKeySpec]

    /// Canton's defaults of protocol version 35: everything that the `jce` provider supports is required.
    public static let defaults = StaticParameters(
      topologyChangeDelay: .milliseconds(250), requiredSigningAlgorithmSpecs: SigningAlgorithmSpec.allCases,
      requiredSigningKeySpecs: SigningKeySpec.allCases,
      requiredEncryptionAlgorithmSpecs: EncryptionAlgorithmSpec.allCases,
      requiredEncryptionKeySpecs: EncryptionKeySpec.allCases)
  }

  /// Canton's dynamic synchronizer parameters with its defaults (canton.md 9).
  public struct DynamicParameters: Sendable {
    /// How long the mediator waits for confirmations.
    public var confirmationResponseTimeout: Span = .seconds(30)
    /// How long members wait for the verdict after that.
    public var mediatorReactionTimeout: Span = .seconds(30)
    /// How far ledger time and record time may be apart.
    public var ledgerTimeRecordTimeTolerance: Span = .seconds(60)
    /// How far preparation time and record time may be apart.
    public var preparationTimeRecordTimeTolerance: Span = .hours(24)
    /// How long the mediator remembers request ids.
    public var mediatorDeduplicationTimeout: Span = .hours(48)
    /// Between ACS commitments.
    public var reconciliationInterval: Span = .seconds(60)
    /// How long sequencers collect an aggregated submission.
    public var sequencerAggregateSubmissionTimeout: Span = .minutes(6)
    /// The greatest request in bytes.
    public var maxRequestSize: Int = 10 << 20
    /// Confirmation requests per second that a participant may send.
    public var confirmationRequestsMaxRate: Int = 1_000_000

    /// After this the request of a transaction is decided: the sum of both timeouts.
    public var decisionTimeout: Span { confirmationResponseTimeout + mediatorReactionTimeout }
  }

  /// A link that differs from the default.
  public struct Link: Sendable {
    /// Where it begins and ends; nil for the default of all links.
    public var ends: Ends?
    /// How long a message takes.
    public var latency: Distribution?
    /// The share of messages that are lost.
    public var loss: Ratio
    /// The share of messages that arrive twice.
    public var duplication: Ratio
    /// Whether messages never overtake each other, as on a TCP connection.
    public var ordered: Bool
    /// Where it stands.
    public var range: SourceRange

    /// The two nodes of a link.
    public struct Ends: Hashable, Sendable {
      /// One end; the sender of a link with a direction.
      public var from: String
      /// The other end.
      public var to: String
      /// Whether the way back is the same. `a-b` is both ways, `a>b` is one.
      public var bothWays: Bool
    }
  }

  /// A party that is hosted before the first step.
  public struct Party: Sendable {
    /// The party's name, the identifier of its id.
    public var name: String
    /// The participants that host it, the first one allocates it.
    public var participants: [String]
    /// The synchronizers that it is enabled on; empty for all that its participants are connected to.
    public var synchronizers: [String]
    /// Where it stands.
    public var range: SourceRange
  }
}
