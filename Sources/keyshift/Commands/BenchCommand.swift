import ArgumentParser

/// `keyshift bench`: how fast keyshift itself is on this machine, in real time.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures keyshift itself, in real time.", subcommands: [KernelBench.self])
}
