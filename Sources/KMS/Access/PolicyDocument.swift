/// A policy: a key policy, which says who may use one key, or an identity policy, which says what one principal may do.
/// Source of the language: IAM user guide, "IAM JSON policy elements reference"; AWS KMS developer guide, "Key policies".
public struct PolicyDocument: Hashable, Sendable, CustomStringConvertible {
  /// What a policy belongs to; the two differ in whether statements name principals.
  public enum Kind: Hashable, Sendable {
    /// Belongs to a key; each statement names principals.
    case key
    /// Belongs to a principal; no statement names any.
    case identity
  }

  /// The text as it was given.
  public let text: String
  let statements: [PolicyStatement]

  /// Reads a policy. Throws `MalformedPolicyDocumentException` for text that is not JSON, has an element twice or an
  /// unknown one, lacks one, or names a principal that cannot exist.
  public init(_ text: String, kind: Kind) throws(KmsServiceError) {
    statements = try PolicyParser(kind: kind).statements(of: text)
    self.text = text
  }

  private init(text: String, statements: [PolicyStatement]) {
    self.text = text
    self.statements = statements
  }

  /// The policy that a key gets when `CreateKey` names none: it leaves everything to the account's identity policies.
  /// The text is the service's, blanks included.
  public static func defaultKeyPolicy(account: String) -> PolicyDocument {
    let text = """
      {
        "Version" : "2012-10-17",
        "Id" : "key-default-1",
        "Statement" : [ {
          "Sid" : "Enable IAM User Permissions",
          "Effect" : "Allow",
          "Principal" : {
            "AWS" : "arn:aws:iam::\(account):root"
          },
          "Action" : "kms:*",
          "Resource" : "*"
        } ]
      }
      """
    let statement = PolicyStatement(
      effect: .allow, principals: .named([.account(account)]), actions: PolicyPatterns([PolicyPattern("kms:*")]),
      resources: PolicyPatterns([PolicyPattern("*")]), conditions: [])
    return PolicyDocument(text: text, statements: [statement])
  }

  /// The text.
  public var description: String { text }
}

/// One statement of a policy.
struct PolicyStatement: Hashable, Sendable {
  enum Effect: String, Hashable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  /// Whom it concerns.
  enum Principals: Hashable, Sendable {
    /// The one whom an identity policy belongs to.
    case owner
    /// These.
    case named([PolicyPrincipal])
    /// All but these: `NotPrincipal`.
    case others([PolicyPrincipal])
  }

  let effect: Effect
  let principals: Principals
  let actions: PolicyPatterns
  let resources: PolicyPatterns
  let conditions: [PolicyCondition]
}

/// A principal as a key policy or a grant names it.
enum PolicyPrincipal: Hashable, Sendable {
  /// `*`.
  case everyone
  /// An account by its number or its root's ARN: leaves the decision to the account's identity policies.
  case account(String)
  /// A user, a role, or one session of a role.
  case arn(String)
  /// A service or an identity provider; no caller of this model is one.
  case external(String)

  /// How it covers a caller.
  enum Coverage {
    /// Not at all.
    case none
    /// Through the caller's account.
    case account
    /// By name.
    case direct
  }

  func coverage(of principal: KmsPrincipal) -> Coverage {
    switch self {
    case .everyone: .direct
    case .account(let account): account == principal.account ? (principal.kind == .root ? .direct : .account) : .none
    case .arn(let arn): principal.isNamed(by: arn) ? .direct : .none
    case .external: .none
    }
  }

  /// Reads the `AWS` form of a principal; nil for a text that cannot name any.
  init?(aws text: String) {
    if text == "*" {
      self = .everyone
      return
    }
    if Self.isAccount(text) {
      self = .account(text)
      return
    }
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[3].isEmpty, Self.isAccount(parts[4])
    else { return nil }
    let path = parts[5].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains(where: \.isEmpty), !parts[5].contains("*"), !parts[5].contains("?") else { return nil }
    switch (parts[2], path[0]) {
    case ("iam", "root") where path.count == 1: self = .account(parts[4])
    case ("iam", "user") where path.count >= 2, ("iam", "role") where path.count >= 2: self = .arn(text)
    case ("sts", "assumed-role") where path.count == 3, ("sts", "federated-user") where path.count == 2:
      self = .arn(text)
    default: return nil
    }
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
