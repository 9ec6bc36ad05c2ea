import ArgumentParser
import Foundation
import Kernel
import Keys
import Reports
import Results
import Scenarios

/// `keyshift run`: performs a scenario and reports.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a scenario and reports.",
    discussion: """
      Runs every cell of the scenario's matrix with every seed of the file. Exit code 0: everything holds; 1: a check, \
      an expectation or a step failed; 2: the scenario is not valid, nothing was run; 3: a threshold failed; 4: the run \
      differs from the baseline; 5: unknown, the horizon cut the run off; 70: an error of keyshift itself.
      """)

  @OptionGroup var input: ScenarioInput

  @Option(help: "Runs with this seed only.")
  var seed: UInt64?

  @Option(help: "Runs this cell of the matrix only, for instance mode=external,load=5.")
  var cell: String?

  @Option(help: "The folder for the run's files; new or empty. Default: reports/runs/<scenario>, replaced at each run.")
  var out: String?

  @Flag(help: "Replaces what --out and --store hold.")
  var force = false

  @Option(help: "Real or symbolic cryptography; default: what the scenario says, else real.")
  var crypto: CryptoMode?

  @Option(help: "Keeps the nodes' stores as SQLite files in this folder; new or empty.")
  var store: String?

  @Option(help: "Compares the results exactly with this committed report.")
  var baseline: String?

  @Option(help: "Writes the results as a baseline to this file.")
  var updateBaseline: String?

  @Flag(help: "Prints nothing but mistakes and differences.")
  var quiet = false

  func run() throws {
    let file = try input.load()
    let cells = try chosenCells(of: file)
    let seeds = seed.map { [$0] } ?? file.seeds
    let folder = out ?? "reports/runs/\(file.name)"
    let style = TextStyle(width: Terminal.width, colour: Terminal.usesColour, ascii: Terminal.isASCII)
    var runs: [MatrixRun] = []
    var classes: [ExitClass] = []
    do {
      _ = try RunDirectory(folder, replacing: out == nil || force)
      if let store { _ = try RunDirectory(store, replacing: force, isPrivate: true) }
      for cell in cells {
        for seed in seeds {
          let single = cells.count == 1 && seeds.count == 1
          let path = single ? folder : "\(folder)/\(cell.name)/seed-\(seed)"
          let result = try perform(cell, seed: seed, path: path, single: single, classes: &classes)
          runs.append(MatrixRun(result: result, directory: path))
          if !quiet, single { print(TerminalReport(style: style).render(result, runDirectory: path)) }
        }
      }
      if runs.count > 1 {
        try Data(MatrixJSON.text(runs).utf8).write(to: URL(fileURLWithPath: "\(folder)/matrix.json"))
        if !quiet { print(MatrixReport(style: style).render(runs, baseline: baselineAxes(of: file))) }
      }
    } catch let error as ExitCode {
      throw error
    } catch let error as RunDirectoryError {
      Terminal.error("error: \(error)")
      throw ExitCode(Int32(ExitClass.usage.code))
    } catch {
      Terminal.error("internal error: \(error)")
      throw ExitCode(Int32(ExitClass.internalError.code))
    }
    let results = runs.map(\.result)
    classes += results.flatMap(\.exitClasses)
    if let updateBaseline { try Baseline(path: updateBaseline).update(results) }
    if let baseline {
      let command = "keyshift run \(input.file) --update-baseline \(baseline)"
      if Baseline(path: baseline).differs(from: results, command: command) { classes.append(.baseline) }
    }
    let code = ExitClass.exitCode(of: classes)
    if code != 0 { throw ExitCode(Int32(code)) }
  }

  private func chosenCells(of file: ScenarioFile) throws -> [ScenarioFile.Cell] {
    guard let name = cell else { return file.cells }
    guard let chosen = file.cell(name) else {
      let nearest = NearestName.of(name, among: file.cells.map(\.name))
      Terminal.error(
        "error: \(input.file) has no cell \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
      throw ExitCode(Int32(ExitClass.usage.code))
    }
    return [chosen]
  }

  private func baselineAxes(of file: ScenarioFile) -> [Results.AxisValue] {
    file.baseline?.axes.map { Results.AxisValue(axis: $0.axis, value: $0.value) } ?? []
  }

  private func perform(
    _ cell: ScenarioFile.Cell, seed: UInt64, path: String, single: Bool, classes: inout [ExitClass]
  ) throws -> RunResult {
    let mode = crypto ?? cell.scenario.crypto
    if Terminal.showsProgress, !quiet {
      Terminal.error("\(cell.scenario.name)  \(cell.name)  seed \(seed)  \(mode.rawValue) cryptography …")
    }
    let storeFolder = store.map { single ? $0 : "\($0)/\(cell.name)/seed-\(seed)" }
    if let storeFolder {
      try FileManager.default.createDirectory(atPath: storeFolder, withIntermediateDirectories: true)
    }
    let began = Date()
    let outcome = try ScenarioRun.perform(
      cell.scenario, hash: cell.hash, seed: seed,
      options: RunOptions(crypto: mode, storeDirectory: storeFolder, keyCacheDirectory: Terminal.keyCacheDirectory))
    let seconds = Date().timeIntervalSince(began)
    for flow in outcome.failedFlows { Terminal.error("internal error: a flow failed: \(flow)") }
    if outcome.unscopedDraws > 0 {
      Terminal.error("internal error: \(outcome.unscopedDraws) draws of randomness had no stream")
    }
    if !outcome.failedFlows.isEmpty || outcome.unscopedDraws > 0 { classes.append(.internalError) }
    let meta = [
      JSONMember(name: "crypto", value: .string(mode.rawValue)),
      JSONMember(name: "wall_clock_ms", value: .integer(Int64(seconds * 1000))),
      JSONMember(name: "began", value: .string(ISO8601DateFormatter().string(from: began))),
      JSONMember(name: "events_delivered", value: .integer(Int64(clamping: outcome.eventsDelivered))),
      JSONMember(name: "host", value: .string(ProcessInfo.processInfo.hostName)),
      JSONMember(name: "system", value: .string(ProcessInfo.processInfo.operatingSystemVersionString)),
    ]
    try RunDirectory(path, replacing: true).write(outcome, cell: cell, meta: meta)
    return outcome.result
  }
}

extension CryptoMode: ExpressibleByArgument {}
