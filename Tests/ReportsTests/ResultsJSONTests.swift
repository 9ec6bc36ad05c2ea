import Events
import Foundation
import Kernel
import Reports
import Results
import Testing

/// Runs a program and returns its exit status and what it said.
private func run(_ arguments: [String], input: String) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  let (source, sink) = (Pipe(), Pipe())
  process.standardInput = source
  process.standardOutput = sink
  process.standardError = sink
  try process.run()
  try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
  try source.fileHandleForWriting.close()
  let output = sink.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

private let validator = """
  import json, sys
  from jsonschema import Draft202012Validator
  schema = json.load(open(sys.argv[1]))
  Draft202012Validator.check_schema(schema)
  for error in Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
      print("/".join(str(part) for part in error.absolute_path), error.message[:200])
      sys.exit(3)
  """

/// Validates a text against the published schema with Python's jsonschema; the status is 3 when it does not
/// fit, and the output names what. A missing Python or module is an issue of its own, never a pass.
private func validate(
  _ text: String, _ place: SourceLocation = #_sourceLocation
) throws -> (status: Int32, output: String) {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let schema = root.appendingPathComponent("scenarios/results.v1.schema.json").path
  let result = try run(["python3", "-c", validator, schema], input: text)
  if result.status != 0, result.status != 3 {
    Issue.record("python3 with jsonschema could not run: \(result.output)", sourceLocation: place)
  }
  return result
}

@Suite("results.json")
struct ResultsJSONTests {
  @Test("an eventful run validates against the published schema")
  func eventful() throws {
    let result = try validate(ResultsJSON.text(eventfulRun()))
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("an empty run and a stalled one validate too")
  func empty() throws {
    for stop in [RunStop.quiet, .stalled(["p1/drain"])] {
      let header = RunHeader(scenario: "s", about: "", scenarioHash: "", seed: .max, cell: [], stop: stop)
      let run = RunResult.build(from: History(entries: [], end: .zero), header: header, checks: [], thresholds: [])
      let result = try validate(ResultsJSON.text(run))
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test("the schema refuses an additional member, a missing one and a fraction")
  func strict() throws {
    let text = try ResultsJSON.text(eventfulRun())
    let additional = text.replacingOccurrences(of: "\"seed\": 7", with: "\"seed\": 7,\n  \"host\": \"x\"")
    let missing = text.replacingOccurrences(of: "  \"seed\": 7,\n", with: "")
    let fraction = text.replacingOccurrences(of: "\"longest_ns\": 67000000000", with: "\"longest_ns\": 67.5")
    for changed in [additional, missing, fraction] {
      #expect(changed != text)
      #expect(try validate(changed).status == 3)
    }
  }

  @Test("it is sorted, has one value per line, and repeats byte for byte")
  func canonical() throws {
    let tree = try ResultsJSON.tree(eventfulRun())
    #expect(tree == tree.sorted())
    let text = try ResultsJSON.text(eventfulRun())
    #expect(text == (try ResultsJSON.text(eventfulRun())))
    for line in text.split(separator: "\n") {
      #expect(line.split(separator: "\": ").count <= 2 || line.contains("\\") || line.filter { $0 == "\"" }.count <= 4)
    }
  }

  @Test("it holds the figures: downtime, percentiles, calls per transaction, exit classes")
  func figures() throws {
    let tree = try ResultsJSON.tree(eventfulRun())
    #expect(
      tree["exit"]
        == .members([
          "classes": .array([.string("correctness"), .string("unknown"), .string("threshold")]), "code": .integer(1),
        ]))
    #expect(tree["kms"]?["calls_per_1000_transactions"] == .integer(1500))
    guard case .array(let parties) = tree["downtime"], case .array(let latency) = tree["latency"] else {
      Issue.record("no arrays")
      return
    }
    #expect(parties.first?["longest_ns"] == .integer(67_000_000_000))
    #expect(latency.first?["p99_ns"] == .integer(812_000_000))
  }

  @Test("measured bytes are left to meta.json")
  func measured() throws {
    let run = try eventfulRun()
    #expect(!ResultsJSON.text(run).contains("1234567"))
    let meta = MetaJSON.text([JSONMember(name: "crypto", value: .string("real"))], checks: run.checks)
    #expect(
      meta == """
        {
          "crypto": "real",
          "format": "keyshift-meta/1",
          "measured": {
            "no-plaintext-key-at-rest": {
              "bytes scanned": 1234567
            }
          }
        }

        """)
  }
}

@Suite("comparison of results")
struct ResultsDiffTests {
  @Test("equal results have no difference")
  func equal() throws {
    let tree = try ResultsJSON.tree(eventfulRun())
    #expect(ResultsDiff.compare(tree, tree).isEmpty)
    #expect(ResultsDiff.render([]) == "no difference\n")
  }

  @Test("a changed latency is named by its series, not by a position")
  func latency() throws {
    let left = try ResultsJSON.tree(eventfulRun())
    let right = try ResultsJSON.tree(eventfulRun(signing: .milliseconds(13)))
    let differences = ResultsDiff.compare(left, right)
    #expect(
      differences.contains(
        Difference(
          path: "latency[daml.signing.latency kms=true node=pNew usage=signing].p99_ns", left: "12000000",
          right: "13000000")))
    #expect(
      differences.allSatisfy { $0.path.hasPrefix("latency[daml.signing.latency") || $0.path.hasPrefix("thresholds[") })
  }

  @Test("an element more or less, another order and another type are differences")
  func shapes() {
    func steps(_ ids: [String]) -> JSONTree {
      .members(["steps": .array(ids.map { .members(["id": .string($0), "end_ns": .integer(1)]) })])
    }
    #expect(ResultsDiff.compare(steps(["a"]), steps(["a", "b"])).map(\.path) == ["steps[b]"])
    #expect(
      ResultsDiff.compare(steps(["a", "b"]), steps(["b"])).map(\.description) == [
        "steps[a]: an object of 2 became absent"
      ])
    #expect(ResultsDiff.compare(steps(["a", "b"]), steps(["b", "a"])).map(\.path) == ["steps"])
    #expect(ResultsDiff.compare(.integer(1), .string("1")).map(\.description) == [": 1 became \"1\""])
    let (left, right) = (JSONTree.array([.integer(1)]), JSONTree.array([.integer(2), .null]))
    #expect(ResultsDiff.compare(left, right).map(\.description) == ["[0]: 1 became 2", "[1]: absent became null"])
  }

  @Test("the first fifty differences are printed and the rest counted")
  func many() {
    let left = JSONTree.array((0..<60).map { .integer($0) })
    let right = JSONTree.array((0..<60).map { .integer($0 + 1) })
    let lines = ResultsDiff.render(ResultsDiff.compare(left, right)).split(separator: "\n")
    #expect(lines.first == "60 values differ")
    #expect(lines.count == 52)
    #expect(lines.last == "  and 10 more")
  }
}
