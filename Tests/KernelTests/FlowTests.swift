import Kernel
import Testing

@Suite("Flows")
struct FlowTests {
  let simulation = Simulation(seed: 1)

  @Test("a sleeping flow goes on when its span has passed")
  func sleepTakesItsSpan() throws {
    var woke: Instant?
    simulation.root.spawn("sleeper") { [simulation] in
      try await simulation.root.sleep(.milliseconds(250))
      woke = simulation.now
    }
    #expect(try simulation.run() == .quiet)
    #expect(woke == Instant(nanoseconds: 250_000_000))
  }

  @Test("an answer before the deadline is returned, and its deadline does not hold the run up")
  func replyInTime() throws {
    let reply = simulation.root.reply(of: Int.self)
    var got: Int?
    simulation.root.spawn("asker") { got = try await reply.value(within: .seconds(5)) }
    simulation.schedule(after: .seconds(1)) { reply.succeed(7) }
    try simulation.run()
    #expect(got == 7)
    #expect(simulation.now == .zero + .seconds(1))
  }

  @Test("a wait for an answer that does not come ends at its deadline")
  func deadline() throws {
    let reply = simulation.root.reply(of: Int.self)
    simulation.root.spawn("asker") { _ = try await reply.value(within: .seconds(5)) }
    try simulation.run()
    #expect(simulation.failedFlows.first?.error as? DeadlineExceeded == DeadlineExceeded(after: .seconds(5)))
    #expect(simulation.now == .zero + .seconds(5))
  }

  @Test("a flow that waits for what nothing pending can bring is reported as stalled, by name")
  func stalled() throws {
    let reply = simulation.root.reply(of: Int.self)
    simulation.root.spawn("waits for ever") { _ = try await reply.value() }
    #expect(throws: SimulationError.stalled(["waits for ever"])) { try simulation.run() }
  }

  @Test("a background flow may wait for ever without stalling the run")
  func background() throws {
    let reply = simulation.root.reply(of: Int.self)
    simulation.root.spawn("server", background: true) { _ = try await reply.value() }
    #expect(try simulation.run() == .quiet)
  }

  @Test("several flows waiting for one answer go on in order of their waiting")
  func severalWaiters() throws {
    let reply = simulation.root.reply(of: Int.self)
    var order: [Int] = []
    for number in 0..<5 {
      simulation.root.spawn("waiter \(number)") {
        _ = try await reply.value()
        order.append(number)
      }
    }
    simulation.schedule(after: .seconds(1)) { reply.succeed(0) }
    try simulation.run()
    #expect(order == [0, 1, 2, 3, 4])
  }

  @Test("only the first answer counts")
  func firstAnswerWins() throws {
    let reply = simulation.root.reply(of: Int.self)
    var got: Int?
    simulation.root.spawn("asker") { got = try await reply.value() }
    simulation.schedule(after: .seconds(1)) {
      reply.succeed(1)
      reply.fail(DeadlineExceeded(after: .zero))
      reply.succeed(2)
    }
    try simulation.run()
    #expect(got == 1)
  }

  @Test("a semaphore hands its permits out in order of asking and gives none to a wait that timed out")
  func semaphore() throws {
    let scope = simulation.root
    let semaphore = FlowSemaphore(scope, permits: 1)
    var log: [String] = []
    for name in ["a", "b", "c"] {
      scope.spawn(name) {
        do {
          try await semaphore.acquire(within: name == "b" ? .milliseconds(500) : .seconds(10))
          log.append(name)
          try await scope.sleep(.seconds(1))
          semaphore.release()
        } catch is DeadlineExceeded {
          log.append("\(name) gave up")
        }
      }
    }
    try simulation.run()
    #expect(log == ["a", "b gave up", "c"])
    #expect(semaphore.permits == 1)
    #expect(semaphore.waiting == 0)
  }

  @Test("a run stops at its horizon and can be continued")
  func horizon() throws {
    var fired = 0
    simulation.schedule(after: .seconds(1)) { fired += 1 }
    simulation.schedule(after: .seconds(3)) { fired += 1 }
    #expect(try simulation.run(until: .zero + .seconds(2)) == .horizon)
    #expect(simulation.now == .zero + .seconds(2))
    #expect(fired == 1)
    #expect(try simulation.run() == .quiet)
    #expect(fired == 2)
  }

  @Test("a withdrawn call does not happen")
  func withdrawnCall() throws {
    var fired = false
    let handle = simulation.schedule(after: .seconds(1)) { fired = true }
    #expect(simulation.cancel(handle))
    #expect(!simulation.cancel(handle))
    try simulation.run()
    #expect(!fired)
    #expect(simulation.now == .zero)
  }
}
