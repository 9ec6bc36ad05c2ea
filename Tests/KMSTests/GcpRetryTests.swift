import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("google: retries")
struct GcpRetryTests {
  /// Signs as often as `count` at once; gives how many succeeded and the names of the failures.
  private func burst(
    _ count: Int, on simulation: Simulation, _ sign: @escaping () async throws -> Void
  ) throws -> (signed: Int, failures: [KmsError]) {
    var signed = 0
    var failures: [KmsError] = []
    for _ in 0..<count {
      simulation.root.spawn("sign") {
        do {
          try await sign()
          signed += 1
        } catch let error as KmsError {
          failures.append(error)
        }
      }
    }
    try simulation.run()
    return (signed, failures)
  }

  @Test("under the same overload Canton gives signatures up at AWS and waits for all of them at Google")
  func overload() throws {
    // Ten signatures a second each, and two hundred asked for at once.
    let aws = World { $0.quotas = [AwsQuota.ecc.rawValue: QuotaRate(perSecond: 10)] }
    let awsKey = try aws.signingKey()
    let atAws = try burst(200, on: aws.simulation) {
      _ = try await aws.client.sign(keyID: awsKey, message: multihash, algorithm: .ecDsaSha256)
    }
    let google = GcpWorld {
      $0.service.quotas = [GcpQuota.hsmAsymmetricRequests.rawValue: QuotaRate(perSecond: 10)]
    }
    let googleKey = try google.key()
    let atGoogle = try burst(200, on: google.simulation) { _ = try await google.sign(googleKey) }

    #expect(atAws.failures.count > 100 && atAws.signed + atAws.failures.count == 200)
    #expect(atAws.failures.allSatisfy { $0.name == "KmsSignError" && $0.cause?.code == "ThrottlingException" })
    #expect(aws.simulation.now < .zero + .seconds(5))

    #expect(atGoogle.failures.isEmpty && atGoogle.signed == 200)
    #expect(google.elapsed >= .seconds(19) && google.elapsed < .seconds(25))
    // gax does not try a spent quota again: each try is Canton's.
    #expect(google.calls.allSatisfy { $0.attempt == 1 })
    let refused = google.calls.filter(\.throttled)
    #expect(refused.count > 200)
    #expect(
      refused.allSatisfy { $0.outcome == "RESOURCE_EXHAUSTED" && $0.quota == "hsm_asymmetric_requests" })
    #expect(google.calls.count { $0.outcome == "OK" } == 200)
  }

  @Test("what Canton tries again at Google")
  func classification() {
    func isRetried(_ code: GcpStatus.Code, _ message: String = "text", _ method: GcpMethod = .asymmetricSign) -> Bool {
      GcpApiError.service(GcpStatus(code, message)).isRetriedByCanton(method)
    }
    #expect(
      isRetried(.resourceExhausted) && isRetried(.unavailable) && isRetried(.internal, "Internal error encountered."))
    #expect(isRetried(.internal, "http2 exception") && isRetried(.unavailable, "Connection closed", .rawEncrypt))
    #expect(!isRetried(.internal) && !isRetried(.unavailable, "text", .rawEncrypt))
    for code in [
      GcpStatus.Code.invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition, .aborted,
      .unimplemented, .unauthenticated,
    ] {
      #expect(!isRetried(code))
    }
    for failure in GrpcFailure.allCases {
      #expect(GcpApiError.client(failure).isRetriedByCanton(.asymmetricSign), "\(failure)")
    }
  }

  @Test("gax tries an unavailable service again for a minute, with waits that grow, and then Canton does")
  func unavailable() throws {
    let world = GcpWorld()
    let id = try world.key()
    world.endpoint.policy.add(
      CallRule(name: "down", outcome: .fail("key-unavailable"), until: .zero + .minutes(3)))
    #expect(try world.run { try await world.sign(id) }.isEmpty == false)
    #expect(world.elapsed >= .minutes(3) && world.elapsed < .minutes(3) + .seconds(20))
    let calls = world.calls
    #expect(calls.last?.outcome == "OK" && calls.dropLast().allSatisfy { $0.outcome == "UNAVAILABLE" })
    // Each call of Canton begins with attempt 1.
    let starts = calls.indices.filter { calls[$0].attempt == 1 }
    #expect(starts.count >= 3 && starts.count <= 6)
    for (start, next) in zip(starts, starts.dropFirst()) {
      #expect(calls[next - 1].sentAt - calls[start].sentAt <= .seconds(60))
      #expect(next - start > 10)
    }
  }

  @Test(
    "while the service cannot be reached a signature waits, and succeeds once it can",
    arguments: ["unavailable", "connection-closed"])
  func outage(_ fault: String) throws {
    let world = GcpWorld()
    let id = try world.key()
    world.endpoint.policy.add(CallRule(name: "outage", outcome: .fail(fault), until: .zero + .minutes(5)))
    #expect(try world.run { try await world.sign(id) }.isEmpty == false)
    #expect(world.elapsed >= .minutes(5) && world.elapsed < .minutes(5) + .seconds(30))
  }

  @Test("an answer that never comes takes the whole minute of a call and is asked for again by Canton, unlike at AWS")
  func lost() throws {
    let world = GcpWorld()
    let id = try world.key()
    world.endpoint.policy.add(CallRule(name: "lost", outcome: .drop, limit: 1))
    #expect(try world.run { try await world.sign(id) }.isEmpty == false)
    #expect(world.calls.map(\.outcome) == ["DeadlineExceeded", "OK"])
    #expect(world.calls.map(\.attempt) == [1, 1])
    #expect(world.elapsed == .seconds(60) + .milliseconds(500))
  }

  @Test(
    "an internal error of the service is tried again by Canton alone; a refusal is final", arguments: [true, false])
  func single(_ isInternal: Bool) throws {
    let world = GcpWorld()
    let id = try world.key()
    world.endpoint.policy.add(
      CallRule(name: "fault", outcome: .fail(isInternal ? "internal" : "access-denied"), limit: 3))
    if isInternal {
      #expect(try world.run { try await world.sign(id) }.isEmpty == false)
      #expect(world.calls.map(\.attempt) == [1, 1, 1, 1])
    } else {
      let error = try world.failure { _ = try await world.sign(id) }
      #expect(error.cause?.code == "PERMISSION_DENIED" && world.calls.count == 1)
    }
  }

  @Test("a fault's error may be any status of Google's", arguments: ["disabled", "ABORTED", "throttle"])
  func statuses(_ fault: String) throws {
    let world = GcpWorld(client: { $0.failures.maximumRetries = 0 })
    let id = try world.key()
    world.endpoint.policy.add(CallRule(name: "fault", outcome: .fail(fault)))
    let error = try world.failure { _ = try await world.sign(id) }
    let expected = ["disabled": "FAILED_PRECONDITION", "ABORTED": "ABORTED", "throttle": "RESOURCE_EXHAUSTED"]
    #expect(error.cause?.code == expected[fault])
  }
}
