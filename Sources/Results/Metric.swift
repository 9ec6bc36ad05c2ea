/// What the samples of a metric count.
public enum MetricUnit: String, Sendable {
  /// Spans in integer nanoseconds.
  case nanoseconds = "ns"
  /// Numbers of things; every sample of a counter is 1 or an amount.
  case count
}

/// The metric catalogue: every metric that thresholds may name. Canton's names where Canton has the metric.
public enum Metric: String, Sendable, CaseIterable {
  /// From acceptance of a command to its successful completion.
  case commandLatency = "ledger.command.latency"
  /// Commands issued by workloads.
  case commandsIssued = "ledger.commands.issued"
  /// Commands that no participant took.
  case commandsRefused = "ledger.commands.refused"
  /// Commands accepted by participants.
  case commandsAccepted = "ledger.commands.accepted"
  /// Completions of commands.
  case commandsCompleted = "ledger.commands.completed"
  /// Committed transactions.
  case transactionsCommitted = "ledger.transactions.committed"
  /// Canton's timer of signing.
  case signingLatency = "daml.signing.latency"
  /// Canton's timer of decryption.
  case decryptionLatency = "daml.decryption.latency"
  /// Refused signatures.
  case signaturesRefused = "keyshift.signatures.refused"
  /// Latency of attempts of KMS calls.
  case kmsLatency = "keyshift.kms.latency"
  /// Wait for a connection to the KMS.
  case kmsPoolWait = "keyshift.kms.pool-wait"
  /// Attempts of KMS calls.
  case kmsCalls = "keyshift.kms.calls"
  /// Attempts refused for lack of quota.
  case kmsThrottled = "keyshift.kms.throttled"
  /// Attempts after the first.
  case kmsRetries = "keyshift.kms.retries"
  /// Load of a quota.
  case kmsRequestsPerSecond = "keyshift.kms.requests-per-second"
  /// Accepted topology transactions.
  case topologyChanges = "keyshift.topology.changes"
  /// Windows without service of a party.
  case downtime = "migration.downtime"
  /// Durations of phases.
  case phaseDuration = "migration.phase-duration"
  /// Exported contracts.
  case contractsExported = "migration.contracts-exported"
  /// Imported contracts.
  case contractsImported = "migration.contracts-imported"
  /// Contracts that an import left out.
  case contractsDropped = "migration.contracts-dropped"

  /// The name in scenarios and results.
  public var name: String { rawValue }

  /// What its samples count.
  public var unit: MetricUnit {
    switch self {
    case .commandLatency, .signingLatency, .decryptionLatency, .kmsLatency, .kmsPoolWait, .downtime, .phaseDuration:
      .nanoseconds
    case .commandsIssued, .commandsRefused, .commandsAccepted, .commandsCompleted, .transactionsCommitted,
      .signaturesRefused, .kmsCalls, .kmsThrottled, .kmsRetries, .kmsRequestsPerSecond, .topologyChanges,
      .contractsExported, .contractsImported, .contractsDropped:
      .count
    }
  }

  /// The names of its tags.
  public var tags: [String] {
    switch self {
    case .commandLatency, .commandsAccepted: ["node", "workload"]
    case .commandsIssued: ["workload"]
    case .commandsRefused: ["workload", "code"]
    case .commandsCompleted: ["node", "workload", "code"]
    case .transactionsCommitted: ["node"]
    case .signingLatency: ["node", "usage", "kms"]
    case .decryptionLatency: ["node", "kms"]
    case .signaturesRefused: ["node", "reason"]
    case .kmsLatency, .kmsCalls: ["kms", "op", "node", "outcome"]
    case .kmsPoolWait, .kmsRetries: ["kms", "op", "node"]
    case .kmsThrottled: ["kms", "op", "node", "quota"]
    case .kmsRequestsPerSecond: ["kms", "quota"]
    case .topologyChanges: ["code"]
    case .downtime: ["party"]
    case .phaseDuration: ["phase"]
    case .contractsExported, .contractsImported, .contractsDropped: ["node"]
    }
  }

  /// What it measures, in one sentence.
  public var doc: String {
    switch self {
    case .commandLatency: "From a participant's acceptance of a command to its successful completion."
    case .commandsIssued: "Commands that workloads issued."
    case .commandsRefused: "Commands that no participant took, by the code that the application saw."
    case .commandsAccepted: "Commands that a participant accepted."
    case .commandsCompleted: "Completions, by code (`OK` for success)."
    case .transactionsCommitted: "Transactions that a participant committed, its own and others'."
    case .signingLatency: "A node's signing of a message, with any KMS call in it; `kms` tells whether there was one."
    case .decryptionLatency: "A node's decryption of a session key that was not cached."
    case .signaturesRefused: "Signatures that a node refused, by Canton's reason."
    case .kmsLatency: "One attempt of a KMS call, from sending to the answer, without the wait for a connection."
    case .kmsPoolWait: "The wait of one attempt of a KMS call for a connection of the client's pool."
    case .kmsCalls: "Attempts of KMS calls, by outcome."
    case .kmsThrottled: "Attempts that a KMS refused for lack of quota."
    case .kmsRetries: "Attempts of a KMS call after its first."
    case .kmsRequestsPerSecond: "Requests that count against a quota, one sample per second of virtual time."
    case .topologyChanges: "Sequenced topology transactions that were accepted, each counted once, by mapping code."
    case .downtime: "A party's windows without service, one sample each at the window's end; 0 for a party without any."
    case .phaseDuration: "From the start of a phase's first step to the end of its last."
    case .contractsExported: "Contracts written by exports of active contracts."
    case .contractsImported: "Contracts stored by imports of active contracts."
    case .contractsDropped: "Contracts that imports of active contracts left out."
    }
  }

  /// Finds a metric by name.
  public init(name: String) throws(ThresholdError) {
    guard let metric = Metric(rawValue: name) else {
      let nearest = NearestName.of(name, among: Metric.allCases.map(\.rawValue))
      throw ThresholdError("unknown metric '\(name)'", suggestion: nearest)
    }
    self = metric
  }
}

/// A tag of a series or a filter of a threshold.
public struct MetricTag: Hashable, Sendable, CustomStringConvertible {
  /// The tag's name.
  public let name: String
  /// The tag's value.
  public let value: String

  /// Makes a tag.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// `name:value`.
  public var description: String { "\(name):\(value)" }
}
