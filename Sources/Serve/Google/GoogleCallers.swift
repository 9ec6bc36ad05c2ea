import GoogleGrpc
import KMS
import Kernel

/// Who a request of Google's clients comes from: by its bearer token, where tokens are configured; else anybody.
///
/// Texts and reasons are Google's: *ErrorReason* of google.api, and what its front ends answer without a token. Google
/// names the reason of an unknown token `ACCESS_TOKEN_TYPE_UNSUPPORTED`.
struct GoogleCallers: Sendable {
  let tokens: GoogleTokens?

  /// A caller: a member as IAM names it, and the calling project where it does not come from the resource.
  struct Caller: Hashable, Sendable {
    let member: String
    let project: String?
  }

  /// The caller of a request with these headers; `method` is the one that a refusal names. Throws `UNAUTHENTICATED`.
  func caller(
    authorization: String?, userProject: String?, method: GcpMethod?, at instant: Instant
  ) throws(GcpStatus) -> Caller {
    guard let tokens else { return Caller(member: "user:anyone@example.com", project: userProject) }
    guard let authorization, !authorization.isEmpty else {
      throw Self.refusal("CREDENTIALS_MISSING", "Request is missing required authentication credential.", method)
    }
    let invalid = "Request had invalid authentication credentials."
    let words = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2, words[0].lowercased() == "bearer", let holder = tokens[String(words[1])] else {
      throw Self.refusal("ACCESS_TOKEN_TYPE_UNSUPPORTED", invalid, method)
    }
    if let expires = holder.expires, expires <= CalendarTime(instant).unixSeconds {
      throw Self.refusal("ACCESS_TOKEN_EXPIRED", invalid, method)
    }
    return Caller(member: holder.member, project: userProject ?? holder.project)
  }

  private static func refusal(_ reason: String, _ text: String, _ method: GcpMethod?) -> GcpStatus {
    var metadata = [GcpStatus.Pair("service", "cloudkms.googleapis.com")]
    if let method {
      metadata.insert(GcpStatus.Pair("method", "\(method.grpcService).\(method.rawValue)"), at: 0)
    }
    return GcpStatus(
      .unauthenticated,
      "\(text) Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        + "See https://developers.google.com/identity/sign-in/web/devconsole-project.",
      details: [.errorInfo(reason: reason, domain: "googleapis.com", metadata: metadata)])
  }

  /// The value of `WWW-Authenticate` that a refusal comes with; nil for one that is not about credentials.
  static func challenge(_ status: GcpStatus) -> String? {
    guard status.code == .unauthenticated else { return nil }
    let realm = #"Bearer realm="https://accounts.google.com/""#
    guard case .errorInfo("CREDENTIALS_MISSING", _, _)? = status.details.first else {
      return realm + #", error="invalid_token""#
    }
    return realm
  }
}
