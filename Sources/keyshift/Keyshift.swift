import ArgumentParser
import Results

/// Rehearses key-management changes of a Canton network on a virtual clock.
struct Keyshift: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keyshift", abstract: "Rehearses key-management changes of a Canton network.",
    subcommands: [
      RunCommand.self, ValidateCommand.self, PlanCommand.self, ListCommand.self, DiffCommand.self, BenchCommand.self,
      ServeCommand.self,
    ])
}

@main
enum Main {
  /// Mistakes on the command line end with the documented code 2 instead of the parser's own.
  static func main() {
    do {
      var command = try Keyshift.parseAsRoot()
      try command.run()
    } catch {
      guard Keyshift.exitCode(for: error) == .validationFailure else { Keyshift.exit(withError: error) }
      Terminal.error(Keyshift.fullMessage(for: error))
      Keyshift.exit(withError: ExitCode(Int32(ExitClass.usage.code)))
    }
  }
}
