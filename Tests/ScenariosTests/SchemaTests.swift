import Configuration
import Foundation
import Scenarios
import Testing

/// The published JSON Schema against our own validation, judged by Python's `jsonschema`.
@Suite("published schema", .enabled(if: JSONSchemaValidator.isThere, "needs python3 with the package jsonschema"))
struct SchemaTests {
  /// The files of a folder that the schema refuses.
  func refused(in folder: String) throws -> Set<String> {
    let program = """
      import json, sys, os, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for name in sorted(os.listdir(sys.argv[2])):
          if not validator.is_valid(json.load(open(os.path.join(sys.argv[2], name)))):
              print(name)
      """
    let output = try JSONSchemaValidator.python(
      program, [TestFolder.root + "scenarios/scenario.v1.schema.json", folder])
    return Set(output.split(separator: "\n").map(String.init))
  }

  @Test("the schema accepts what we accept, and of the broken scenarios it refuses those whose mistake it can see")
  func agreement() throws {
    let folder = try TestFolder()
    try folder.write(TestScenario.text, "valid.json")
    try folder.write(MatrixTests.text, "matrix.json")
    #expect(folder.messages("valid.json") == [])
    #expect(folder.messages("matrix.json") == [])
    for (position, cell) in try folder.load("matrix.json").cells.enumerated() {
      let data = try JSONSerialization.jsonObject(
        with: Data(resolvedText(cell).utf8))
      #expect(data is [String: Any])
      try folder.write(resolvedText(cell), "resolved-\(position).json")
    }
    for (position, scenario) in BrokenScenario.all.enumerated() {
      try folder.write(scenario.text, "broken-\(position).json")
    }
    let refused = try refused(in: folder.path)
    #expect(refused.filter { !$0.hasPrefix("broken") } == [])
    for (position, scenario) in BrokenScenario.all.enumerated() {
      #expect(refused.contains("broken-\(position).json") == scenario.isRefusedBySchema, "\(scenario.kind)")
    }
  }

  @Test("every key of a scenario that the schema knows is one that we read, and the reverse")
  func keys() throws {
    let folder = try TestFolder()
    let data = try Data(contentsOf: URL(filePath: TestFolder.root + "scenarios/scenario.v1.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let known = try #require(schema["properties"] as? [String: Any])
    try folder.write(#"{ "zzzzzzzzzzzzzzzzzzzz": 1 }"#)
    for key in known.keys {
      try folder.write("{ \"\(key)\": null }")
      #expect(!folder.messages().contains { $0.contains("unknown key") }, "\(key)")
    }
  }
}

private func resolvedText(_ cell: ScenarioFile.Cell) -> String {
  JSONWriter.text(cell.resolvedJSON(seed: 1))
}

/// Python's package `jsonschema`.
enum JSONSchemaValidator {
  static let isThere = (try? python("import jsonschema", [])) != nil

  /// Runs a Python program and gives its output; throws when it fails.
  static func python(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore", "-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return String(decoding: output, as: UTF8.self)
  }
}
