import Kernel
import Testing

final class Ping: Message {
  let number: Int
  init(_ number: Int) { self.number = number }
  var kind: String { "Ping" }
  var nominalSize: Int { 100 }
}

/// Keeps what it receives.
final class Listener: Node {
  let incarnation: Incarnation
  private let received: (Envelope) -> Void
  init(_ incarnation: Incarnation, received: @escaping (Envelope) -> Void = { _ in }) {
    self.incarnation = incarnation
    self.received = received
  }
  var id: NodeID { incarnation.id }
  func start() {}
  func receive(_ envelope: Envelope) { received(envelope) }
  func stop() {}
}

struct Note: RecordedEvent {
  let kind: String
  func mix(into digest: inout Digest) {}
}

@Suite("Nodes and links")
struct NodeTests {
  let simulation = Simulation(seed: 1)
  let a = NodeID("a")
  let b = NodeID("b")

  /// Starts `a` and `b`; returns a's incarnation and where b's messages are noted.
  func pair() -> (Incarnation, Box<[(number: Int, instant: Instant)]>) {
    let inbox = Box<[(number: Int, instant: Instant)]>([])
    let sender = Box<Incarnation?>(nil)
    simulation.host(a).start {
      sender.value = $0; return Listener($0)
    }
    simulation.host(b).start { [simulation] in
      Listener($0) { inbox.value.append((($0.message as? Ping)?.number ?? -1, simulation.now)) }
    }
    return (sender.value.unsafelyUnwrapped, inbox)
  }

  @Test("messages on an ordered link do not overtake each other")
  func ordered() throws {
    let (sender, inbox) = pair()
    simulation.network.set(Link(latency: .uniform(from: .milliseconds(1), to: .milliseconds(100))), from: a, to: b)
    for number in 0..<200 { sender.after(.microseconds(Int64(number))) { sender.send(Ping(number), to: self.b) } }
    try simulation.run()
    #expect(inbox.value.map(\.number) == Array(0..<200))
  }

  @Test("messages on an unordered link do overtake each other")
  func unordered() throws {
    let (sender, inbox) = pair()
    simulation.network.set(
      Link(latency: .uniform(from: .milliseconds(1), to: .milliseconds(100)), ordered: false), from: a, to: b)
    for number in 0..<200 { sender.send(Ping(number), to: b) }
    try simulation.run()
    #expect(inbox.value.map(\.number) != Array(0..<200))
    #expect(inbox.value.map(\.number).sorted() == Array(0..<200))
  }

  @Test("a link loses and repeats messages at its rates")
  func lossAndDuplication() throws {
    let (sender, inbox) = pair()
    simulation.network.set(
      Link(latency: .constant(.milliseconds(1)), loss: .percent(10), duplication: .percent(20)), from: a, to: b)
    for number in 0..<10_000 { sender.send(Ping(number), to: b) }
    try simulation.run()
    #expect((8_850...9_150).contains(Set(inbox.value.map(\.number)).count))
    #expect((10_600...11_000).contains(inbox.value.count))
    let lost = simulation.network.drops.first?.count ?? 0
    #expect((850...1_150).contains(lost))
  }

  @Test("adding loss to a link leaves the latencies of the messages that arrive as they were")
  func lossLeavesLatencies() throws {
    func arrivals(_ loss: Ratio) throws -> [Int: Instant] {
      let world = NodeTests()
      let (sender, inbox) = world.pair()
      let latency = Distribution.uniform(from: .milliseconds(1), to: .milliseconds(100))
      world.simulation.network.set(Link(latency: latency, loss: loss, ordered: false), from: a, to: b)
      sender.send(Ping(0), to: b)
      try world.simulation.run()
      return Dictionary(inbox.value.map { ($0.number, $0.instant) }, uniquingKeysWith: { first, _ in first })
    }
    let clean = try arrivals(.zero)
    let lossy = try arrivals(.perMillion(1))
    #expect(clean == lossy)
  }

  @Test("a partition loses what is sent and what is under way, and healing restores the link")
  func partition() throws {
    let (sender, inbox) = pair()
    sender.send(Ping(0), to: b)
    simulation.schedule(after: .microseconds(500)) {
      self.simulation.network.partition(self.a, self.b)
      sender.send(Ping(1), to: self.b)
    }
    simulation.schedule(after: .seconds(1)) {
      self.simulation.network.heal(self.a, self.b)
      sender.send(Ping(2), to: self.b)
    }
    try simulation.run()
    #expect(inbox.value.map(\.number) == [2])
    #expect(simulation.network.drops.map(\.count) == [2])
  }

  @Test("messages to a node that does not run are lost and counted by kind")
  func notRunning() throws {
    let (sender, inbox) = pair()
    simulation.host(b).crash()
    sender.send(Ping(0), to: b)
    try simulation.run()
    #expect(inbox.value.isEmpty)
    #expect(simulation.network.drops.map(\.kind) == ["Ping"])
  }

