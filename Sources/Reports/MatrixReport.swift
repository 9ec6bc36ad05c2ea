import Kernel
import Results

/// One run of a matrix with the directory that holds it.
public struct MatrixRun: Sendable {
  /// The run.
  public let result: RunResult
  /// Its directory, relative to the matrix's.
  public let directory: String

  /// Makes an entry.
  public init(result: RunResult, directory: String) {
    self.result = result
    self.directory = directory
  }
}

/// The figures by which cells are compared. With several seeds in a cell: the lower median of each figure over the
/// seeds that have it, and the worst exit.
struct CellFigures {
  let cell: [AxisValue]
  let runs: [RunResult]

  static func group(_ runs: [MatrixRun]) -> [CellFigures] {
    var order: [[AxisValue]] = []
    var groups: [[AxisValue]: [RunResult]] = [:]
    for run in runs {
      let cell = run.result.header.cell
      if groups[cell] == nil { order.append(cell) }
      groups[cell, default: []].append(run.result)
    }
    return order.map { CellFigures(cell: $0, runs: groups[$0] ?? []) }
  }

  private func median(_ value: (RunResult) -> Int64?) -> Int64? {
    let values = runs.compactMap(value).sorted()
    return values.isEmpty ? nil : values[(values.count - 1) / 2]
  }

  var latencyP50: Int64? { median { $0.overall(.commandLatency)?.p50 } }
  var latencyP99: Int64? { median { $0.overall(.commandLatency)?.p99 } }
  var latencyP999: Int64? { median { $0.overall(.commandLatency)?.p999 } }
  var signingP99: Int64? { median { $0.overall(.signingLatency)?.p99 } }
  var callsPerThousand: Int64? {
    median { $0.kms.callsPerThousandTransactions(committed: $0.commands.committed) }
  }
  var throttled: Int64? { median { Int64($0.kms.throttled) } }
  var downtime: Int64? { median { $0.longestDowntime.nanoseconds } }
  var exitCode: Int { ExitClass.exitCode(of: runs.flatMap(\.exitClasses)) }

  func matches(_ baseline: [AxisValue]) -> Bool { baseline.allSatisfy(cell.contains) }
}

/// The table over all cells of a matrix.
public struct MatrixReport: Sendable {
  /// The layout.
  public let style: TextStyle

  /// Makes a writer.
  public init(style: TextStyle = TextStyle()) { self.style = style }

  /// The table, never cut to the width. `baseline` names a cell, or the first cell that has these axis values; a second
  /// table then shows every cell's ratio to it.
  public func render(_ runs: [MatrixRun], baseline: [AxisValue] = []) -> String {
    let cells = CellFigures.group(runs)
    guard let first = cells.first else { return "no runs\n" }
    let axes = first.cell.map(\.axis)
    var table = TextTable(leading: axes.count)
    table.add(
      axes + ["latency p50", "p99", "p99.9", "signing p99", "KMS calls/tx", "throttled", "downtime", "exit"])
    for cell in cells {
      table.add(
        names(cell, axes) + [
          span(cell.latencyP50), span(cell.latencyP99), span(cell.latencyP999), span(cell.signingP99),
          cell.callsPerThousand.map { Human.thousandths($0) } ?? "-", cell.throttled.map { Human.count($0) } ?? "-",
          span(cell.downtime), "\(cell.exitCode)",
        ])
    }
    var lines = table.lines(indent: 0, style: style, whole: true)
    if !baseline.isEmpty, let reference = cells.first(where: { $0.matches(baseline) }) {
      lines += [""] + ratios(cells, to: reference, axes)
    }
    let seeds = cells.map(\.runs.count).max() ?? 1
    if seeds > 1 { lines.append("Figures are medians over up to \(seeds) seeds; exit is the worst.") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func ratios(_ cells: [CellFigures], to reference: CellFigures, _ axes: [String]) -> [String] {
    var table = TextTable(leading: axes.count)
    table.add(axes + ["latency p50", "p99", "p99.9", "signing p99", "KMS calls/tx"])
    for cell in cells {
      table.add(
        names(cell, axes) + [
          ratio(cell.latencyP50, reference.latencyP50), ratio(cell.latencyP99, reference.latencyP99),
          ratio(cell.latencyP999, reference.latencyP999), ratio(cell.signingP99, reference.signingP99),
          ratio(cell.callsPerThousand, reference.callsPerThousand),
        ])
    }
    let name = reference.cell.map { "\($0.axis)=\($0.value)" }.joined(separator: ",")
    return ["Ratios to \(name)"] + table.lines(indent: 0, style: style, whole: true)
  }

  private func names(_ cell: CellFigures, _ axes: [String]) -> [String] {
    axes.map { axis in cell.cell.first { $0.axis == axis }?.value ?? "" }
  }

  private func span(_ value: Int64?) -> String { value.map { Human.span($0, ascii: style.ascii) } ?? "-" }

  private func ratio(_ value: Int64?, _ reference: Int64?) -> String {
    guard let value, let reference else { return "-" }
    return Human.ratio(value, reference, ascii: style.ascii) ?? "-"
  }
}

/// Writes `matrix.json`: the main figures of every run of a matrix, in the order of the runs.
public enum MatrixJSON {
  /// The version of the format.
  public static let format = "keyshift-matrix/1"

  /// The file's text, sorted, one value per line.
  public static func text(_ runs: [MatrixRun]) -> String {
    let classes = ExitClass.precedence.filter { one in runs.contains { $0.result.exitClasses.contains(one) } }
    return JSONTree.members([
      "format": .string(format),
      "scenario": .optional(runs.first?.result.header.scenario),
      "exit": ResultsJSON.exit(classes),
      "runs": .array(runs.map(run)),
    ]).sorted().text
  }

  private static func run(_ run: MatrixRun) -> JSONTree {
    let result = run.result
    let latency = result.overall(.commandLatency).map { JSONTree.object(ResultsJSON.percentiles($0)) }
    return .members([
      "directory": .string(run.directory), "cell": ResultsJSON.cell(result.header.cell),
      "seed": ResultsJSON.seed(result.header.seed), "digest": .string(ResultsJSON.hex(result.digest)),
      "exit": ResultsJSON.exit(result.exitClasses), "command_latency": latency ?? .null,
      "signing_p99_ns": .optional(result.overall(.signingLatency)?.p99),
      "kms_calls": .integer(result.kms.total),
      "kms_calls_per_1000_transactions": .optional(
        result.kms.callsPerThousandTransactions(committed: result.commands.committed)),
      "kms_throttled": .integer(result.kms.throttled),
      "longest_downtime_ns": .integer(result.longestDowntime.nanoseconds),
      "commands_refused": .integer(result.commands.refusedTotal),
      "transactions_committed": .integer(result.commands.committed),
    ])
  }
}
