import KMS
import Kernel

extension FaultCatalog {
  static let quotaFactor = Fault(
    FaultDefinition(
      name: "quota-factor", targets: [.kms],
      fields: [FieldDefinition("factor", .factor, required: true, doc: "What is left of the quotas.")],
      doc: "The service's quotas shrink or grow by a factor.",
      example: """
        { "id": "squeeze", "target": "kms.aws-main", "inject": "quota-factor", "args": { "factor": 0.1 }, \
        "at": "5m", "for": "1m" }
        """)
  ) { call in
    guard let kms = call.kms, let factor = call.ratio("factor"), call.world.scaleQuotas(ofKms: kms, by: factor) else {
      return nil
    }
    let inverse = Ratio(numerator: factor.denominator, denominator: factor.numerator)
    return { _ = call.world.scaleQuotas(ofKms: kms, by: inverse) }
  }
}