  @Test("what was under way to a crashed incarnation does not reach the next one")
  func connectionDiesWithTheIncarnation() throws {
    let (sender, inbox) = pair()
    sender.send(Ping(0), to: b)
    simulation.host(b).crash()
    simulation.host(b).start { Listener($0) { _ in inbox.value.append((99, .zero)) } }
    try simulation.run()
    #expect(inbox.value.isEmpty)
  }

  @Test("a dead incarnation refuses store, send, record, timers and flows")
  func fence() throws {
    let (sender, inbox) = pair()
    let context = NodeContext(sender, store: Box(0))
    var late: [String] = []
    context.after(.seconds(1)) { late.append("timer") }
    context.spawn("writer") {
      do {
        try await context.sleep(.seconds(1))
      } catch {
        late.append("unwound")
        context.send(Ping(0), to: self.b)
        context.record(Note(kind: "late"))
        context.after(.seconds(1)) { late.append("late timer") }
        context.spawn("late flow") { late.append("late flow") }
        do { try context.store.value = 1 } catch { late.append("store refused") }
        do { try await context.sleep(.zero) } catch { late.append("wait refused") }
      }
    }
    simulation.schedule(after: .milliseconds(1)) { self.simulation.host(self.a).crash() }
    try simulation.run()
    #expect(late == ["unwound", "store refused", "wait refused"])
    #expect(inbox.value.isEmpty)
    #expect(simulation.recording.entries.isEmpty)
    #expect(simulation.now == .zero + .milliseconds(1))
    #expect(simulation.failedFlows.isEmpty)
  }

  @Test("a graceful stop calls the node, which may still send and record, and then ends its life")
  func gracefulStop() throws {
    final class Polite: Node {
      let incarnation: Incarnation
      init(_ incarnation: Incarnation) { self.incarnation = incarnation }
      var id: NodeID { incarnation.id }
      func start() {}
      func receive(_ envelope: Envelope) {}
      func stop() {
        incarnation.record(Note(kind: "goodbye"))
        incarnation.send(Ping(7), to: NodeID("b"))
      }
    }
    let (_, inbox) = pair()
    let host = simulation.host(NodeID("c"))
    host.start { Polite($0) }
    simulation.schedule(after: .milliseconds(1)) { host.stop() }
    try simulation.run()
    #expect(simulation.recording.entries.map(\.event.kind) == ["goodbye"])
    #expect(inbox.value.map(\.number) == [7])
    #expect(!host.isRunning)
    #expect(host.incarnation == 1)
  }

  @Test("traffic counts messages and nominal bytes for each link")
  func traffic() throws {
    let (sender, _) = pair()
    for number in 0..<3 { sender.send(Ping(number), to: b) }
    try simulation.run()
    let counted = simulation.network.traffic
    #expect(counted.map(\.from) == [a])
    #expect(counted.first?.traffic.sent == 3)
    #expect(counted.first?.traffic.bytes == 300)
    #expect(counted.first?.traffic.delivered == 3)
  }

  @Test("a changed default link reaches every link that was not set")
  func defaultLink() throws {
    let (sender, inbox) = pair()
    simulation.network.set(Link(latency: .constant(.seconds(2))), from: b, to: a)
    sender.send(Ping(0), to: b)
    simulation.network.defaultLink = Link(latency: .constant(.seconds(1)))
    sender.send(Ping(1), to: b)
    try simulation.run()
    #expect(inbox.value.map(\.instant) == [Instant.zero + .milliseconds(1), Instant.zero + .seconds(1)])
    #expect(simulation.network.link(from: b, to: a).latency == .constant(.seconds(2)))
  }

  @Test("each incarnation has random streams of its own")
  func streamsByIncarnation() {
    var drawn: [UInt64] = []
    for _ in 0..<2 {
      simulation.host(a).start {
        var stream = $0.stream("latency")
        drawn.append(stream.next())
        return Listener($0)
      }
      simulation.host(a).crash()
    }
    #expect(Set(drawn).count == 2)
  }

  @Test("a crash resumes waits for answers and permits with NodeStopped")
  func crashResumesWaits() throws {
    let (sender, _) = pair()
    let reply = sender.scope.reply(of: Int.self)
    let semaphore = FlowSemaphore(sender.scope, permits: 0)
    var ended: [String] = []
    sender.spawn("reply") {
      do { _ = try await reply.value(within: .seconds(5)) } catch is NodeStopped { ended.append("reply") }
    }
    sender.spawn("permit") { do { try await semaphore.acquire() } catch is NodeStopped { ended.append("permit") } }
    simulation.schedule(after: .milliseconds(1)) { self.simulation.host(self.a).crash() }
    #expect(try simulation.run() == .quiet)
    #expect(ended == ["reply", "permit"])
  }
}

/// A value shared by reference.
final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}
