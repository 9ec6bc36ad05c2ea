import ArgumentParser
import Configuration
import Foundation
import Results
import Scenarios

/// What `run`, `validate` and `plan` read: a scenario file, with overrides.
struct ScenarioInput: ParsableArguments {
  @Argument(help: "The scenario file.")
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replaces a value of the scenario, for instance workload.trading.rate=10 or steps.before.args.for=10s.",
      valueName: "path=value"))
  var overrides: [String] = []

  /// Loads the file, or prints every mistake in it and exits with code 2.
  func load() throws -> ScenarioFile {
    do {
      let scenario = try ScenarioLoader.load(path: file, vocabulary: .shipped, overrides: overrides)
      for warning in scenario.warnings { Terminal.error("\(warning)") }
      return scenario
    } catch {
      Terminal.error("\(error)")
      throw ExitCode(Int32(ExitClass.usage.code))
    }
  }
}

/// Standard error, and what the terminal can show.
enum Terminal {
  /// Prints a line for people; results go to standard output only.
  static func error(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  /// The file of this program.
  static var program: URL {
    let name = CommandLine.arguments[0]
    let running = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return running.path == "/proc/self/exe" ? URL(fileURLWithPath: name).resolvingSymlinksInPath() : running
  }

  private static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  /// Whether progress lines may be drawn.
  static var showsProgress: Bool { isTerminal(2) && variable("CI") == nil }

  /// The style of standard output: its width, colour as a second signal, ASCII where the locale is not UTF-8.
  static var usesColour: Bool {
    if variable("NO_COLOR") != nil { return false }
    if variable("CLICOLOR_FORCE") != nil { return true }
    return isTerminal(1)
  }

  /// Columns of the terminal; 100 when there is none.
  static var width: Int {
    if let columns = variable("COLUMNS").flatMap(Int.init) { return columns }
    var size = winsize()
    guard isTerminal(1), ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return Int(size.ws_col)
  }

  /// Whether only ASCII can be shown.
  static var isASCII: Bool {
    let locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? "C.UTF-8"
    return !locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }

  /// Where generated RSA keys are remembered between runs.
  static var keyCacheDirectory: String? {
    if let folder = variable("XDG_CACHE_HOME"), !folder.isEmpty { return folder + "/keyshift" }
    return variable("HOME").map { $0 + "/.cache/keyshift" }
  }
}
