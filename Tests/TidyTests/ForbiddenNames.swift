import Testing

/// Names that bring in ambient time or chance, threads outside of the simulation, the order of hashes or rounding: a
/// run must not depend on them.
enum ForbiddenNames {
  /// The modules whose code takes part in a run or writes what it leaves.
  static let modules = [
    "Kernel", "Configuration", "Keys", "Events", "KMS", "Presets", "Storage", "Canton", "Results", "Checks",
    "Scenarios", "Reports",
  ]

  /// A file that may use a name, and why.
  struct Exception {
    let file: String
    let name: String
    let reason: String
  }

  static let exceptions = [
    Exception(
      file: "Sources/Kernel/Flow.swift", name: "Task",
      reason: "the executor of flows: the one place that starts a task, on the simulation's own thread"),
    Exception(
      file: "Sources/Kernel/Benchmark/ReferenceStream.swift", name: "Double",
      reason: "the benchmark draws as its C++ reference does, with libm; no simulation uses it"),
  ]

  /// Forbidden wherever they stand.
  private static let always: Set<String> = [
    "ContinuousClock", "SuspendingClock", "DispatchTime", "DispatchQueue", "MainActor", "SystemRandomNumberGenerator",
    "getenv", "ProcessInfo", "hashValue", "clock_gettime", "gettimeofday", "arc4random", "arc4random_uniform",
    "arc4random_buf", "drand48",
  ]

  /// Forbidden outside of Reports, which prints with fixed digits.
  private static let floatingPoint: Set<String> = ["Double", "Float", "Float80", "CGFloat"]

  /// Forbidden as a call; `hash(into: inout Hasher)` of a key in a table is none.
  private static let calls: Set<String> = ["Date", "UUID", "rand", "Hasher"]

  static func findings(in file: SourceFile) -> [Finding] {
    file.code.words.filter { isForbidden($0, in: file) }.map {
      Finding(file: file.path, line: $0.line, message: "\($0.text) is forbidden in code that takes part in a run")
    }
  }

  private static func isForbidden(_ word: SwiftCode.Word, in file: SourceFile) -> Bool {
    if always.contains(word.text) { return true }
    if floatingPoint.contains(word.text) { return file.module != "Reports" }
    if calls.contains(word.text) { return word.next == "(" && word.before != "." }
    switch word.text {
    case "Task":
      let after = file.code.after(word)
      return ["{", "(", "<", ".detached", ".sleep", ".immediate", ".yield"].contains { after.hasPrefix($0) }
    case "random", "shuffled", "randomElement", "shuffle":
      let arguments = file.code.after(word).prefix { $0 != ")" }
      return word.before == "." && arguments.hasPrefix("(") && !arguments.contains("using:")
    default: return false
    }
  }
}

@Suite("forbidden names")
struct ForbiddenNamesTests {
  private func names(_ text: String) -> [String] {
    ForbiddenNames.findings(in: SourceFile(path: "Sources/Kernel/X.swift", text: text)).map(\.message)
  }

  @Test(
    "ambient time, chance, tasks, hashes and floating point are found",
    arguments: [
      "let t = Date()", "ContinuousClock().now", "Task { await f() }", "Task.detached { }",
      "try await Task.sleep(for: x)",
      "Task<Void, Never> { }", "Int.random(in: 0..<3)", "all.shuffled()", "all.randomElement()", "UUID()",
      "getenv(\"HOME\")",
      "ProcessInfo.processInfo", "var h = Hasher()", "@MainActor func f() {}", "x.hashValue", "let rate: Double = 1",
      "\"now: \\(Date())\"",
    ])
  func bad(_ text: String) { #expect(names(text).count == 1) }

  @Test(
    "our own streams, prose and names that only resemble are not",
    arguments: [
      "all.shuffled(using: &stream)", "// Date() is ambient", "let text = \"Task { }\"", "func updateDate(_ x: Int) {}",
      "let task = Task_(1)", "struct Random {}", "stream.below(3)", "func hash(into hasher: inout Hasher) {}",
      "Set<Task>()",
    ])
  func good(_ text: String) { #expect(names(text).isEmpty) }

  @Test("no module that takes part in a run uses one, but for the exceptions, all of which are needed")
  func tree() {
    var unused = Set(ForbiddenNames.exceptions.map { "\($0.file) \($0.name)" })
    for module in ForbiddenNames.modules {
      for file in Tree.files(under: "Sources/\(module)/") {
        let allowed = ForbiddenNames.exceptions.filter { $0.file == file.path }.map(\.name)
        for finding in ForbiddenNames.findings(in: file) {
          let name = String(finding.message.prefix { $0 != " " })
          if allowed.contains(name) { unused.remove("\(file.path) \(name)") } else { Issue.record("\(finding)") }
        }
      }
    }
    #expect(unused.isEmpty, "an exception that nothing needs")
  }
}
