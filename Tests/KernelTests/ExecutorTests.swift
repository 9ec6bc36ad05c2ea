import Foundation
import Kernel
import Testing

/// An actor with no executor of its own.
private actor Counter {
  var value = 0
  func add(_ amount: Int) -> Int {
    value += amount
    return value
  }
}

private func doubled(_ number: Int) async -> Int { number * 2 }

/// Leaves the executor of its caller, who hops back to it.
@concurrent private func elsewhere() async {}

@Suite("Where flows run")
struct ExecutorTests {
  @Test("child tasks and plain actors awaited by a flow run on the simulation's thread, in the same order each time")
  func structuredChildren() throws {
    func run() throws -> [Int] {
      let simulation = Simulation(seed: 1)
      var seen: [Int] = []
      for number in 0..<20 {
        simulation.root.spawn("parent \(number)") {
          let counter = Counter()
          async let left = doubled(number)
          async let right = counter.add(number)
          let sum = await left + right
          try await simulation.root.sleep(.milliseconds(Int64(20 - number)))
          seen.append(sum)
        }
      }
      #expect(try simulation.run() == .quiet)
      return seen
    }
    let first = try run()
    #expect(first == (0..<20).reversed().map { $0 * 3 })
    #expect(try run() == first)
  }

  @Test("nothing runs between two waits of a flow, however many hops between executors it makes")
  func hopsAreIndivisible() throws {
    let simulation = Simulation(seed: 1)
    let door = simulation.root.reply(of: Int.self)
    var seen: [String] = []
    simulation.root.spawn("waits") { seen.append("waited for \(try await door.value())") }
    for name in ["a", "b"] {
      simulation.root.spawn(name) {
        seen.append("\(name) starts")
        await elsewhere()
        seen.append("\(name) is back")
        try await simulation.root.sleep(.seconds(1))
        if name == "a" { door.succeed(1) }
        seen.append("\(name) wakes")
        await elsewhere()
        await elsewhere()
        seen.append("\(name) ends")
      }
    }
    #expect(try simulation.run() == .quiet)
    #expect(
      seen == [
        "a starts", "a is back", "b starts", "b is back", "a wakes", "a ends", "waited for 1", "b wakes", "b ends",
      ])
  }

  @Test("a flow resumed from a foreign thread ends the process instead of disturbing the order")
  func foreignThreadTraps() async {
    await #expect(processExitsWith: .failure) {
      let simulation = Simulation(seed: 1)
      simulation.root.spawn("escapes") {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
          Thread {
            Thread.sleep(forTimeInterval: 0.1)
            continuation.resume()
          }.start()
        }
      }
      simulation.schedule(after: .seconds(1)) { Thread.sleep(forTimeInterval: 0.5) }
      try simulation.run()
    }
  }

  @Test("a flow may start flows, and a thousand waits in a row do not grow the stack")
  func nestedFlows() throws {
    let simulation = Simulation(seed: 1)
    var ended = 0
    simulation.root.spawn("outer") {
      for _ in 0..<1_000 { try await simulation.root.sleep(.zero) }
      simulation.root.spawn("inner") {
        try await simulation.root.sleep(.seconds(1))
        ended += 1
      }
      ended += 1
    }
    try simulation.run()
    #expect(ended == 2)
  }

  @Test("an error that ends a flow is kept with its name and instant; the others go on")
  func failedFlow() throws {
    struct Broken: Error {}
    let simulation = Simulation(seed: 1)
    var reached = false
    simulation.root.spawn("breaks") {
      try await simulation.root.sleep(.seconds(1))
      throw Broken()
    }
    simulation.root.spawn("goes on") {
      try await simulation.root.sleep(.seconds(2))
      reached = true
    }
    try simulation.run()
    #expect(simulation.failedFlows.map(\.name) == ["breaks"])
    #expect(simulation.failedFlows.first?.instant == .zero + .seconds(1))
    #expect(reached)
  }

  @Test("finishing a run unwinds every waiting flow and releases what it held")
  func finish() throws {
    final class Held {}
    let simulation = Simulation(seed: 1)
    weak var held: Held?
    do {
      let object = Held()
      held = object
      simulation.root.spawn("holds") { [object] in
        try await simulation.root.sleep(.hours(1))
        _ = object
      }
      simulation.schedule(after: .hours(2)) { _ = object }
    }
    try simulation.run(until: .zero + .seconds(1))
    #expect(held != nil)
    simulation.finish()
    #expect(held == nil)
    #expect(simulation.eventsPending == 0)
  }
}
