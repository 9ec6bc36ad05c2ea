import Kernel
import Testing

@Suite("Call policy")
struct CallPolicyTests {
  let policy = CallPolicy()

  private func decide(
    _ operation: String, caller: String = "p1", principal: String? = nil, at seconds: Int64 = 5
  )
    -> CallOutcome
  {
    var stream = RandomStream(seed: 1, name: "policy/\(operation)/\(seconds)")
    return policy.decide(
      operation: operation, caller: NodeID(caller), principal: principal, at: .zero + .seconds(seconds), stream: &stream
    )
  }

  @Test("without rules every call passes")
  func empty() { #expect(decide("Sign") == .pass) }

  @Test("a rule meets only the operations, callers and principals it names")
  func conditions() {
    policy.add(
      CallRule(
        name: "revoked", outcome: .fail("AccessDeniedException"), operations: ["Sign"], callers: [NodeID("p1")],
        principals: ["role1"]))
    #expect(decide("Sign", principal: "role1") == .fail("AccessDeniedException"))
    #expect(decide("Decrypt", principal: "role1") == .pass)
    #expect(decide("Sign", caller: "p2", principal: "role1") == .pass)
    #expect(decide("Sign", principal: "role2") == .pass)
    #expect(decide("Sign") == .pass)
  }

  @Test("a rule holds from its first instant up to, not including, its end")
  func window() {
    policy.add(CallRule(name: "outage", outcome: .drop, from: .zero + .seconds(2), until: .zero + .seconds(4)))
    #expect(decide("Sign", at: 1) == .pass)
    #expect(decide("Sign", at: 2) == .drop)
    #expect(decide("Sign", at: 4) == .pass)
  }

  @Test("the first rule that meets a call decides; a limited rule lets later calls through")
  func orderAndLimit() {
    let first = policy.add(CallRule(name: "once", outcome: .delay(.seconds(1)), limit: 1))
    policy.add(CallRule(name: "slow", outcome: .slow(factor: Ratio(numerator: 3, denominator: 1))))
    #expect(decide("Sign") == .delay(.seconds(1)))
    #expect(decide("Sign") == .slow(factor: Ratio(numerator: 3, denominator: 1)))
    #expect(policy.callsMet(by: first) == 1)
  }

  @Test("a removed rule meets no call")
  func removal() {
    let rule = policy.add(CallRule(name: "throttle", outcome: .fail("ThrottlingException")))
    #expect(policy.remove(rule))
    #expect(!policy.remove(rule))
    #expect(decide("Sign") == .pass)
  }

  @Test("a rule with a chance meets that share of calls")
  func chance() {
    policy.add(CallRule(name: "flaky", outcome: .drop, chance: .percent(25)))
    let met = (0..<4_000).count { decide("Sign", at: Int64($0)) == .drop }
    #expect((900...1_100).contains(met))
  }
}
