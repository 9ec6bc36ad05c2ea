import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Retries")
struct RetryTests {
  private func waits(_ configuration: CantonRetryConfiguration, _ mode: CantonRetryMode, _ count: Int) -> [Span] {
    var stream = RandomStream(seed: 1, name: "retries")
    return (1...count).map { configuration.delay(beforeRetry: $0, mode: mode, stream: &stream) }
  }

  @Test("as implemented, Canton waits 500 ms and then 250 to 500 ms for ever")
  func asImplemented() {
    let waits = waits(.failures, .asImplemented, 200)
    #expect(waits[0] == .milliseconds(500))
    #expect(waits.dropFirst().allSatisfy { $0 >= .milliseconds(250) && $0 <= .milliseconds(500) })
    #expect(waits.dropFirst().max()! > .milliseconds(480) && waits.min()! < .milliseconds(270))
  }

  @Test("as configured, Canton's waits double up to 10 s with equal jitter")
  func asConfigured() {
    let waits = waits(.failures, .asConfigured, 50)
    #expect(waits[0] == .milliseconds(500))
    for (index, ceiling) in [1_000, 2_000, 4_000, 8_000, 10_000, 10_000].enumerated() as EnumeratedSequence<[Int64]> {
      #expect(waits[index + 1] >= .milliseconds(ceiling / 2) && waits[index + 1] <= .milliseconds(ceiling))
    }
    #expect(waits.dropFirst(5).allSatisfy { $0 >= .seconds(5) && $0 <= .seconds(10) })
  }

  @Test("the check of a new key waits about 1.5 s in all as implemented and minutes as configured")
  func createKeyCheck() {
    func total(_ mode: CantonRetryMode) -> Span { waits(.createKeyCheck, mode, 20).reduce(.zero) { $0 + $1 } }
    #expect(total(.asImplemented) > .milliseconds(1_300) && total(.asImplemented) < .milliseconds(1_800))
    #expect(total(.asConfigured) > .seconds(60))
  }

  /// The greatest first waits in milliseconds after a failure and after throttling, and what a retry costs then.
  @Test(
    "the SDK backs off and pays as its retry mode says",
    arguments: [
      (SdkRetryMode.legacy, 4, 100, 500, 5, 0), (.standard, 3, 100, 1_000, 5, 5), (.standard2026, 3, 50, 1_000, 14, 5),
    ] as [(SdkRetryMode, Int, Int64, Int64, Int, Int)])
  func sdkModes(
    _ mode: SdkRetryMode, attempts: Int, failure: Int64, throttling: Int64, failureCost: Int, throttlingCost: Int
  ) {
    var stream = RandomStream(seed: 1, name: "sdk")
    var policy = SdkRetryPolicy(mode: mode)
    #expect(mode.attempts == attempts)
    for (isThrottling, base) in [(false, failure), (true, throttling)] {
      for retry in [1, 2, 3, 60] {
        let ceiling = Span.milliseconds(retry == 60 ? 20_000 : base << (retry - 1))
        let waits = (0..<300).map { _ in
          policy.delay(beforeRetry: retry, isThrottling: isThrottling, stream: &stream)
        }
        let floor = mode == .legacy && isThrottling ? ceiling / 2 : .zero
        #expect(waits.allSatisfy { $0 >= floor && $0 <= ceiling })
        #expect(waits.contains { $0 < floor + ceiling / 20 } && waits.contains { $0 > ceiling - ceiling / 20 })
      }
    }
    var retries = 0
    while policy.cost(isThrottling: false) != nil { retries += 1 }
    #expect(retries == 500 / failureCost)
    let left = 500 - retries * failureCost
    #expect(policy.cost(isThrottling: true) == (left >= throttlingCost ? throttlingCost : nil))
    policy.succeeded(lastCost: failureCost)
    policy.succeeded(lastCost: nil)
    let paid = left >= throttlingCost ? throttlingCost : 0
    #expect(policy.tokens == left - paid + failureCost + 1)
    for _ in 0..<600 { policy.succeeded(lastCost: nil) }
    #expect(policy.tokens == 500)
  }

