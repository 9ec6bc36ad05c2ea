import Configuration
import Scenarios
import Testing

@Suite("broken scenarios")
struct BrokenScenarioTests {
  @Test("a scenario with one mistake gives one message with the place, at once", arguments: BrokenScenario.all)
  func broken(scenario: BrokenScenario) throws {
    let folder = try TestFolder()
    try folder.write(scenario.text)
    var messages: [String] = []
    let time = processorTime { messages = folder.messages() }
    #expect(messages.count == 1)
    let first = messages.first ?? "no message"
    #expect(first.hasPrefix(scenario.message), "\(first)")
    #expect(time < .seconds(1))
  }

  @Test("text that is no JSON at all gives one message with the place, in under a second")
  func noJSON() throws {
    let text = Array(TestScenario.text.utf8)
    let piece = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    var garbage: [UInt8] = []
    for _ in 0..<50_000 { garbage += piece }
    let files: [(kind: String, bytes: [UInt8], message: String)] = [
      ("empty", [], "s.json:1:1: error: the file ends where a value is missing"),
      ("truncated", Array(text.prefix(2000)), "s.json:40:36: error: steps[2].args: a string that is not closed"),
      ("50 MB of garbage", garbage, "s.json:1:1: error: the file is too large: 50000000 bytes"),
      ("30 MB of garbage", Array(garbage.prefix(30_000_000)), "s.json:1:1: error: byte 0x0 where a value should be"),
      (
        "deep nesting", Array("{\"a\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 20_000_000),
        "s.json:1:69: error: a[0][0]"
      ),
      (
        "bad UTF-8", Array("{\"name\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8),
        "s.json:1:11: error: name: bytes that"
      ),
      (
        "duplicate key", Array(TestScenario.changed("\"crypto\":", "\"seeds\": [3],\n  \"crypto\":").utf8),
        "s.json:8:3: error: duplicate key \"seeds\""
      ),
      (
        "number overflow", Array(TestScenario.changed("[1, 2]", "[1, 99999999999999999999]").utf8),
        "s.json:7:16: error: seeds[1]: a number that does not fit"
      ),
      ("not an object", Array("[]".utf8), "s.json:1:1: error: is a list (expected a scenario, which is an object)"),
    ]
    let folder = try TestFolder()
    for file in files {
      try folder.write(file.bytes)
      var messages: [String] = []
      let time = processorTime { messages = folder.messages() }
      #expect(messages.count == 1, "\(file.kind)")
      let first = messages.first ?? "no message"
      #expect(first.hasPrefix(file.message), "\(file.kind): \(first.prefix(200))")
      #expect(time < .seconds(1), "\(file.kind)")
    }
    #expect(
      folder.messages("nowhere.json") == [
        "nowhere.json:1:1: error: the file cannot be opened: No such file or directory"
      ])
  }

  @Test("examples of a vocabulary are checked as scenarios are, but for names that only a scenario has")
  func examples() {
    func mistakes(_ example: String) -> [String] {
      let definition = StepDefinition(
        name: "sim.wait", fields: [FieldDefinition("for", .duration, required: true, doc: "")], doc: "",
        example: example)
      return Vocabulary(steps: [definition]).exampleMistakes().map(\.description)
    }
    #expect(mistakes(#"{ "id": "w", "do": "sim.wait", "phase": "p", "args": { "for": "${steps.x.result}" } }"#) == [])
    #expect(
      mistakes(#"{ "id": "w", "do": "sim.wait", "for": "2m" }"#) == [
        "example of sim.wait:1:32: error: [0].for: \"for\" belongs into \"args\""
      ])
    #expect(mistakes("{").count == 1)
    let fault = FaultDefinition(
      name: "crash", targets: [.node], doc: "",
      example: #"{ "id": "c", "inject": "crash", "target": "anything", "during-phase": "any", "for": "2s" }"#)
    let load = WorkloadDefinition(
      name: "ping", doc: "", example: #"{ "id": "l", "template": "ping", "rate": 1, "parties": ["Anybody"] }"#)
    #expect(Vocabulary(faults: [fault], workloads: [load]).exampleMistakes() == [])
  }

  @Test("several mistakes are reported together")
  func several() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed("\"30m\"", "\"30\"").replacing("p1.keys.public.list", with: "p1.keys.public.lst")
        .replacing("\"kms-error\"", with: "\"kms-err\""))
    #expect(folder.messages().map { $0.prefix(13) } == ["s.json:9:15: ", "s.json:36:58:", "s.json:47:36:"])
  }

  @Test("a step cannot use the result of one that it need not wait for")
  func parallelSteps() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed("{ \"id\": \"wait\", ", "{ \"id\": \"wait\", \"after\": [\"keys\"], "))
    #expect(
      folder.messages().first?.contains("step \"acs\" need not be over when this is evaluated") == true)
  }

  @Test("a step waits for steps before it in the file only")
  func laterSteps() throws {
    let folder = try TestFolder()
    try folder.write(
      TestScenario.changed("{ \"id\": \"acs\", ", "{ \"id\": \"acs\", \"after\": [\"wait\"], ").replacing(
        "{ \"id\": \"wait\", ", with: "{ \"id\": \"wait\", \"after\": [], "
      ).replacing("\"if\": \"not (steps.acs.outcome == 'ok')\", ", with: ""))
    #expect(folder.messages().count == 1)
    #expect(folder.messages().first?.contains("step \"wait\" comes later in the file") == true)
  }

  @Test("parties that steps create count as known")
  func createdParties() throws {
    let folder = try TestFolder()
    let enable = """
      "steps": [ { "id": "carol", "do": "p1.parties.enable", "args": { "name": "Carol" } },
      """
    try folder.write(
      TestScenario.changed("\"steps\": [", enable).replacing("[\"Alice\", \"Bob\"]", with: "[\"Alice\", \"Carol\"]"))
    #expect(folder.messages() == [])
  }
}
