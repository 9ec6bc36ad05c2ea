import Configuration
import Foundation
import Kernel
import Keys
import Reports
import Results
import Scenarios

/// The scenarios that the repository ships, and how tests run them.
enum ShippedScenario {
  /// The repository's root.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path()

  /// The files in `scenarios/`, without schemas.
  static var names: [String] {
    FileBytes.names(in: root + "scenarios").filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  static func load(_ name: String, overrides: [String] = []) throws -> ScenarioFile {
    try ScenarioLoader.load(path: root + "scenarios/\(name).json", vocabulary: .shipped, overrides: overrides)
  }

  /// Runs the first cell and returns the text of `results.json`.
  static func results(
    of file: ScenarioFile, seed: UInt64 = 1, crypto: CryptoMode = .symbolic
  ) throws -> (text: String, result: RunResult) {
    let cell = file.cells[0]
    let outcome = try ScenarioRun.perform(
      cell.scenario, hash: cell.hash, seed: seed, options: RunOptions(crypto: crypto, keyCacheDirectory: keyCache))
    precondition(outcome.failedFlows.isEmpty, "flows failed: \(outcome.failedFlows)")
    return (ResultsJSON.text(outcome.result), outcome.result)
  }

  /// RSA keys take a tenth of a second each; tests share one cache.
  static let keyCache = FileManager.default.temporaryDirectory.appending(path: "keyshift-test-keys").path()

  /// A migration that is small enough to be run many times in a debug build.
  static func small() throws -> ScenarioFile {
    try load(
      "kms-migration-namespace-delegation",
      overrides: ["steps.portfolio.args.count=100", "steps.before.args.for=10s", "steps.after.args.for=10s"])
  }
}
