import Configuration
import KMS
import Keys

/// The bearer tokens of a file, and whose they are:
///
/// ```json
/// { "tokens": [
///   { "token": "…", "principal": "participant1@canton.iam.gserviceaccount.com", "expires": "20260101T120000Z",
///     "roles": ["roles/cloudkms.signer"] } ] }
/// ```
///
/// Who has `roles` may do what these grant, and what IAM policies grant on top; without, everything. Only digests of
/// the tokens are kept.
public struct GoogleTokens: Hashable, Sendable {
  private let holders: [[UInt8]: Holder]

  /// Whose token it is.
  struct Holder: Hashable, Sendable {
    /// The e-mail address.
    let email: String
    /// The predefined roles; nil for whoever may do everything.
    let roles: [GcpRole]?
    /// Until when the token holds, in seconds since 1970; nil for one that lasts.
    let expires: Int64?

    /// The member as IAM policies name it.
    var member: String { (isServiceAccount ? "serviceAccount:" : "user:") + email }

    private var isServiceAccount: Bool { email.hasSuffix(".gserviceaccount.com") }

    /// The project that owns a service account, whose quotas count; nil where the address does not say.
    var project: String? {
      let suffix = ".iam.gserviceaccount.com"
      guard email.hasSuffix(suffix), let at = email.firstIndex(of: "@") else { return nil }
      return String(email[email.index(after: at)...].dropLast(suffix.count))
    }
  }

  /// What was wrong with a file, one line for each mistake.
  public struct Invalid: Error, CustomStringConvertible {
    /// The lines.
    public let description: String
  }

  /// Reads a file. Throws every mistake with its place, and never a token.
  public init(file: String) throws(Invalid) {
    let diagnostics = Diagnostics()
    do throws(Diagnostic) {
      let document = try JSONReader.read(file: file, limits: JSONReader.Limits(bytes: 1 << 20))
      holders = Self.holders(Reader(document.root, diagnostics: diagnostics))
    } catch {
      throw Invalid(description: error.description)
    }
    guard diagnostics.all.isEmpty else {
      throw Invalid(description: diagnostics.all.map(\.description).joined(separator: "\n"))
    }
  }

  private static func holders(_ reader: Reader) -> [[UInt8]: Holder] {
    var holders: [[UInt8]: Holder] = [:]
    _ = reader.object { object in
      for element in object.required("tokens")?.elements(atLeast: 1) ?? [] {
        guard let (token, holder) = element.object(entry) ?? nil else { continue }
        if holders.updateValue(holder, forKey: digest(token)) != nil {
          element.report("has a token that stands there before", expected: "another token")
        }
      }
    }
    return holders
  }

  private static func entry(_ object: ObjectReader) -> (String, Holder)? {
    let token = object.required("token")?.word()
    let email = object.required("principal").flatMap { reader -> String? in
      guard let text = reader.word(expected: "an e-mail address") else { return nil }
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      if parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(":") { return text }
      reader.report("is no e-mail address", expected: "an address such as \"alice@example.com\"")
      return nil
    }
    let expires = object.optional("expires").flatMap { reader -> Int64? in
      guard let text = reader.word() else { return nil }
      if let time = CalendarTime(basic: text) { return time.unixSeconds }
      reader.report("is no time", expected: "a time such as \"20260101T120000Z\"")
      return nil
    }
    let names = GcpRole.allCases.map(\.rawValue)
    let roles = object.optional("roles")?.elements().compactMap { $0.choice(of: names).flatMap(GcpRole.init) }
    guard let token, let email else { return nil }
    return (token, Holder(email: email, roles: roles, expires: expires))
  }

  private static func digest(_ token: String) -> [UInt8] { CryptoEngine.sha256(Array(token.utf8)) }

  /// The holder of a token; nil when it is not known.
  subscript(token: String) -> Holder? { holders[Self.digest(token)] }

  /// What the holders may do in the whole service. Who has several tokens may do what any of them allows.
  var permissions: GcpPermissions {
    var allowed: [String: Set<GcpPermission>] = [:]
    for holder in holders.values {
      let granted = holder.roles.map { roles in Set(roles.flatMap(\.permissions)) } ?? Set(GcpPermission.allCases)
      allowed[holder.member, default: []].formUnion(granted)
    }
    return GcpPermissions(allowed)
  }
}

extension GoogleTokens: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// How many there are; nothing of a token is ever printed.
  public var description: String { "\(holders.count) tokens" }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing of it.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
