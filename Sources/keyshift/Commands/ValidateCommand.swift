import ArgumentParser
import Scenarios

/// `keyshift validate`: checks a scenario without running it.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks a scenario file without running it.",
    discussion: "Prints one line for each mistake, FILE:LINE:COLUMN first, and exits with code 2 when there is any.")

  @OptionGroup var input: ScenarioInput

  func run() throws {
    let file = try input.load()
    let cells = file.cells.count == 1 ? "" : ", \(file.cells.count) cells"
    print(
      "\(input.file): valid: \(file.name), \(file.cells[0].scenario.steps.count) steps\(cells), seeds \(file.seeds.map(String.init).joined(separator: ", "))"
    )
  }
}
