import Foundation
import Kernel
import Testing

/// A small world with every source of disorder: lossy links, flows with deadlines, a crash and a restart.
private func worldDigest(seed: UInt64) throws -> (digest: String, events: UInt64) {
  final class Talker: Node {
    let context: NodeContext<Box<Int>>
    private let peers: [NodeID]
    private var choice: RandomStream
    private var waiting: [Int: Reply<Int>] = [:]

    init(_ incarnation: Incarnation, peers: [NodeID], store: Box<Int>) {
      context = NodeContext(incarnation, store: store)
      self.peers = peers
      choice = context.stream("choice")
    }

    var id: NodeID { context.id }
    func start() {
      for number in 0..<5 { context.spawn("talk \(number)") { try await self.talk(number) } }
    }
    func stop() {}

    func talk(_ flow: Int) async throws {
      for round in 0..<40 {
        let number = flow * 1_000 + round
        let reply = context.reply(of: Int.self)
        waiting[number] = reply
        context.send(Ping(number), to: peers[Int(choice.below(UInt64(peers.count)))])
        do {
          let answer = try await reply.value(within: .milliseconds(20))
          try context.store.value += answer
          context.record(Note(kind: "answered"))
        } catch is DeadlineExceeded {
          context.record(Note(kind: "timed out"))
        }
        waiting[number] = nil
        try await context.sleep(.microseconds(Int64(choice.below(5_000))))
      }
    }

    func receive(_ envelope: Envelope) {
      guard let ping = envelope.message as? Ping else { return }
      if let reply = waiting[ping.number - 100_000] {
        reply.succeed(1)
      } else if ping.number < 100_000 {
        context.send(Ping(ping.number + 100_000), to: envelope.from)
      }
    }
  }

  let simulation = Simulation(seed: seed)
  simulation.network.defaultLink = Link(
    latency: .logNormal(p50: .milliseconds(4), p99: .milliseconds(15), max: nil), loss: .percent(5),
    duplication: .percent(5))
  let ids = ["a", "b", "c", "d"].map { NodeID($0) }
  let stores = ids.map { _ in Box(0) }
  func start(_ index: Int) {
    simulation.host(ids[index]).start { Talker($0, peers: ids.filter { $0 != ids[index] }, store: stores[index]) }
  }
  for index in ids.indices { start(index) }
  simulation.schedule(after: .milliseconds(50)) { simulation.host(ids[1]).crash() }
  simulation.schedule(after: .milliseconds(80)) { start(1) }
  try simulation.run()
  simulation.finish()
  return (simulation.recording.digest.hex, simulation.eventsDelivered)
}

@Suite("Determinism")
struct DeterminismTests {
  @Test("two simulations on two threads at once leave the digest of one alone")
  func twoThreads() throws {
    let alone = try worldDigest(seed: 42)
    let results = Mutexed<[String]>([])
    let threads = (0..<2).map { _ in
      Thread {
        let digest = (try? worldDigest(seed: 42).digest) ?? "failed"
        results.with { $0.append(digest) }
      }
    }
    for thread in threads { thread.start() }
    while results.with({ $0.count }) < 2 { Thread.sleep(forTimeInterval: 0.005) }
    let digests = results.with { $0 }
    #expect(digests == [alone.digest, alone.digest])
    #expect(alone.events > 1_000)
  }

  @Test("another seed gives another recording")
  func seedsDiffer() throws {
    let first = try worldDigest(seed: 1)
    let second = try worldDigest(seed: 2)
    #expect(first.digest != second.digest)
  }

  @Test("the recording is the same in every process: a pinned digest")
  func pinned() throws {
    let digest = try worldDigest(seed: 42).digest
    #expect(digest == "bad799b7fc2856d3")
  }

  @Test("the ladder keeps the digest after every 1,024 entries")
  func ladder() {
    let recording = Recording()
    for index in 0..<3_000 {
      recording.record(Note(kind: "note"), node: NodeID("a"), at: Instant(nanoseconds: Int64(index)))
    }
    #expect(recording.ladder.count == 2)
    #expect(recording.ladder.last != recording.digest.value)
  }
}

/// A value that threads share under a lock.
private final class Mutexed<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value
  init(_ value: Value) { self.value = value }
  func with<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
