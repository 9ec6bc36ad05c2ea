import Kernel

/// A node's client of Cloud KMS. The defaults are Canton's with Google's Java client over gRPC.
public struct GcpClientConfiguration: Sendable {
  /// How many requests are in flight at most: the streams of the one HTTP/2 connection that the client keeps; 100 is what
  /// servers commonly allow.
  public var maximumStreams = 100
  /// How long a channel may take to come up.
  public var connectTimeout = Span.seconds(20)
  /// How long an unused channel stays open; gRPC's 30 minutes.
  public var channelIdleTime = Span.minutes(30)
  /// Canton's retries after a failure.
  public var failures = CantonRetryConfiguration.failures
  /// Canton's retries of the check of a new key.
  public var createKeyCheck = CantonRetryConfiguration.createKeyCheck
  /// How Canton's retries wait.
  public var retryMode = CantonRetryMode.asImplemented
  /// `audit-logging`.
  public var auditLogging = false
  /// What audit lines say after the logger's name, for instance `participant=participant1`.
  public var loggerContext = ""

  /// Canton's defaults.
  public init() {}
}
