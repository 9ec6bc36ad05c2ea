import Configuration
import KMS
import Kernel
import Keys

extension Scenario {
  /// A node: its Canton configuration and what the harness adds to it.
  public struct Node: Sendable {
    /// Its name.
    public var name: String
    /// What it is.
    public var kind: NodeKind
    /// `init`.
    public var initialization: Initialization
    /// `crypto`.
    public var crypto: Crypto
    /// `caching`.
    public var caching: Caching
    /// `sequencer-client`.
    public var sequencerClient: SequencerClient
    /// `nodes.<name>`: what is not Canton's configuration.
    public var binding: Binding
    /// Where its Canton configuration stands.
    public var range: SourceRange

    /// The mode that its private keys are in.
    public var keyMode: KeyMode {
      if crypto.provider == .kms { return .external }
      return crypto.privateKeyStore.map { $0.reverted ? .clear : .enveloped } ?? .clear
    }
  }

  /// Where a node's private keys are.
  public enum KeyMode: String, CaseIterable, Hashable, Sendable {
    /// In the store, readable.
    case clear
    /// In the store, encrypted with a wrapper key of a KMS.
    case enveloped = "envelope"
    /// In a KMS only.
    case external
  }

  /// What a node of a scenario has besides Canton's configuration.
  public struct Binding: Sendable {
    /// The KMS that it uses; nil when it uses none.
    public var kms: String?
    /// The principal as which it calls the KMS.
    public var principal: String
    /// The Region in which it runs; nil for its KMS's.
    public var region: String?
    /// Files of its own for its KMS audit log; nil for one file of the run's.
    public var auditLogFiles: AuditLogFiles?
    /// Whether it runs when the scenario begins.
    public var autoStart: Bool = true
    /// Synchronizers that it is connected to when the scenario begins.
    public var connect: [String] = []
    /// How it stores.
    public var storage: Storage = .sqlite
    /// The retry mode of its AWS SDK, as the process's environment sets it.
    public var sdkRetryMode: SdkRetryMode = .legacy
  }

  /// How a node stores.
  public enum Storage: String, CaseIterable, Hashable, Sendable {
    /// In memory.
    case memory
    /// In an SQLite database.
    case sqlite
  }

  /// `init` of Canton's node configuration.
  public struct Initialization: Sendable {
    /// Where the identity comes from.
    public var identity: Identity = .auto
    /// Whether the node makes its keys and topology transactions itself.
    public var generateTopologyTransactionsAndKeys = true
    /// Whether an intermediate namespace key is made.
    public var generateIntermediateKey = false

    /// `identity.type`.
    public enum Identity: String, CaseIterable, Hashable, Sendable {
      /// The node makes its identity.
      case auto
      /// The operator gives it.
      case manual
    }
  }

  /// `crypto` of Canton's node configuration.
  public struct Crypto: Sendable {
    /// Where private keys are used.
    public var provider: ProviderName = .jce
    /// `kms`: the client's settings.
    public var kms: KmsClientSettings?
    /// `signing`.
    public var signing = Schemes<SigningAlgorithmSpec, SigningKeySpec>()
    /// `encryption`.
    public var encryption = Schemes<EncryptionAlgorithmSpec, EncryptionKeySpec>()
    /// `private-key-store.encryption`.
    public var privateKeyStore: PrivateKeyStore?
    /// `session-signing-keys`; only disabled ones are accepted in this release.
    public var sessionSigningKeys: SessionSigningKeys?
  }

  /// `signing` or `encryption`: default and allowed algorithms and keys; nil means the provider's.
  public struct Schemes<Algorithm: Hashable & Sendable, Key: Hashable & Sendable>: Hashable, Sendable {
    /// `algorithms.default`.
    public var defaultAlgorithm: Algorithm?
    /// `algorithms.allowed`.
    public var allowedAlgorithms: [Algorithm]?
    /// `keys.default`.
    public var defaultKey: Key?
    /// `keys.allowed`.
    public var allowedKeys: [Key]?
  }

  /// `private-key-store.encryption`.
  public struct PrivateKeyStore: Hashable, Sendable {
    /// `wrapper-key-id`: a key id, an ARN, an alias, or the name of a pregenerated key of the node's KMS, whose id only the
    /// run knows; nil when the node makes its wrapper key.
    public var wrapperKeyID: String?
    /// `reverted`: the store is decrypted at the next start.
    public var reverted = false
  }

  /// `kms`: how a node's KMS client is set up (canton.md 14).
  public struct KmsClientSettings: Hashable, Sendable {
    /// `type`.
    public var vendor = KmsVendor.aws
    /// AWS: `region`.
    public var region: String?
    /// Google: `project-id`.
    public var projectID: String?
    /// Google: `location-id`.
    public var locationID: String?
    /// Google: `key-ring-id`.
    public var keyRingID: String?
    /// `audit-logging`.
    public var auditLogging = false
    /// `retries.failures`.
    public var failures = Backoff(
      initialDelay: .milliseconds(500), maxDelay: .seconds(10), maxRetries: Int(Int32.max))
    /// `retries.create-key-check`.
    public var createKeyCheck = Backoff(initialDelay: .milliseconds(100), maxDelay: .seconds(10), maxRetries: 20)
  }

  /// A retry with exponential backoff.
  public struct Backoff: Hashable, Sendable {
    /// `initial-delay`.
    public var initialDelay: Span
    /// `max-delay`.
    public var maxDelay: Span
    /// `max-retries`; 2147483647 is Canton's word for ever.
    public var maxRetries: Int
  }

  /// `session-signing-keys` with Canton's defaults.
  public struct SessionSigningKeys: Hashable, Sendable {
    /// `key-validity-duration`.
    public var keyValidityDuration: Span = .minutes(5)
    /// `tolerance-shift-duration`.
    public var toleranceShiftDuration: Span = .minutes(2)
    /// `cut-off-duration`.
    public var cutOffDuration: Span = .minutes(1)
    /// `key-eviction-period`.
    public var keyEvictionPeriod: Span = .minutes(10)
  }

  /// `caching`, as far as it saves KMS calls.
  public struct Caching: Hashable, Sendable {
    /// `session-encryption-key-cache.enabled`.
    public var sessionEncryptionKeys = true
    /// `session-encryption-key-cache.sender-cache`.
    public var sender = Cache(maximumSize: 10_000, expiry: .seconds(10))
    /// `session-encryption-key-cache.receiver-cache`.
    public var receiver = Cache(maximumSize: 10_000, expiry: .seconds(10))
    /// `kms-metadata-cache`.
    public var kmsMetadata = Cache(maximumSize: 20, expiry: .minutes(1))
  }

  /// A cache's bounds.
  public struct Cache: Hashable, Sendable {
    /// `maximum-size`.
    public var maximumSize: Int
    /// `expire-after-timeout`, or `expire-after-access` of the metadata cache.
    public var expiry: Span
  }

  /// `sequencer-client`.
  public struct SequencerClient: Hashable, Sendable {
    /// `acknowledgement-interval`.
    public var acknowledgementInterval: Span = .minutes(1)
    /// `default-max-sequencing-time-offset`; 2 minutes since 3.5.
    public var defaultMaxSequencingTimeOffset: Span = .minutes(2)
  }
}
