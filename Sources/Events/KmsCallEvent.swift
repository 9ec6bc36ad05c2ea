import Kernel

/// One attempt of one call to a KMS, recorded when its answer (or its loss) reaches the caller.
public struct KmsCallEvent: Sendable {
  /// The KMS instance's name in the scenario.
  public let kms: String
  /// The vendor's operation name, for instance `Sign`.
  public let operation: String
  /// The key id that the request named; nil for `CreateKey`.
  public let keyID: String?
  /// The key's spec in the vendor's words, where known.
  public let keySpec: String?
  /// Whose credentials were used.
  public let principal: String
  /// The attempt within the SDK call, from 1.
  public let attempt: Int
  /// `OK`, or the vendor's error code, or the SDK's name of a transport failure.
  public let outcome: String
  /// Whether the answer was a refusal for lack of quota.
  public let throttled: Bool
  /// The quota that the request counted against; nil when it counts against none.
  public let quota: String?
  /// When the attempt was sent.
  public let sentAt: Instant
  /// From sending to the answer, without the wait for a connection.
  public let latency: Span
  /// How long the attempt waited for a connection of the pool.
  public let poolWait: Span

  /// Makes an entry.
  public init(
    kms: String, operation: String, keyID: String?, keySpec: String?, principal: String, attempt: Int, outcome: String,
    throttled: Bool, quota: String?, sentAt: Instant, latency: Span, poolWait: Span
  ) {
    self.kms = kms
    self.operation = operation
    self.keyID = keyID
    self.keySpec = keySpec
    self.principal = principal
    self.attempt = attempt
    self.outcome = outcome
    self.throttled = throttled
    self.quota = quota
    self.sentAt = sentAt
    self.latency = latency
    self.poolWait = poolWait
  }

  func mix(into digest: inout Digest) {
    digest.mix(kms)
    digest.mix(operation)
    digest.mix(optional: keyID)
    digest.mix(optional: keySpec)
    digest.mix(principal)
    digest.mix(attempt)
    digest.mix(outcome)
    digest.mix(throttled)
    digest.mix(optional: quota)
    digest.mix(sentAt)
    digest.mix(latency)
    digest.mix(poolWait)
  }
}
