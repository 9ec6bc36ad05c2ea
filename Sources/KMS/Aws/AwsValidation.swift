/// The request checks that AWS makes before it looks at a key, with AWS's wording (kms.md section 2).
public struct AwsValidation: Sendable {
  private var failures: [String] = []
  private var unchecked: Set<String> = []
  private var refusal: KmsServiceError?

  /// Nothing wrong so far.
  public init() {}

  /// A text with bounds on its number of characters; the value is quoted.
  mutating func text(_ value: String, _ member: String, _ bounds: ClosedRange<Int>) {
    length(value.unicodeScalars.count, member, "Value '\(value)' at '\(member)'", bounds)
  }

  /// A text whose characters, at least one, must all be of a class, which the pattern names.
  mutating func text(_ value: String, _ member: String, _ characters: AwsCharacters) {
    guard value.isEmpty || !value.unicodeScalars.allSatisfy(characters.contains) else { return }
    fail(member, "Value '\(value)' at '\(member)'", "satisfy regular expression pattern: \(characters.pattern)")
  }

  /// Bytes with bounds on their number; AWS does not quote them.
  mutating func blob(_ count: Int, _ member: String, _ bounds: ClosedRange<Int>) {
    length(count, member, "Value at '\(member)'", bounds)
  }

  /// A list of texts with bounds on its number of elements; the value is quoted.
  mutating func list(_ values: [String], _ member: String, _ bounds: ClosedRange<Int>) {
    length(values.count, member, "Value '[\(values.joined(separator: ", "))]' at '\(member)'", bounds)
  }

  /// A number with bounds.
  mutating func number(_ value: Int, _ member: String, _ bounds: ClosedRange<Int>) {
    let subject = "Value '\(value)' at '\(member)'"
    if value < bounds.lowerBound { fail(member, subject, "have value greater than or equal to \(bounds.lowerBound)") }
    if value > bounds.upperBound { fail(member, subject, "have value less than or equal to \(bounds.upperBound)") }
  }

  /// The id of a key material.
  mutating func keyMaterialID(_ value: String) {
    text(value, "keyMaterialId", 64...64)
    text(value, "keyMaterialId", .materialID)
  }

  /// The `KeyId` of every operation, or what stands in its place.
  mutating func keyID(_ value: String, _ member: String = "keyId") { text(value, member, 1...2048) }

  /// The `GrantTokens` of an operation: at most ten, and none is empty or longer than 8192 characters.
  mutating func grantTokens(_ tokens: [String]) {
    guard !tokens.isEmpty else { return }
    list(tokens, "grantTokens", 0...10)
    for (index, token) in tokens.enumerated() { text(token, "grantTokens.\(index + 1).member", 1...8192) }
  }

  /// Notes a failure: `<subject> failed to satisfy constraint: Member must <demand>`.
  mutating func fail(_ member: String, _ subject: String, _ demand: String) {
    guard !unchecked.contains(member) else { return }
    failures.append("\(subject) failed to satisfy constraint: Member must \(demand)")
  }

  /// Nothing more is said of this member, which has a stand-in for a value.
  mutating func stopChecking(_ member: String) { unchecked.insert(member) }

  /// Notes an error of another kind; it is thrown when nothing else is wrong. Of several the first counts.
  mutating func refuse(_ error: KmsServiceError) { refusal = refusal ?? error }

  /// Throws when something was wrong.
  func check() throws(KmsServiceError) {
    guard failures.isEmpty else {
      let noun = failures.count == 1 ? "error" : "errors"
      throw AwsErrors.validation("\(failures.count) validation \(noun) detected: \(failures.joined(separator: "; "))")
    }
    if let refusal { throw refusal }
  }

  private mutating func length(_ count: Int, _ member: String, _ subject: String, _ bounds: ClosedRange<Int>) {
    if count < bounds.lowerBound { fail(member, subject, "have length greater than or equal to \(bounds.lowerBound)") }
    if count > bounds.upperBound { fail(member, subject, "have length less than or equal to \(bounds.upperBound)") }
  }
}

/// A class of characters with the regular expression that AWS's texts show for it.
struct AwsCharacters: Sendable {
  /// For instance `^[a-zA-Z0-9:/_-]+$`.
  let pattern: String
  /// Whether a character is of the class.
  let contains: @Sendable (Unicode.Scalar) -> Bool

  /// Letters, digits and these.
  static func word(_ others: String, pattern: String) -> AwsCharacters {
    let others = Set(others.unicodeScalars)
    return AwsCharacters(pattern: pattern) {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) || others.contains($0)
    }
  }

  /// Names of aliases and grants.
  static let name = word(":/_-", pattern: "^[a-zA-Z0-9:/_-]+$")
  /// Descriptions of key materials; `\\s` is any white space of ASCII.
  static let materialDescription = word(":/_.- \t\n\u{B}\u{C}\r", pattern: #"^[a-zA-Z0-9:/_\s.-]+$"#)
  /// Ids of key materials.
  static let materialID = AwsCharacters(pattern: "^[a-f0-9]+$") {
    ("a"..."f").contains($0) || ("0"..."9").contains($0)
  }
}
