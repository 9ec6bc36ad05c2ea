import Events
import Kernel
import Keys
import Testing

@testable import KMS

@Suite("Connection pool")
struct PoolTests {
  /// So many signatures at once, each taking 100 ms.
  private func burst(
    _ count: Int, _ change: (inout KmsInstanceConfiguration) -> Void = { _ in },
    client: (inout KmsClientConfiguration) -> Void = { _ in }
  ) throws -> World {
    let world = World(change, client: client)
    let id = try world.signingKey()
    for index in 0..<count {
      world.simulation.root.spawn("sign-\(index)") {
        _ = try? await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
      }
    }
    return world
  }

  @Test("at most 50 requests are in flight")
  func limit() throws {
    let world = try burst(120) { $0.latency = LatencyTable(fallback: .constant(.milliseconds(100))) }
    var most = 0
    for tick in 0..<40 {
      world.simulation.schedule(at: .zero + .milliseconds(Int64(tick) * 10 + 5)) {
        most = max(most, world.client.sdk.requestsInFlight)
      }
    }
    try world.simulation.run()
    #expect(most == 50)
    #expect(world.calls.count == 120)
    let ends = world.calls.map { $0.sentAt + $0.latency }
    #expect(ends.count { $0 == Instant.zero + .milliseconds(100) } == 50)
    #expect(ends.max() == Instant.zero + .milliseconds(300))
  }

  @Test("the wait for a connection is recorded apart from the call's latency")
  func poolWait() throws {
    let world = try burst(51) { $0.latency = LatencyTable(fallback: .constant(.milliseconds(100))) }
    try world.simulation.run()
    #expect(world.calls.map(\.poolWait).max() == .milliseconds(100))
    #expect(world.calls.allSatisfy { $0.latency == .milliseconds(100) })
  }

  @Test("a request that gets no connection within 10 s fails, and Canton does not retry it")
  func acquireTimeout() throws {
    let world = try burst(51) { $0.latency = LatencyTable(fallback: .constant(.seconds(20))) }
    try world.simulation.run()
    #expect(world.calls.count { $0.outcome == "AcquireTimeout" && $0.poolWait == .seconds(10) } == 1)
    #expect(world.calls.count { $0.outcome == "OK" } == 50)
  }

  @Test("more waiting requests than allowed fail at once")
  func pendingLimit() throws {
    let world = try burst(60) {
      $0.latency = LatencyTable(fallback: .constant(.milliseconds(100)))
    } client: {
      $0.maximumPendingAcquires = 3
    }
    try world.simulation.run()
    #expect(world.calls.count { $0.outcome == "PendingAcquireLimit" } == 7)
  }

  @Test("a new connection costs its set-up once and is used again until it was idle for a minute")
  func setUp() throws {
    let world = World { $0.connectionSetup = .constant(.milliseconds(40)) }
    let id = try world.signingKey()
    try world.run {
      for pause in [0, 59, 61] as [Int64] {
        try await world.simulation.root.sleep(.seconds(pause))
        _ = try await world.client.sign(keyID: id, message: multihash, algorithm: .ecDsaSha256)
      }
    }
    #expect(world.calls.map(\.poolWait) == [.milliseconds(40), .zero, .milliseconds(40)])
  }
}
