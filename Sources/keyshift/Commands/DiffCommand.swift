import ArgumentParser
import Configuration
import Foundation
import Reports
import Results

/// `keyshift diff`: compares two results exactly.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compares two results exactly and names what differs.",
    discussion: "Each of the two is a results.json, a baseline, or a run directory. Exit code 4 when they differ.")

  @Argument(help: "The left result.")
  var left: String

  @Argument(help: "The right result.")
  var right: String

  @Option(help: "Most differences to print.")
  var limit = 50

  func run() throws {
    let (first, second): (JSONTree, JSONTree)
    do {
      (first, second) = (try read(left), try read(right))
    } catch {
      Terminal.error("\(error)")
      throw ExitCode(Int32(ExitClass.usage.code))
    }
    let differences = ResultsDiff.compare(first, second)
    guard !differences.isEmpty else { return print("no difference") }
    print(ResultsDiff.render(differences, limit: limit))
    throw ExitCode(Int32(ExitClass.baseline.code))
  }

  private func read(_ path: String) throws(Diagnostic) -> JSONTree {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return try JSONTreeReader.read(exists && isFolder.boolValue ? "\(path)/results.json" : path).sorted()
  }
}
