import KMS
import Kernel
import Keys

/// Who calls, in which account and Region.
struct Caller: Hashable, Sendable {
  let principal: KmsPrincipal
  let region: String
  /// The id of the access key that signed the request.
  let accessKeyID: String
}

/// Finds out who sends a request. With credentials the signature is checked as AWS does; without them any credentials
/// are taken: the account is the access key id when that is twelve digits, else the one that was set, and the principal
/// bears the access key id as its name. The Region is the one of the credential's scope, always.
struct RequestAuthentication: Sendable {
  /// The known keys; nil when any are taken.
  let credentials: Credentials?
  /// The account of callers whose access key id is none.
  let account: String

  /// How far a request's clock may be off. AWS documents five minutes; KMS's refusals name them, too.
  static let skew: Int64 = 300

  /// Throws `MissingAuthenticationTokenException`, `IncompleteSignatureException`, `UnrecognizedClientException`,
  /// `ExpiredTokenException` or `InvalidSignatureException`.
  func caller(of request: CanonicalRequest, at instant: Instant) throws(KmsServiceError) -> Caller {
    let time = request.value(of: "x-amz-date")
    let header = try AuthorizationHeader(
      request.value(of: "authorization"), hasDate: !time.isEmpty || !request.value(of: "date").isEmpty)
    guard let credentials else { return try anybody(header) }
    guard let key = credentials[header.accessKeyID] else { throw SignatureErrors.unrecognized }
    let token = request.value(of: "x-amz-security-token")
    guard token == key.sessionToken ?? "" else { throw SignatureErrors.unrecognized }
    let now = CalendarTime(instant).unixSeconds
    if let expires = key.expires, now >= expires { throw SignatureErrors.expired }
    try checkTime(time, header: header, now: now)
    try checkNames(header.signedHeaders, of: request)
    let signature = RequestSignature.of(
      request.text(signing: header.signedHeaders),
      key: RequestSignature.key(
        secret: key.secret, date: header.date, region: header.region, service: header.service),
      time: time, scope: header.scope)
    guard Self.isSame(signature, header.signature) else { throw SignatureErrors.mismatch }
    return Caller(
      principal: KmsPrincipal(name: key.principal, account: key.account), region: header.region,
      accessKeyID: header.accessKeyID)
  }

  private func anybody(_ header: AuthorizationHeader) throws(KmsServiceError) -> Caller {
    let id = header.accessKeyID
    let isName =
      (1...64).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2c, 0x2d, 0x2e, 0x3d, 0x40, 0x5f: true
        default: false
        }
      }
    guard isName else { throw SignatureErrors.unrecognized }
    let account = AccountNumber.isOne(id) ? id : account
    return Caller(
      principal: KmsPrincipal(name: id, account: account), region: header.region, accessKeyID: id)
  }

  private func checkTime(_ text: String, header: AuthorizationHeader, now: Int64) throws(KmsServiceError) {
    guard let time = CalendarTime(basic: text) else { throw SignatureErrors.malformedDate(text) }
    guard text.hasPrefix(header.date), header.date.utf8.count == 8 else {
      throw SignatureErrors.otherDate(scope: header.date, request: text)
    }
    let (oldest, newest) = (now - Self.skew, now + Self.skew)
    func basic(_ seconds: Int64) -> String { CalendarTime(unixSeconds: seconds).basic }
    if time.unixSeconds < oldest { throw SignatureErrors.tooOld(text, basic(oldest), basic(now)) }
    if time.unixSeconds > newest { throw SignatureErrors.tooEarly(text, basic(newest), basic(now)) }
  }

  /// The host and every `x-amz-` header must be signed.
  private func checkNames(_ signed: [String], of request: CanonicalRequest) throws(KmsServiceError) {
    guard signed.contains("host") else { throw SignatureErrors.hostNotSigned }
    let loose = request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") && !signed.contains($0) }
    guard loose.isEmpty else { throw SignatureErrors.notSigned(loose) }
  }

  /// Compares in a time that does not depend on where they differ.
  private static func isSame(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