  @Test("only the mode of 2026 tries again when a limit is exceeded")
  func limitExceeded() {
    let error = SdkError.service(AwsErrors.keyLimit, requestID: "id")
    #expect(SdkRetryMode.allCases.filter { error.isRetriedBySdk($0) } == [.standard2026])
  }

  @Test("in mode standard a throttled call is tried three times")
  func standardAttempts() throws {
    let world = World(client: { $0.sdkRetryMode = .standard })
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "throttle", outcome: .fail("throttle")))
    #expect(throws: KmsError.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    #expect(world.calls.map(\.attempt) == [1, 2, 3])
    #expect(world.simulation.now <= Instant.zero + .seconds(3))
  }

  @Test("a throttled call is tried four times by the SDK and not again by Canton")
  func throttled() throws {
    let world = World()
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "throttle", outcome: .fail("throttle")))
    let error = try world.run { () async throws -> KmsError in
      do {
        _ = try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
        throw WrongAnswer()
      } catch let error as KmsError {
        return error
      }
    }
    #expect(error.name == "KmsSignError")
    #expect(error.cause == AwsErrors.throttling)
    #expect(!error.retryable)
    #expect(world.calls.map(\.attempt) == [1, 2, 3, 4])
    #expect(world.calls.allSatisfy { $0.throttled && $0.outcome == "ThrottlingException" })
    #expect(
      world.simulation.now >= Instant.zero + .milliseconds(1_750)
        && world.simulation.now <= Instant.zero + .milliseconds(3_500))
  }

  @Test("with retries of throttling switched on, Canton outlives it")
  func throttlingOutlived() throws {
    let world = World(client: { $0.retriesThrottling = true })
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "throttle", outcome: .fail("throttle"), limit: 9))
    _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    #expect(world.calls.map(\.attempt) == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2])
  }

  @Test("an internal error of the service is tried again by the SDK and then final")
  func internalError() throws {
    let world = World()
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "internal", outcome: .fail("internal")))
    #expect(throws: KmsError.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    #expect(world.calls.count == 4)
  }

  @Test("a refusal is not tried again at all")
  func refusal() throws {
    let world = World()
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "denied", outcome: .fail("access-denied")))
    #expect(throws: KmsError.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    #expect(world.calls.count == 1)
  }

  @Test(
    "while the KMS cannot be reached a signature waits, and succeeds once it can",
    arguments: ["unavailable", "connection-closed"])
  func outage(_ fault: String) throws {
    let world = World()
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "outage", outcome: .fail(fault), until: Instant.zero + .minutes(5)))
    let signature = try world.run {
      try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
    }
    #expect(!signature.isEmpty)
    #expect(
      world.simulation.now >= Instant.zero + .minutes(5)
        && world.simulation.now < Instant.zero + .minutes(5) + .seconds(15))
    #expect(world.calls.last?.outcome == "OK")
  }

  @Test("an answer that never comes is not retried by Canton")
  func readTimeout() throws {
    let world = World()
    let id = try world.signingKey()
    world.endpoint.policy.add(CallRule(name: "lost", outcome: .drop))
    #expect(throws: KmsError.self) {
      _ = try world.run { try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256) }
    }
    #expect(world.calls.map(\.outcome) == ["ReadTimeout", "ReadTimeout", "ReadTimeout", "ReadTimeout"])
    #expect(world.simulation.now >= Instant.zero + .seconds(120))
  }

  @Test("the check of a new key gives up after 20 retries")
  func createKeyCheckGivesUp() throws {
    let world = World(client: { $0.sdkAttempts = 1 })
    let id = try world.signingKey()
    world.endpoint.policy.add(
      CallRule(name: "closed", outcome: .fail("connection-closed"), operations: ["DescribeKey"]))
    let error = try world.run { () async throws -> String in
      do {
        try await world.client.keyExistsAndIsActive(id)
        return ""
      } catch let error as KmsError {
        return error.name
      }
    }
    #expect(error == "KmsRetrieveKeyMetadataError")
    #expect(world.calls.count == 21)
  }
}
