import Kernel

/// Whose credentials sign a request.
public struct KmsPrincipal: Hashable, Sendable, CustomStringConvertible {
  /// What kind of identity the credentials belong to.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A session of an IAM role.
    case role
    /// An IAM user.
    case user
    /// The root user of the account.
    case root
  }

  /// The IAM role's or user's name, for instance `participant1`.
  public let name: String
  /// The twelve-digit account.
  public let account: String
  /// What kind of identity it is.
  public let kind: Kind
  /// When temporary credentials end: a request at this instant or later is refused with `ExpiredTokenException`. Nil for
  /// credentials that do not end.
  public let credentialsExpireAt: Instant?

  /// Names a principal.
  public init(name: String, account: String, kind: Kind = .role, credentialsExpireAt: Instant? = nil) {
    self.name = name
    self.account = account
    self.kind = kind
    self.credentialsExpireAt = credentialsExpireAt
  }

  /// The ARN that refusals name: for a role, a session under the role's own name.
  public var arn: String {
    switch kind {
    case .role: "arn:aws:sts::\(account):assumed-role/\(name)/\(name)"
    case .user, .root: policyARN
    }
  }

  /// The ARN by which policies and grants name the identity: a role stands for all its sessions.
  public var policyARN: String {
    switch kind {
    case .role: "arn:aws:iam::\(account):role/\(name)"
    case .user: "arn:aws:iam::\(account):user/\(name)"
    case .root: "arn:aws:iam::\(account):root"
    }
  }

  /// Whether an ARN of a policy or grant means this principal.
  func isNamed(by arn: String) -> Bool { arn == policyARN || arn == self.arn }

  /// The ARN.
  public var description: String { arn }
}
