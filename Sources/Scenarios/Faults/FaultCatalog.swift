import KMS

/// The faults that exist. They act through the services' call policies, the links and the nodes' lives, never inside
/// node code.
public enum FaultCatalog {
  /// One line each.
  public static let all: [FaultDefinition] = kmsErrors + [latencyFactor, latency, quotaFactor, partition, crash]

  /// One for each way in which the service can answer wrongly.
  static let kmsErrors: [FaultDefinition] = KmsFault.allCases.map { fault in
    FaultDefinition(
      name: fault.rawValue, targets: [.kms],
      fields: [
        FieldDefinition("rate", .share, doc: "Share of the calls that it hits; default 1."),
        FieldDefinition("operations", .list(.string), doc: "Only these operations, for instance Sign."),
      ], doc: FaultCatalog.words(fault),
      example: #"{ "id": "trouble", "target": "kms.aws-main", "inject": "\#(fault.rawValue)", "args": { "rate": 0.3 }, "during-phase": "cut-over", "for": "20s" }"#)
  }

  private static func words(_ fault: KmsFault) -> String {
    switch fault {
    case .throttle: "Calls are answered with ThrottlingException although the quota is not used up."
    case .internal: "Calls are answered with KMSInternalException (HTTP 500)."
    case .unavailable: "The service cannot be connected to."
    case .keyUnavailable: "Calls are answered with KeyUnavailableException (HTTP 500)."
    case .accessDenied: "Calls are answered with AccessDeniedException."
    case .disabled: "Calls are answered with DisabledException."
    case .timeout: "Calls get no answer."
    case .connectionClosed: "The connection is closed during the call."
    }
  }

  static let latencyFactor = FaultDefinition(
    name: "latency-factor", targets: [.kms],
    fields: [FieldDefinition("factor", .factor, required: true, doc: "By how much calls take longer.")],
    doc: "The service answers more slowly by a factor.",
    example: #"{ "id": "slow", "target": "kms.aws-main", "inject": "latency-factor", "args": { "factor": 4 }, "during-phase": "cut-over" }"#)

  static let latency = FaultDefinition(
    name: "latency", targets: [.kms],
    fields: [FieldDefinition("add", .duration, required: true, doc: "How much longer calls take.")],
    doc: "The service answers later by a span.",
    example: #"{ "id": "late", "target": "kms.aws-main", "inject": "latency", "args": { "add": "200ms" }, "at": "5m", "for": "1m" }"#)

  static let quotaFactor = FaultDefinition(
    name: "quota-factor", targets: [.kms],
    fields: [FieldDefinition("factor", .factor, required: true, doc: "What is left of the quotas.")],
    doc: "The service's quotas shrink or grow by a factor.",
    example: #"{ "id": "squeeze", "target": "kms.aws-main", "inject": "quota-factor", "args": { "factor": 0.1 }, "at": "5m", "for": "1m" }"#)

  static let partition = FaultDefinition(
    name: "partition", targets: [.link], doc: "Messages between two nodes are lost.",
    example: #"{ "id": "cut", "target": "link.participant1-sequencer1", "inject": "partition", "at": "5m", "for": "10s" }"#)

  static let crash = FaultDefinition(
    name: "crash", targets: [.node], doc: "The node's process is killed; after `for` it is started again.",
    example: #"{ "id": "kill", "target": "participant1", "inject": "crash", "at": "5m", "for": "10s" }"#)
}
