import Foundation
import Keys
import Testing

@Suite("Same scenario, seed and binary give the same bytes")
struct DeterminismTests {
  @Test("with real and with symbolic cryptography")
  func realEqualsSymbolic() throws {
    let file = try ShippedScenario.small()
    #expect(try ShippedScenario.results(of: file, crypto: .real).text == ShippedScenario.results(of: file).text)
  }

  @Test("with two simulations on two threads at once")
  func twoThreads() async throws {
    let alone = try ShippedScenario.results(of: try ShippedScenario.small()).text
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<2 {
        group.addTask { try await onThread { try ShippedScenario.results(of: try ShippedScenario.small()).text } }
      }
      return try await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(texts == [alone, alone])
  }

  @Test("another seed gives other bytes")
  func otherSeed() throws {
    let file = try ShippedScenario.small()
    #expect(try ShippedScenario.results(of: file, seed: 2).text != ShippedScenario.results(of: file, seed: 1).text)
  }

  @Test("over 20 processes, each with its own hash seeds")
  func twentyProcesses() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keyshift-processes-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var contents: Set<Data> = []
    for start in stride(from: 0, to: 20, by: 2) {
      let pair = try (start..<start + 2).map { number in
        let out = folder.appending(path: "\(number)")
        let process = Process()
        process.executableURL = binary
        process.arguments = [
          "run", ShippedScenario.root + "scenarios/kms-migration-namespace-delegation.json", "--crypto", "symbolic",
          "--quiet", "--out", out.path(), "--set", "steps.portfolio.args.count=100", "--set",
          "steps.before.args.for=10s", "--set", "steps.after.args.for=10s",
        ]
        try process.run()
        return (process, out)
      }
      for (process, out) in pair {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        contents.insert(try Data(contentsOf: out.appending(path: "results.json")))
      }
    }
    #expect(contents.count == 1)
  }

  /// The command that was built beside the tests.
  private var binary: URL {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path() != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "keyshift").path())
    {
      folder.deleteLastPathComponent()
    }
    return folder.appending(path: "keyshift")
  }
}

/// Runs work on a thread of its own with room for deep recursion.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Result { try body() }) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}
