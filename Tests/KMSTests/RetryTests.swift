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

  @Test("the SDK backs off with full jitter after failures and equal jitter after throttling")
  func sdkBackOff() {
    var stream = RandomStream(seed: 1, name: "sdk")
    for _ in 0..<200 {
      for (retry, ceiling) in [(1, 100), (2, 200), (3, 400), (9, 20_000), (60, 20_000)] as [(Int, Int64)] {
        let wait = SdkRetryPolicy.delay(beforeRetry: retry, isThrottling: false, stream: &stream)
        #expect(wait >= .zero && wait <= .milliseconds(ceiling))
      }
      for (retry, ceiling) in [(1, 500), (2, 1_000), (3, 2_000), (60, 20_000)] as [(Int, Int64)] {
        let wait = SdkRetryPolicy.delay(beforeRetry: retry, isThrottling: true, stream: &stream)
        #expect(wait >= .milliseconds(ceiling / 2) && wait <= .milliseconds(ceiling))
      }
    }
  }

  @Test("the SDK's budget allows a hundred retries after failures and any number after throttling")
  func budget() {
    var policy = SdkRetryPolicy()
    var retries = 0
    while policy.cost(isThrottling: false) != nil { retries += 1 }
    #expect(retries == 100)
    #expect(policy.cost(isThrottling: true) == 0)
    policy.succeeded(lastCost: 5)
    #expect(policy.tokens == 5)
    policy.succeeded(lastCost: nil)
    #expect(policy.tokens == 6)
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
