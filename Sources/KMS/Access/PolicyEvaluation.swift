/// What one policy says of one request.
struct PolicyVerdict: Hashable, Sendable {
  /// A statement denies it. Nothing else counts then.
  var isDenied = false
  /// A statement allows it to the caller by name.
  var allowsDirectly = false
  /// A statement allows it to the caller's account, whose identity policies decide.
  var allowsAccount = false

  /// What the policy that delegates everything to the account says.
  static let delegated = PolicyVerdict(allowsAccount: true)
}

extension PolicyDocument {
  /// Evaluates all statements: the order in which they stand means nothing.
  func verdict(on access: AccessRequest) -> PolicyVerdict {
    var verdict = PolicyVerdict()
    for statement in statements {
      switch statement.coverage(of: access) {
      case .none: continue
      case .account where statement.effect == .allow: verdict.allowsAccount = true
      case .direct where statement.effect == .allow: verdict.allowsDirectly = true
      case .account, .direct: verdict.isDenied = true
      }
    }
    return verdict
  }
}

extension PolicyStatement {
  /// Whether and how the statement concerns a request.
  func coverage(of access: AccessRequest) -> PolicyPrincipal.Coverage {
    let coverage = coverage(of: access.principal)
    guard coverage != .none, actions.cover(access.action, ignoringCase: true), resources.cover(access.resource),
      conditions.allSatisfy({ $0.holds(for: access) })
    else { return .none }
    return coverage
  }

  private func coverage(of principal: KmsPrincipal) -> PolicyPrincipal.Coverage {
    switch principals {
    case .owner: .direct
    case .named(let named):
      named.reduce(.none) { best, one in
        switch one.coverage(of: principal) {
        case .direct: .direct
        case .account: best == .direct ? .direct : .account
        case .none: best
        }
      }
    // An account that is excepted excepts its root user alone.
    case .others(let excepted): excepted.contains { $0.coverage(of: principal) == .direct } ? .none : .direct
    }
  }
}
