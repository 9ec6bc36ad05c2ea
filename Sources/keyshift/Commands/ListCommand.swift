import ArgumentParser
import Scenarios

/// `keyshift list`: what scenarios may say.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the steps, faults, checks or workloads that scenarios may use.")

  /// A catalogue.
  enum Catalogue: String, CaseIterable, ExpressibleByArgument {
    case steps, faults, checks, workloads
  }

  @Argument(help: "steps, faults, checks or workloads.")
  var catalogue: Catalogue

  @Flag(help: "Shows arguments and an example of each.")
  var long = false

  func run() {
    let vocabulary = Vocabulary.shipped
    switch catalogue {
    case .steps:
      for step in vocabulary.steps { show(step.name, step.doc, step.fields, example: step.example) }
    case .faults:
      for fault in vocabulary.faults { show(fault.name, fault.doc, fault.fields, example: fault.example) }
    case .checks:
      for check in vocabulary.checks { show(check.name, check.doc, check.fields, example: nil) }
    case .workloads:
      for workload in vocabulary.workloads { show(workload.name, workload.doc, [], example: workload.example) }
    }
  }

  private func show(_ name: String, _ doc: String, _ fields: [FieldDefinition], example: String?) {
    print("\(name)\n    \(doc)")
    guard long else { return }
    for field in fields { print("    \(field.name)\(field.required ? " (required)" : ""): \(field.doc)") }
    if let example { print("    \(example)") }
  }
}
