import Kernel

/// Waits as a node's flows do them: an answer awaited with a deadline, brought by a scheduled event, then an effect through
/// the incarnation's fence and a record.
enum FlowBench {
  /// Runs `waits` waits spread over `flows` flows; returns nanoseconds taken and the recording's digest.
  static func run(flows: Int, waits: Int) throws -> (nanoseconds: Int64, digest: String) {
    let simulation = Simulation(seed: 1)
    let host = simulation.host(NodeID("participant1"))
    let rounds = waits / flows
    host.start { incarnation in
      let context = NodeContext(incarnation, store: Counter())
      let node = Worker(context)
      for number in 0..<flows {
        context.spawn("worker") { try await node.work(number, rounds: rounds) }
      }
      return node
    }
    let start = Stopwatch.nanoseconds()
    try simulation.run()
    let elapsed = Stopwatch.nanoseconds() - start
    let digest = simulation.recording.digest.hex
    simulation.finish()
    return (elapsed, digest)
  }

  private final class Counter {
    var value = 0
  }

  private final class Worker: Node {
    let context: NodeContext<Counter>
    private var latencies: RandomStream
    private let latency = Sampler(.uniform(from: .milliseconds(15), to: .milliseconds(20)))

    init(_ context: NodeContext<Counter>) {
      self.context = context
      latencies = context.stream("latency")
    }

    var id: NodeID { context.id }
    func start() {}
    func receive(_ envelope: Envelope) {}
    func stop() {}

    func work(_ number: Int, rounds: Int) async throws {
      for round in 0..<rounds {
        let answer = try await ask(number &+ round).value(within: .seconds(5))
        try context.store.value &+= answer
        context.record(Answered(answer: answer))
      }
    }

    private func ask(_ question: Int) -> Reply<Int> {
      let reply = context.reply(of: Int.self)
      context.after(latency.draw(from: &latencies)) { reply.succeed(question &* 3) }
      return reply
    }
  }

  private struct Answered: RecordedEvent {
    let answer: Int
    var kind: String { "answered" }
    func mix(into digest: inout Digest) { digest.mix(answer) }
  }
}

/// Messages as nodes exchange them: each is sent over a link with a log-normal latency and answered by a new one.
enum MessageBench {
  /// Delivers `deliveries` messages among `nodes` nodes, ten under way for each; returns nanoseconds taken.
  static func run(nodes: Int, deliveries: Int) throws -> (nanoseconds: Int64, delivered: Int) {
    let simulation = Simulation(seed: 1)
    simulation.network.defaultLink = Link(
      latency: .logNormal(p50: .microseconds(500), p99: .milliseconds(3), max: .milliseconds(50)))
    let ids = (0..<nodes).map { NodeID("node\($0)") }
    let tally = Tally(deliveries)
    for (index, id) in ids.enumerated() {
      simulation.host(id).start { Relay($0, next: ids[(index * 7 + 1) % nodes], tally: tally) }
    }
    let start = Stopwatch.nanoseconds()
    try simulation.run()
    let elapsed = Stopwatch.nanoseconds() - start
    simulation.finish()
    return (elapsed, tally.delivered)
  }

  private final class Tally {
    let limit: Int
    var delivered = 0
    init(_ limit: Int) { self.limit = limit }
  }

  private final class Relayed: Message {
    let hops: Int
    init(hops: Int) { self.hops = hops }
    var kind: String { "Relayed" }
    var nominalSize: Int { 256 }
  }

  private final class Relay: Node {
    private let incarnation: Incarnation
    private let next: NodeID
    private let tally: Tally

    init(_ incarnation: Incarnation, next: NodeID, tally: Tally) {
      self.incarnation = incarnation
      self.next = next
      self.tally = tally
    }

    var id: NodeID { incarnation.id }

    func start() {
      for _ in 0..<10 { incarnation.send(Relayed(hops: 0), to: next) }
    }

    func receive(_ envelope: Envelope) {
      tally.delivered &+= 1
      guard tally.delivered < tally.limit, let relayed = envelope.message as? Relayed else { return }
      incarnation.send(Relayed(hops: relayed.hops &+ 1), to: next)
    }

    func stop() {}
  }
}
