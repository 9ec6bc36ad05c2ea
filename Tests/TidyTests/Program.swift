import Foundation

/// Programs that tests ask: the built keyshift, and the toolchain.
enum Program {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The keyshift that was built together with this test bundle.
  static var keyshift: String {
    get throws {
      let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      for folder in [products.path, "\(Tree.root)/.build/debug"] {
        let path = "\(folder)/keyshift"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
      throw Failure(description: "no keyshift beside \(CommandLine.arguments[0]): swift build --build-tests makes it")
    }
  }

  /// What a program prints on standard output, in the repository's root and with lines that are never broken; throws
  /// when it fails.
  static func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(filePath: Tree.root)
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "500", "NO_COLOR": "1"]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = ([program] + arguments).joined(separator: " ")
      throw Failure(
        description: "\(words): \(process.terminationStatus): \(String(decoding: complaint + text, as: UTF8.self))")
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A folder of its own below the system's temporary one.
  static func scratch() -> String {
    FileManager.default.temporaryDirectory.appending(path: "keyshift-tidy-\(ProcessInfo.processInfo.processIdentifier)")
      .path
  }
}
