import Kernel
import Keys
import Events

/// How a node stores private keys when its provider is `jce`.
public enum PrivateKeyStoreConfiguration: Hashable, Sendable {
  /// As they are.
  case clear
  /// Encrypted with a KMS wrapper key. A nil id means: take the stored one, or create a key.
  case envelope(wrapperKeyID: String?)
  /// Envelope encryption is being reverted: rows are decrypted at the next start.
  case reverted
}

/// `init.identity.type` of Canton's configuration.
public enum IdentityType: String, Hashable, Sendable, CaseIterable {
  /// The node makes its keys, its identity and its first topology transactions by itself.
  case auto
  /// An operator does it by console commands.
  case manual
}

/// `caching.session-encryption-key-cache`; both caches expire after write.
public struct SessionEncryptionKeyCacheConfiguration: Hashable, Sendable {
  /// Whether keys live longer than one transaction.
  public var isEnabled = true
  /// How long the sender reuses a session key.
  public var senderExpiry = Span.seconds(10)
  /// How long a receiver remembers a decrypted session key.
  public var receiverExpiry = Span.seconds(10)
  /// Maximum number of entries in each cache.
  public var maximumSize = 10_000

  /// Canton's defaults.
  public init() {}
}

/// `sequencer-client` of Canton's configuration.
public struct SequencerClientConfiguration: Hashable, Sendable {
  /// From now to the latest sequencing time of a submission that has no bound of its own.
  public var defaultMaxSequencingTimeOffset = Span.minutes(2)
  /// The least time between two acknowledgements.
  public var acknowledgementInterval = Span.minutes(1)
  /// How long a call to the sequencer may take before it counts as unavailable.
  public var networkTimeout = Span.minutes(2)
  /// Wait before a failed connection at start-up is tried again.
  public var startupRetry = Span.seconds(1)
  /// Tokens are renewed this long before they expire.
  public var refreshAuthTokenBeforeExpiry = Span.seconds(20)

  /// Canton's defaults.
  public init() {}
}

/// `topology` of Canton's configuration.
public struct TopologyConfiguration: Hashable, Sendable {
  /// Latest sequencing time of a broadcast, counted from its submission.
  public var registrationTimeout = Span.seconds(20)
  /// How long a broadcaster waits to see its own transactions.
  public var observationTimeout = Span.seconds(30)
  /// Wait before a failed broadcast is repeated.
  public var broadcastRetryDelay = Span.seconds(10)
  /// Most transactions of one broadcast.
  public var broadcastBatchSize = 100

  /// Canton's defaults.
  public init() {}
}

/// One node's configuration, with the defaults of Canton 3.5.
public struct NodeConfiguration: Sendable {
  /// The node's name in the configuration.
  public var name: String
  /// What the node is.
  public var kind: MemberKind
  /// The schemes of the node, resolved from `crypto.provider`, `crypto.signing` and `crypto.encryption`.
  public let schemes: NodeSchemes
  /// `crypto.provider`.
  public let provider: ProviderName
  /// `crypto.private-key-store`; ignored with provider `kms`.
  public var privateKeyStore = PrivateKeyStoreConfiguration.clear
  /// `init.identity.type`.
  public var identity = IdentityType.auto
  /// `init.generate-topology-transactions-and-keys`.
  public var generatesTopologyTransactionsAndKeys = true
  /// `init.generate-intermediate-key`.
  public var generatesIntermediateKey = false
  /// `caching.session-encryption-key-cache`.
  public var sessionEncryptionKeyCache = SessionEncryptionKeyCacheConfiguration()
  /// `sequencer-client`.
  public var sequencerClient = SequencerClientConfiguration()
  /// `topology`.
  public var topology = TopologyConfiguration()
  /// `features.enable-preview-commands`.
  public var enablesPreviewCommands = false
  /// `features.enable-repair-commands`.
  public var enablesRepairCommands = false

  /// A node with Canton's defaults for its provider.
  /// - Parameter crypto: provider and schemes; what it leaves out is the provider's default.
  /// - Parameter kms: what the node's KMS can do with private keys; counts with provider `kms`.
  /// - Throws: Canton's start-up error for schemes that do not fit.
  public init(
    name: String, kind: MemberKind, crypto: CryptoConfiguration = CryptoConfiguration(provider: .jce),
    kms: KmsSchemes = .aws
  ) throws(SchemeError) {
    self.name = name
    self.kind = kind
    provider = crypto.provider
    let resolved = try NodeSchemes(crypto)
    schemes = resolved
    // The defaults must be something that the KMS can do; what is merely allowed stays usable in software.
    if crypto.provider == .kms { _ = try resolved.selecting(kms) }
  }

  /// Where the configuration puts private keys.
  public var privateKeyMode: PrivateKeyMode {
    if provider == .kms { return .external }
    if case .envelope = privateKeyStore { return .enveloped }
    return .clear
  }
}
