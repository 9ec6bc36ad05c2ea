import Foundation
import Glibc

/// A started `keyshift-serve`; it ends with the object.
final class ServerProcess {
  struct Failure: Error, CustomStringConvertible {
    let description: String
    /// The server's exit code, where it ended.
    var exitCode: Int32?
  }

  /// Where it listens, for instance `http://127.0.0.1:40123`.
  let url: String
  /// Where it listens for Google's clients; empty for nowhere.
  let googleURL: String
  private let process: Process
  private let log: URL

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The server that was built together with this test bundle.
  static var program: URL {
    get throws {
      let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      for folder in [products, root.appending(path: ".build/debug")] {
        let file = folder.appending(path: "keyshift-serve")
        if FileManager.default.isExecutableFile(atPath: file.path) { return file }
      }
      throw Failure(description: "no keyshift-serve beside \(products.path): swift build --build-tests makes it")
    }
  }

  /// Starts a server on a free port and waits until it listens.
  init(_ arguments: [String] = [], environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = try Self.program
    process.arguments = ["--aws", "127.0.0.1:0"] + arguments
    process.currentDirectoryURL = Self.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let errors: FileHandle
    (errors, log) = try Self.file()
    process.standardError = errors
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let hasGoogle = arguments.contains("--gcp")
    var addresses: [String: String] = [:]
    while addresses["AWS"] == nil || (hasGoogle && addresses["Google"] == nil) {
      let words = try Self.line(of: output, process, log).split(separator: " ").map(String.init)
      guard words.count > 3 else { throw Failure(description: "the server said \(words)") }
      addresses[words[2]] = words.last
    }
    url = addresses["AWS"] ?? ""
    googleURL = addresses["Google"] ?? ""
    self.process = process
  }

  /// The next line that the server writes.
  private static func line(of output: Pipe, _ process: Process, _ log: URL) throws -> String {
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
        process.waitUntilExit()
        throw Failure(
          description: try String(contentsOf: log, encoding: .utf8), exitCode: process.terminationStatus)
      }
      line += byte
    }
    return String(decoding: line.dropLast(), as: UTF8.self)
  }

  deinit {
    if process.isRunning {
      process.terminate()
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: log)
  }

  var identifier: Int32 { process.processIdentifier }

  /// The log lines so far.
  var lines: [String] {
    get throws { try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init) }
  }

  /// Sends SIGTERM; the exit code.
  func terminate() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Sends SIGKILL and waits until the process is gone.
  func kill() {
    Glibc.kill(identifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Runs a script of `Clients` against the server; what it prints. Throws with its complaints when it fails.
  @discardableResult
  func client(_ script: String, _ arguments: [String] = []) async throws -> String {
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/env")
    let path = Self.root.appending(path: "Tests/ServeTests/Clients/\(script).py").path
    client.arguments = ["python3", path, url] + arguments
    let (output, file) = try Self.file()
    defer { try? FileManager.default.removeItem(at: file) }
    client.standardOutput = output
    client.standardError = output
    // Waiting in a thread of the pool would keep other tests from running.
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      client.terminationHandler = { _ in done.resume() }
      do { try client.run() } catch { done.resume() }
    }
    let text = try String(contentsOf: file, encoding: .utf8)
    guard client.terminationStatus == 0 else { throw Failure(description: "\(script): \(text)") }
    return text
  }

  private static func file() throws -> (FileHandle, URL) {
    let file = FileManager.default.temporaryDirectory.appending(path: "keyshift-client-\(UUID().uuidString).txt")
    try Data().write(to: file)
    return (try FileHandle(forWritingTo: file), file)
  }
}
