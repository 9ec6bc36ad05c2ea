import ArgumentParser
import Foundation
import Results

/// `keyshift serve`: hands over to the program `keyshift-serve`, which is a product of its own so that the main job
/// never builds a web server.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the fake KMS to AWS's and Google's clients over HTTP, in real time.",
    discussion: "All arguments go to keyshift-serve, which `make serve` builds; --help says what it takes.")

  @Argument(parsing: .captureForPassthrough, help: "What keyshift-serve takes.")
  var arguments: [String] = []

  func run() throws {
    let candidates = ServeCommand.candidates
    guard let program = candidates.first(where: FileManager.default.isExecutableFile) else {
      Terminal.error(
        "error: keyshift-serve is not built; build it with `make serve`\n  looked for \(candidates.joined(separator: ", "))"
      )
      throw ExitCode(Int32(ExitClass.usage.code))
    }
    // The server takes this process's place: signals, streams and the exit code are its own.
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    execv(program, &words)
    Terminal.error("error: \(program) cannot be run: \(String(cString: strerror(errno)))")
    throw ExitCode(Int32(ExitClass.internalError.code))
  }

  /// Beside this program, then in the folder of the release build above it.
  private static var candidates: [String] {
    let beside = Terminal.program.deletingLastPathComponent()
    var folders = [beside]
    var above = beside
    for _ in 0..<5 {
      above = above.deletingLastPathComponent()
      folders.append(above.appendingPathComponent(".build-release/release"))
    }
    return folders.map { $0.appendingPathComponent("keyshift-serve").path }
  }
}
