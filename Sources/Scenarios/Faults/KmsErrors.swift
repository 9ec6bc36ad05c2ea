import KMS
import Kernel

extension FaultCatalog {
  /// One for each way in which the service can answer wrongly.
  static let kmsErrors: [Fault] = KmsFault.allCases.map { kind in
    Fault(
      FaultDefinition(
        name: kind.rawValue, targets: [.kms],
        fields: [
          FieldDefinition("rate", .share, doc: "Share of the calls that it hits; default 1."),
          FieldDefinition("operations", .list(.string), doc: "Only these operations, for instance Sign."),
        ], doc: words(kind),
        example: """
          { "id": "trouble", "target": "kms.aws-main", "inject": "\(kind.rawValue)", "args": { "rate": 0.3 }, \
          "during-phase": "cut-over", "for": "20s" }
          """)
    ) { call in call.calls(.fail(kind.rawValue)) }
  }

  private static func words(_ kind: KmsFault) -> String {
    switch kind {
    case .throttle:
      "Calls are answered with ThrottlingException, at Google RESOURCE_EXHAUSTED, although no quota is used up."
    case .internal: "Calls are answered with KMSInternalException, at Google INTERNAL (HTTP 500)."
    case .unavailable: "The service cannot be connected to."
    case .keyUnavailable:
      "Calls are answered with KeyUnavailableException (HTTP 500), at Google UNAVAILABLE (HTTP 503)."
    case .accessDenied: "Calls are answered with AccessDeniedException, at Google PERMISSION_DENIED."
    case .disabled: "Calls are answered with DisabledException, at Google FAILED_PRECONDITION."
    case .timeout: "Calls get no answer."
    case .connectionClosed: "The connection is closed during the call."
    }
  }
}
