import Foundation
import Testing

/// Rules about the files in `scenarios/`.
enum ScenarioFiles {
  /// The scenarios; the published schemas stand beside them.
  static var paths: [String] {
    Tree.paths.filter {
      $0.hasPrefix("scenarios/") && $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json")
        && $0.split(separator: "/").count == 2
    }
  }

  /// A scenario is JSON, is called as its file, and says within its first members what it is for.
  static func findings(in file: SourceFile) -> [Finding] {
    func finding(_ message: String, line: Int = 1) -> [Finding] {
      [Finding(file: file.path, line: line, message: message)]
    }
    guard let object = try? JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [String: Any] else {
      return finding("is no JSON object")
    }
    guard let about = object["about"] as? String, about.count >= 40 else {
      return finding("does not say what it is for")
    }
    let line = file.lines(with: "\"about\"").first?.number ?? .max
    if line > 6 { return finding("says too late what it is for", line: line) }
    if object["name"] as? String != file.name.replacingOccurrences(of: ".json", with: "") {
      return finding("is not called as its file")
    }
    return []
  }
}

@Suite("scenario files")
struct ScenarioFilesTests {
  private func messages(_ text: String) -> [String] {
    ScenarioFiles.findings(in: SourceFile(path: "scenarios/x.json", text: text)).map(\.message)
  }

  @Test("a file that is broken, anonymous or called otherwise is found")
  func bad() {
    let about = "\"about\": \"Moves a participant from local keys to keys in a KMS.\""
    #expect(messages("{,}") == ["is no JSON object"])
    #expect(messages("{ \"name\": \"x\" }") == ["does not say what it is for"])
    #expect(messages("{\n\n\n\n\n\n\"name\": \"x\", \(about) }") == ["says too late what it is for"])
    #expect(messages("{ \"name\": \"y\", \(about) }") == ["is not called as its file"])
    #expect(messages("{ \"name\": \"x\", \(about) }").isEmpty)
  }

  @Test("every scenario is JSON and opens with its purpose", arguments: ScenarioFiles.paths)
  func tree(_ path: String) throws {
    for finding in ScenarioFiles.findings(in: try Tree.read(path)) { Issue.record("\(finding)") }
  }

  @Test("the built keyshift finds every scenario valid", arguments: ScenarioFiles.paths)
  func valid(_ path: String) throws {
    let answer = try Program.output(Program.keyshift, ["validate", path])
    #expect(answer.hasPrefix("\(path): valid"))
  }

  @Test("every scenario has its committed report", arguments: ScenarioFiles.paths)
  func reports(_ path: String) {
    let isThere = Tree.paths.contains(path.replacingOccurrences(of: "scenarios/", with: "reports/"))
    #expect(isThere, "make baselines writes it")
  }
}
