import Kernel

extension FaultCatalog {
  static let latency = Fault(
    FaultDefinition(
      name: "latency", targets: [.kms],
      fields: [FieldDefinition("add", .duration, required: true, doc: "How much longer calls take.")],
      doc: "The service answers later by a span.",
      example: """
        { "id": "late", "target": "kms.aws-main", "inject": "latency", "args": { "add": "200ms" }, "at": "5m", \
        "for": "1m" }
        """)
  ) { call in call.span("add").flatMap { call.calls(.delay($0)) } }
}
