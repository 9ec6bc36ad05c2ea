/// The request checks that AWS makes before it looks at a key, with AWS's wording (kms.md section 2).
public struct AwsValidation {
  private var failures: [String] = []

  /// A text with bounds on its number of characters; the value is quoted.
  mutating func text(_ value: String, _ member: String, _ bounds: ClosedRange<Int>) {
    length(value.unicodeScalars.count, "Value '\(value)' at '\(member)'", bounds)
  }

  /// Bytes with bounds on their number; AWS does not quote them.
  mutating func blob(_ count: Int, _ member: String, _ bounds: ClosedRange<Int>) {
    length(count, "Value at '\(member)'", bounds)
  }

  /// A number with bounds.
  mutating func number(_ value: Int, _ member: String, _ bounds: ClosedRange<Int>) {
    let subject = "Value '\(value)' at '\(member)' failed to satisfy constraint: Member must have value"
    if value < bounds.lowerBound { failures.append("\(subject) greater than or equal to \(bounds.lowerBound)") }
    if value > bounds.upperBound { failures.append("\(subject) less than or equal to \(bounds.upperBound)") }
  }

  /// The `KeyId` of every operation.
  mutating func keyID(_ value: String) { text(value, "keyId", 1...2048) }

  /// Throws when something was wrong.
  func check() throws(KmsServiceError) {
    guard !failures.isEmpty else { return }
    let noun = failures.count == 1 ? "error" : "errors"
    throw AwsErrors.validation("\(failures.count) validation \(noun) detected: \(failures.joined(separator: "; "))")
  }

  private mutating func length(_ count: Int, _ subject: String, _ bounds: ClosedRange<Int>) {
    let text = "\(subject) failed to satisfy constraint: Member must have length"
    if count < bounds.lowerBound { failures.append("\(text) greater than or equal to \(bounds.lowerBound)") }
    if count > bounds.upperBound { failures.append("\(text) less than or equal to \(bounds.upperBound)") }
  }
}
