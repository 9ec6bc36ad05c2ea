import Kernel

/// `crypto.kms.retries.failures` and `….create-key-check`.
public struct CantonRetryConfiguration: Hashable, Sendable {
  /// The first wait.
  public var initialDelay: Span
  /// The greatest wait; without effect as Canton implements it.
  public var maximumDelay: Span
  /// How many retries; nil: for ever.
  public var maximumRetries: Int?

  /// Makes a configuration.
  public init(initialDelay: Span, maximumDelay: Span, maximumRetries: Int?) {
    self.initialDelay = initialDelay
    self.maximumDelay = maximumDelay
    self.maximumRetries = maximumRetries
  }

  /// Canton's default after a failure: 500 ms, at most 10 s, for ever.
  public static let failures = CantonRetryConfiguration(
    initialDelay: .milliseconds(500), maximumDelay: .seconds(10), maximumRetries: nil)
  /// Canton's default for the check of a new key: 100 ms, at most 10 s, 20 retries.
  public static let createKeyCheck = CantonRetryConfiguration(
    initialDelay: .milliseconds(100), maximumDelay: .seconds(10), maximumRetries: 20)
}

/// Which reading of the retry configuration holds.
public enum CantonRetryMode: String, CaseIterable, Hashable, Sendable {
  /// The code's: later waits are uniform in half to the whole of the *initial* delay (canton.md section 7.2).
  case asImplemented = "as-implemented"
  /// The documentation's: waits double up to the maximum, each uniform in half to the whole of that.
  case asConfigured = "as-configured"
}

/// A node's KMS client. The defaults are Canton's with the AWS SDK for Java 2 in retry mode legacy (kms.md section 7).
public struct KmsClientConfiguration: Sendable {
  /// HTTP/1.1 connections: so many requests are in flight at most.
  public var maximumConnections = 50
  /// How many requests may wait for a connection.
  public var maximumPendingAcquires = 10_000
  /// How long a request waits for a connection.
  public var acquireTimeout = Span.seconds(10)
  /// How long a connection may take to come up.
  public var connectTimeout = Span.seconds(2)
  /// How long an answer may take.
  public var readTimeout = Span.seconds(30)
  /// How long an unused connection stays open.
  public var connectionIdleTime = Span.seconds(60)
  /// The SDK's retry mode. Setting it sets ``sdkAttempts``.
  public var sdkRetryMode = SdkRetryMode.legacy { didSet { sdkAttempts = sdkRetryMode.attempts } }
  /// The SDK's attempts in all.
  public var sdkAttempts = SdkRetryMode.legacy.attempts
  /// Canton's retries after a failure.
  public var failures = CantonRetryConfiguration.failures
  /// Canton's retries of the check of a new key.
  public var createKeyCheck = CantonRetryConfiguration.createKeyCheck
  /// How Canton's retries wait.
  public var retryMode = CantonRetryMode.asImplemented
  /// Whether Canton retries a throttled call that outlived the SDK's attempts. Its code does not.
  public var retriesThrottling = false
  /// `multi-region-key`.
  public var multiRegionKey = false
  /// `custom-tags`, put before `CreatedBy=Canton`.
  public var customTags: [KeyTag] = []
  /// `audit-logging`.
  public var auditLogging = false
  /// What audit lines say after the logger's name, for instance `participant=participant1`.
  public var loggerContext = ""
  /// `User-Agent`, as far as CloudTrail's readers tell clients by it.
  public var userAgent = "aws-sdk-java/2.44.3 md/io#async md/http#NettyNio"
  /// Gets each audit line beside the log that is kept in memory.
  public var auditSink: (@Sendable (String) -> Void)?

  /// Canton's defaults.
  public init() {}
}
