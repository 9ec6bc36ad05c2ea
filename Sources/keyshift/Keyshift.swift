import ArgumentParser

/// Rehearses key-management changes of a Canton network on a virtual clock.
@main
struct Keyshift: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keyshift", abstract: "Rehearses key-management changes of a Canton network.",
    subcommands: [
      RunCommand.self, ValidateCommand.self, PlanCommand.self, ListCommand.self, DiffCommand.self, BenchCommand.self,
    ])
}
