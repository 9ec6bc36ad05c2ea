import KMS

/// The parts of `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. Model: AWS Signature
/// Version 4; refusals are those of AWS's services that speak JSON, as users report them.
struct AuthorizationHeader: Hashable {
  /// Whose key signed: `AKIA…`.
  let accessKeyID: String
  /// `20260101`.
  let date: String
  /// The Region that the request is for.
  let region: String
  /// `kms`.
  let service: String
  /// Lower-case names in the order in which they were signed.
  let signedHeaders: [String]
  /// 64 hexadecimal digits, or what stands in their place.
  let signature: String

  /// `20260101/us-east-1/kms/aws4_request`.
  var scope: String { "\(date)/\(region)/\(service)/aws4_request" }

  static let algorithm = "AWS4-HMAC-SHA256"

  /// Reads the header. `hasDate` says whether the request has a date beside it.
  ///
  /// Throws `MissingAuthenticationTokenException` where there is no header, `IncompleteSignatureException` for one that
  /// is not whole, `InvalidSignatureException` for a scope that is not KMS's.
  init(_ header: String?, hasDate: Bool) throws(KmsServiceError) {
    guard let header, !header.isEmpty else { throw SignatureErrors.missing }
    let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard let first = parts.first, first == Self.algorithm else {
      throw SignatureErrors.unsupported(String(parts.first ?? ""), header: header)
    }
    var fields: [String: String] = [:]
    for piece in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
      let pair = Self.trimmed(piece)
      guard !pair.isEmpty else { continue }
      guard let sign = pair.firstIndex(of: "=") else { throw SignatureErrors.noPair(pair, header: header) }
      fields[String(pair[..<sign])] = Self.trimmed(pair[pair.index(after: sign)...])
    }
    let missing = ["Credential", "Signature", "SignedHeaders"].filter { fields[$0]?.isEmpty ?? true }
    guard missing.isEmpty, hasDate, let credential = fields["Credential"], let signature = fields["Signature"],
      let signedHeaders = fields["SignedHeaders"]
    else { throw SignatureErrors.incomplete(missing, hasDate: hasDate, header: header) }
    let elements = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard elements.count == 5 else { throw SignatureErrors.credential(credential) }
    accessKeyID = elements[0]
    date = elements[1]
    region = elements[2]
    service = elements[3]
    self.signature = signature
    self.signedHeaders = signedHeaders.split(separator: ";").map { $0.lowercased() }
    guard elements[4] == "aws4_request" else { throw SignatureErrors.terminator(elements[4]) }
    guard service == "kms" else { throw SignatureErrors.service }
    guard Self.isRegion(region) else { throw SignatureErrors.region }
  }

  /// `us-east-1`, `us-gov-west-1`: words and a number with hyphens between, at most 32 characters.
  static func isRegion(_ text: String) -> Bool {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count >= 3, text.utf8.count <= 32, let number = words.last else { return false }
    return words.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7a).contains($0) } }
      && (1...2).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return String(text)
  }

  private static func trimmed(_ text: Substring.SubSequence.SubSequence?) -> String { text.map(trimmed) ?? "" }
}

/// What a service of AWS answers when it does not take a signature. The codes and texts are those that users of KMS,
/// DynamoDB and Secrets Manager report; KMS's documentation lists the errors without their texts.
enum SignatureErrors {
  static let missing = KmsServiceError(
    code: "MissingAuthenticationTokenException", message: "Missing Authentication Token")
  static let unrecognized = KmsServiceError(
    code: "UnrecognizedClientException", message: "The security token included in the request is invalid.")
  static let expired = KmsServiceError(
    code: "ExpiredTokenException", message: "The security token included in the request is expired")
  static let mismatch = invalid(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
  )
  static let service = invalid("Credential should be scoped to correct service: 'kms'. ")
  static let region = invalid("Credential should be scoped to a valid region. ")
  static let hostNotSigned = invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")

  static func unsupported(_ algorithm: String, header: String) -> KmsServiceError {
    incomplete("Unsupported AWS 'algorithm': '\(clipped(algorithm))'. ")
  }
  static func noPair(_ pair: String, header: String) -> KmsServiceError {
    incomplete(
      "'\(clipped(pair))' not a valid key=value pair (missing equal-sign) in Authorization header: '\(clipped(header))'."
    )
  }
  static func incomplete(_ missing: [String], hasDate: Bool, header: String) -> KmsServiceError {
    var sentences = missing.map { "Authorization header requires '\($0)' parameter." }
    if !hasDate {
      sentences.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    }
    return incomplete((sentences + ["Authorization=\(redacted(header))"]).joined(separator: " "))
  }
  static func credential(_ text: String) -> KmsServiceError {
    incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '\(clipped(text))'"
    )
  }
  static func terminator(_ text: String) -> KmsServiceError {
    invalid("Credential should be scoped with a valid terminator: 'aws4_request', not '\(clipped(text))'. ")
  }
  static func malformedDate(_ text: String) -> KmsServiceError {
    incomplete(
      "Date must be in ISO-8601 'basic format'. Got '\(clipped(text))'. See http://en.wikipedia.org/wiki/ISO_8601")
  }
  static func otherDate(scope: String, request: String) -> KmsServiceError {
    invalid(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '\(clipped(scope))' != '\(request.prefix(8))', from '\(clipped(request))'."
    )
  }
  static func tooOld(_ request: String, _ limit: String, _ now: String) -> KmsServiceError {
    invalid("Signature expired: \(request) is now earlier than \(limit) (\(now) - 5 min.)")
  }
  static func tooEarly(_ request: String, _ limit: String, _ now: String) -> KmsServiceError {
    invalid("Signature not yet current: \(request) is still later than \(limit) (\(now) + 5 min.)")
  }
  static func notSigned(_ names: [String]) -> KmsServiceError {
    invalid("'\(names.joined(separator: "', '"))' must be a 'SignedHeader' in the AWS Authorization.")
  }

  private static func invalid(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "InvalidSignatureException", message: message)
  }
  private static func incomplete(_ message: String) -> KmsServiceError {
    KmsServiceError(code: "IncompleteSignatureException", message: message)
  }

  /// What is sent back of a hostile text.
  private static func clipped(_ text: String) -> String { String(text.prefix(256)) }

  /// A header of another scheme can be a secret: only its first word is sent back.
  private static func redacted(_ header: String) -> String {
    header.hasPrefix(AuthorizationHeader.algorithm) ? clipped(header) : String(header.prefix { $0 != " " }.prefix(32))
  }
}
