/// What happens to one call.
public enum CallOutcome: Hashable, Sendable {
  /// Nothing out of the ordinary.
  case pass
  /// The answer comes later by this span.
  case delay(Span)
  /// The call fails with this error name of the service called, for instance `ThrottlingException`.
  case fail(String)
  /// The call is carried out or not, but no answer ever comes.
  case drop
  /// The service takes this many times its usual time.
  case slow(factor: Ratio)
}

/// One fault: which calls it meets, when, how often, and what it does to them.
public struct CallRule: Sendable {
  /// A name for reports, for instance the fault's name in the scenario.
  public var name: String
  /// Operations met, by the service's own names (`Sign`); nil for all.
  public var operations: [String]?
  /// Callers met; nil for all.
  public var callers: [NodeID]?
  /// Principals met (roles or users as the service knows them); nil for all.
  public var principals: [String]?
  /// First instant at which the rule applies.
  public var from: Instant
  /// First instant at which it no longer applies; nil for ever.
  public var until: Instant?
  /// Chance that a call that matches is met.
  public var chance: Ratio
  /// Calls met at most; nil without limit.
  public var limit: Int?
  /// What happens to a call that is met.
  public var outcome: CallOutcome

  /// A rule; left out, a condition holds for every call.
  public init(
    name: String, outcome: CallOutcome, operations: [String]? = nil, callers: [NodeID]? = nil,
    principals: [String]? = nil, from: Instant = .zero, until: Instant? = nil, chance: Ratio = .one, limit: Int? = nil
  ) {
    self.name = name
    self.outcome = outcome
    self.operations = operations
    self.callers = callers
    self.principals = principals
    self.from = from
    self.until = until
    self.chance = chance
    self.limit = limit
  }

  func matches(_ operation: String, _ caller: NodeID, _ principal: String?, _ instant: Instant) -> Bool {
    if instant < from { return false }
    if let until, instant >= until { return false }
    if let operations, !operations.contains(operation) { return false }
    if let callers, !callers.contains(caller) { return false }
    if let principals {
      guard let principal, principals.contains(principal) else { return false }
    }
    return true
  }
}

/// The point where faults meet calls: asked for each call, it answers what is to happen to it.
public final class CallPolicy {
  /// Names a rule for removal.
  public struct RuleID: Hashable, Sendable {
    let number: Int
  }

  private var entries: [(id: RuleID, rule: CallRule, met: Int)] = []
  private var added = 0

  /// A policy that lets every call pass.
  public init() {}

  /// The rules in order of addition.
  public var rules: [CallRule] { entries.map(\.rule) }

  /// Adds a rule behind the others; the first rule that meets a call decides.
  @discardableResult
  public func add(_ rule: CallRule) -> RuleID {
    let id = RuleID(number: added)
    added += 1
    entries.append((id, rule, 0))
    return id
  }

  /// Takes a rule away; false when it was not there.
  @discardableResult
  public func remove(_ id: RuleID) -> Bool {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
    entries.remove(at: index)
    return true
  }

  /// Takes all rules away.
  public func removeAll() { entries.removeAll() }

  /// Calls a rule has met; 0 when it is not there.
  public func callsMet(by id: RuleID) -> Int { entries.first { $0.id == id }?.met ?? 0 }

  /// What happens to a call. A draw is taken from `stream` only for a rule that matches with a chance below one.
  public func decide(
    operation: String, caller: NodeID, principal: String? = nil, at instant: Instant, stream: inout RandomStream
  ) -> CallOutcome {
    for index in entries.indices {
      let rule = entries[index].rule
      if let limit = rule.limit, entries[index].met >= limit { continue }
      guard rule.matches(operation, caller, principal, instant), stream.chance(rule.chance) else { continue }
      entries[index].met += 1
      return rule.outcome
    }
    return .pass
  }
}
