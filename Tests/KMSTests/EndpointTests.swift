import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("KMS endpoint")
struct EndpointTests {
  private func latency() -> LatencyTable {
    var table = LatencyTable(fallback: .constant(.milliseconds(5)))
    table.set(.constant(.milliseconds(9)), for: .sign)
    table.set(.constant(.milliseconds(11)), for: .sign, keySpec: .eccNistP384)
    return table
  }

  @Test(
    "a call takes the round trip and the service time of its operation and key",
    arguments: [
      (KmsKeySpec.eccNistP256, 11), (.eccNistP384, 13),
    ] as [(KmsKeySpec, Int64)])
  func time(_ spec: KmsKeySpec, _ milliseconds: Int64) throws {
    let world = World {
      $0.latency = self.latency()
      $0.roundTrip = .constant(.milliseconds(2))
    }
    let id = try world.signingKey(spec)
    let request = SignRequest(keyID: id, message: multihash, signingAlgorithm: spec.signingAlgorithms[0])
    _ = try world.run {
      try await world.endpoint.call(
        request, from: alice, caller: NodeID("operator"), scope: world.simulation.root
      ).value()
    }
    #expect(world.simulation.now == Instant.zero + .milliseconds(milliseconds))
    #expect(world.calls.map(\.latency) == [.milliseconds(milliseconds)])
    #expect(world.calls[0].outcome == "OK" && world.calls[0].keySpec == spec.rawValue && world.calls[0].attempt == 1)
  }

  @Test("a throttled answer comes back fast")
  func throttledFast() throws {
    let world = World {
      $0.latency = self.latency()
      $0.throttledLatency = .constant(.milliseconds(1))
      $0.quotas = ["describe-key": QuotaRate(perSecond: 1)]
    } client: {
      $0.sdkAttempts = 1
    }
    let id = try world.signingKey()
    try world.run {
      try await world.client.keyExistsAndIsActive(id)
      await #expect(throws: KmsError.self) { try await world.client.keyExistsAndIsActive(id) }
    }
    #expect(world.calls.map(\.latency) == [.milliseconds(5), .milliseconds(1)])
    #expect(world.calls.map(\.throttled) == [false, true])
    #expect(world.calls.map(\.quota) == ["describe-key", "describe-key"])
  }

  static let faults: [(CallOutcome, String)] = [
    (.fail("throttle"), "ThrottlingException"), (.fail("internal"), "KMSInternalException"),
    (.fail("key-unavailable"), "KeyUnavailableException"), (.fail("access-denied"), "AccessDeniedException"),
    (.fail("disabled"), "DisabledException"), (.fail("unavailable"), "ConnectTimeout"),
    (.fail("timeout"), "ReadTimeout"), (.fail("connection-closed"), "ConnectionClosed"), (.drop, "ReadTimeout"),
    (.fail("DependencyTimeoutException"), "DependencyTimeoutException"),
  ]

  @Test("an injected fault has the outcome that it names", arguments: faults)
  func fault(_ outcome: CallOutcome, _ expected: String) throws {
    let world = World(client: { $0.sdkAttempts = 1 })
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "fault", outcome: outcome, operations: ["DescribeKey"]))
    try world.run {
      await #expect(throws: SdkError.self) { _ = try await world.client.sdk.call(DescribeKeyRequest(keyID: id)) }
    }
    #expect(world.calls.map(\.outcome) == [expected])
  }

  @Test("a connection that cannot be made takes 2 s and a lost answer 30 s")
  func timeouts() throws {
    for (fault, span) in [("unavailable", Span.seconds(2)), ("timeout", .seconds(30))] {
      let world = World(client: { $0.sdkAttempts = 1 })
      let id = try world.signingKey()
      world.endpoint.policy.add(CallRule(name: "fault", outcome: .fail(fault)))
      try world.run {
        await #expect(throws: SdkError.self) { _ = try await world.client.sdk.call(DescribeKeyRequest(keyID: id)) }
      }
      #expect(world.simulation.now == Instant.zero + span)
    }
  }

  @Test("a slow KMS multiplies its service time and not the round trip")
  func slow() throws {
    let world = World {
      $0.latency = self.latency()
      $0.roundTrip = .constant(.milliseconds(2))
    }
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "slow", outcome: .slow(factor: Ratio(parts: 4, per: 1))))
    _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    #expect(world.calls[0].latency == .milliseconds(38))
  }

  @Test("a fault at a rate of one in four hits about one call in four")
  func rate() throws {
    let world = World(client: { $0.sdkAttempts = 1 })
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "fault", outcome: .fail("internal"), chance: Ratio(parts: 1, per: 4)))
    try world.run {
      for _ in 0..<1_000 { _ = try? await world.client.sdk.call(DescribeKeyRequest(keyID: id)) }
    }
    let hit = world.calls.count { $0.outcome == "KMSInternalException" }
    #expect((200...300).contains(hit))
  }

  @Test("an answer to a node that crashed is neither recorded nor delivered, but the key was made")
  func crash() throws {
    let world = World { $0.latency = LatencyTable(fallback: .constant(.milliseconds(60))) }
    world.simulation.root.spawn("crash") {
      try await world.simulation.root.sleep(.milliseconds(30))
      world.host.crash()
    }
    #expect(throws: NodeStopped.self) {
      _ = try world.run { try await world.client.generateSigningKeyPair(spec: .ecP256, name: "signing") }
    }
    #expect(world.calls.isEmpty)
    #expect(world.endpoint.service.keys(at: world.simulation.now).count == 1)
  }

  @Test(
    "twice the quota of signatures for ten seconds is accepted at the quota's rate, within 2 %",
    arguments: QuotaWindow.allCases)
  func sustained(_ window: QuotaWindow) throws {
    let world = World {
      $0.quotas = ["cryptographic-operations-ecc": QuotaRate(perSecond: 100)]
      $0.quotaWindow = window
    } client: {
      $0.sdkAttempts = 1
    }
    let id = try world.signingKey()
    for index in 0..<2_400 as Range<Int64> {
      world.simulation.root.spawn("sign-\(index)") {
        try await world.simulation.root.sleep(.milliseconds(index * 5))
        _ = try? await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
      }
    }
    try world.simulation.run()
    // The full bucket of the beginning is spent after two seconds of twice the rate.
    let counted = world.calls.filter { $0.sentAt >= Instant.zero + .seconds(2) }
    let accepted = counted.count { $0.outcome == "OK" }
    #expect((980...1_020).contains(accepted))
    #expect(counted.count { $0.throttled } == counted.count - accepted)
  }
}
