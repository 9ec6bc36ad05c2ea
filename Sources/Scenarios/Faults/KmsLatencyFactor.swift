import Kernel

extension FaultCatalog {
  static let latencyFactor = Fault(
    FaultDefinition(
      name: "latency-factor", targets: [.kms],
      fields: [FieldDefinition("factor", .factor, required: true, doc: "By how much calls take longer.")],
      doc: "The service answers more slowly by a factor.",
      example: """
        { "id": "slow", "target": "kms.aws-main", "inject": "latency-factor", "args": { "factor": 4 }, \
        "during-phase": "cut-over" }
        """)
  ) { call in call.ratio("factor").flatMap { call.calls(.slow(factor: $0)) } }
}
