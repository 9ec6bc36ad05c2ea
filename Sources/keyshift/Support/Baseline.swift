import Configuration
import Foundation
import Reports
import Results

/// A committed report that runs are compared with, number by number. One run stands as it is; the runs of a matrix or
/// of several seeds stand together, each under `<cell>#<seed>`.
struct Baseline {
  let path: String

  /// The tree of the runs that were made.
  static func tree(_ results: [RunResult]) -> JSONTree {
    guard results.count != 1 else { return ResultsJSON.tree(results[0]).sorted() }
    return JSONTree.object(
      results.map { JSONMember(name: "\($0.header.cellName)#\($0.header.seed)", value: ResultsJSON.tree($0)) }
    ).sorted()
  }

  /// Writes the runs as the new baseline.
  func update(_ results: [RunResult]) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(Baseline.tree(results).text.utf8).write(to: url)
  }

  /// Compares; prints what differs, and returns whether anything does.
  func differs(from results: [RunResult], command: String) -> Bool {
    let baseline: JSONTree
    do {
      baseline = try JSONTreeReader.read(path).sorted()
    } catch {
      Terminal.error("\(error)")
      Terminal.error("no baseline to compare with; make one with: \(command)")
      return true
    }
    let differences = ResultsDiff.compare(baseline, Baseline.tree(results))
    guard !differences.isEmpty else { return false }
    Terminal.error("the run differs from \(path) (left: baseline, right: this run):")
    Terminal.error(ResultsDiff.render(differences))
    return true
  }
}
