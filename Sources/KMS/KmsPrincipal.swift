/// Whose credentials sign a request.
public struct KmsPrincipal: Hashable, Sendable, CustomStringConvertible {
  /// The IAM role's or user's name, for instance `participant1`.
  public let name: String
  /// The twelve-digit account.
  public let account: String

  /// Names a principal.
  public init(name: String, account: String) {
    self.name = name
    self.account = account
  }

  /// The ARN that refusals name: a role's session under the role's own name.
  public var arn: String { "arn:aws:sts::\(account):assumed-role/\(name)/\(name)" }
  /// The ARN.
  public var description: String { arn }
}
