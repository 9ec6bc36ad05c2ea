import Testing

/// Rules about single files: what may not stand in them, how long they are, and that one file holds one subject.
enum Plainness {
  /// `try!`, `as!` and notes to do something later.
  static func findings(in file: SourceFile) -> [Finding] {
    // In two pieces, for this file is judged as well.
    let notes = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    var findings: [Finding] = []
    for word in file.code.words where ["try", "as"].contains(word.text) && word.next == "!" {
      findings.append(Finding(file: file.path, line: word.line, message: "\(word.text)! traps on a mistake of the run"))
    }
    for note in notes {
      for line in file.lines(with: note) {
        findings.append(Finding(file: file.path, line: line.number, message: "\(note): do it, or leave it out"))
      }
    }
    return findings
  }

  /// The most lines of a file; a longer one has a second subject in it.
  static let longest = 400

  /// Files that may be longer, each with its reason.
  static let long = [
    "Sources/GoogleGrpc/Generated/kms.pb.swift": "generated from Sources/GoogleGrpc/Protocol/kms.proto; nobody reads it"
  ]

  static func tooLong(_ file: SourceFile) -> Finding? {
    let count = file.lineCount
    guard count > longest, long[file.path] == nil else { return nil }
    return Finding(file: file.path, line: count, message: "\(count) lines: look for the second subject in it")
  }

  /// A folder in which every file holds exactly one of a kind, and how one begins in code without blanks.
  struct Vocabulary {
    let folder: String
    let kind: String
    /// The word, and what follows it.
    let word: String
    let after: String
    /// Files of the folder that hold none: what all of the kind share.
    let shared: [String]
  }

  static let vocabularies = [
    Vocabulary(
      folder: "Sources/Scenarios/Steps/", kind: "step", word: "Step", after: "(StepDefinition(",
      shared: ["Step.swift", "StepCall+Policies.swift", "StepCatalog.swift"]),
    Vocabulary(
      folder: "Sources/Scenarios/Faults/", kind: "fault", word: "Fault", after: "(FaultDefinition(",
      shared: ["Fault.swift", "FaultCatalog.swift", "FaultInjector.swift"]),
    Vocabulary(
      folder: "Sources/Checks/", kind: "check", word: "Check", after: "{publicstaticletname",
      shared: ["Check.swift", "CheckCatalog.swift", "Connections.swift", "OwnerToKeys.swift"]),
    Vocabulary(
      folder: "Sources/keyshift/Commands/", kind: "command", word: "ParsableCommand", after: "{static", shared: []),
  ]

  static func findings(in file: SourceFile, of vocabulary: Vocabulary) -> [Finding] {
    guard file.path.hasPrefix(vocabulary.folder), !vocabulary.shared.contains(file.name) else { return [] }
    let count = file.code.words.count {
      $0.text == vocabulary.word && file.code.after($0).hasPrefix(vocabulary.after)
    }
    guard count != 1 else { return [] }
    return [Finding(file: file.path, line: 1, message: "holds \(count) of a kind (\(vocabulary.kind)), not one")]
  }
}

@Suite("plain files")
struct PlainnessTests {
  private func file(_ text: String, _ path: String = "Sources/Kernel/X.swift") -> SourceFile {
    SourceFile(path: path, text: text)
  }

  @Test("forced tries, forced casts and notes are found, with their line")
  func bad() {
    let text = "let a = try! f()\nlet b = a as! Int\n// " + "TO" + "DO later"
    #expect(Plainness.findings(in: file(text)).map(\.line) == [1, 2, 3])
  }

  @Test("tries and casts that can fail are not")
  func good() {
    #expect(Plainness.findings(in: file("let a = try? f() as? Int // never try! it\nreturn \"try!\"")).isEmpty)
  }

  @Test("a file of 400 lines is not too long, one of 401 is")
  func length() {
    #expect(Plainness.tooLong(file(String(repeating: "\n", count: 400))) == nil)
    #expect(Plainness.tooLong(file(String(repeating: "\n", count: 401))) != nil)
  }

  @Test("two steps in a file are found, and a file without one")
  func onePerFile() {
    let step = "static let simWait = Step(\n    StepDefinition(name: \"x\")) { }\n"
    func count(_ text: String, _ name: String = "Wait.swift") -> Int {
      Plainness.findings(in: file(text, "Sources/Scenarios/Steps/Sim/\(name)"), of: Plainness.vocabularies[0]).count
    }
    #expect(count(step) == 0)
    #expect(count(step + step) == 1)
    #expect(count("") == 1)
    #expect(count("", "Step.swift") == 0)
  }

  @Test("every Swift file is plain and of a length that can be read in one go")
  func tree() {
    for file in Tree.swift {
      for finding in Plainness.findings(in: file) { Issue.record("\(finding)") }
      if let finding = Plainness.tooLong(file) { Issue.record("\(finding)") }
    }
    #expect(Plainness.long.keys.allSatisfy { Tree.paths.contains($0) })
  }

  @Test("a file holds one step, one check or one command", arguments: Plainness.vocabularies.indices)
  func vocabulary(_ index: Int) {
    let vocabulary = Plainness.vocabularies[index]
    let files = Tree.files(under: vocabulary.folder)
    #expect(!files.isEmpty)
    for finding in files.flatMap({ Plainness.findings(in: $0, of: vocabulary) }) { Issue.record("\(finding)") }
    #expect(vocabulary.shared.allSatisfy { name in files.contains { $0.name == name } })
  }
}
