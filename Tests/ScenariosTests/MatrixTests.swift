import Configuration
import Kernel
import Scenarios
import Testing

@Suite("matrices and resolved scenarios")
struct MatrixTests {
  static let matrix = """
    "matrix": {
      "axes": {
        "mode": {
          "clear": {},
          "external": { "canton": { "participants": { "p1": {
            "crypto": { "provider": "kms", "kms": { "type": "aws" } } } } }, "nodes": { "p1": { "principal": "p2" } } }
        },
        "load": { "low": {}, "high": { "workload": { "load": { "rate": 100 } } } }
      },
      "exclude": [{ "mode": "external", "load": "high" }, { "mode": "clear" }],
      "include": [{ "load": "high", "mode": "clear" }],
      "baseline": { "mode": "clear" }
    },
    """

  static let text = TestScenario.changed(#""crypto": "symbolic","#, #""crypto": "symbolic", "# + matrix)

  @Test("cells are the product without the excluded and with the included, the first axis slowest")
  func cells() throws {
    let folder = try TestFolder()
    try folder.write(MatrixTests.text)
    #expect(folder.messages() == [])
    let file = try folder.load()
    #expect(file.cells.map(\.name) == ["mode=external,load=low", "mode=clear,load=high"])
    #expect(file.baseline?.name == "mode=clear,load=high")
    #expect(file.cells.map { $0.scenario.node("p1")?.keyMode } == [.external, .clear])
    #expect(
      file.cells.map { $0.scenario.workload[0].model } == [
        .open(rate: Rate(perSecond: 5), arrivals: .poisson), .open(rate: Rate(perSecond: 100), arrivals: .poisson),
      ])
  }

  @Test("a mistake that only one cell has is found, with the place in the patch")
  func mistakeInPatch() throws {
    let folder = try TestFolder()
    try folder.write(MatrixTests.text.replacing("\"rate\": 100", with: "\"rate\": -1"))
    #expect(
      folder.messages() == [
        "s.json:15:68: error: workload[0].rate: is -1 (expected a number above 0)"
      ])
  }

  @Test("conditions see the cell, in the file and in the resolved scenario")
  func cellInConditions() throws {
    let folder = try TestFolder()
    let text = MatrixTests.text.replacing("not (steps.acs.outcome == 'ok')", with: "cell.mode == 'external'")
    try folder.write(text)
    let cell = try folder.load().cells[0]
    try folder.write(JSONWriter.text(cell.resolvedJSON(seed: 1)), "r.json")
    #expect(folder.messages("r.json") == [])
    try folder.write(text.replacing("cell.mode", with: "cell.mod"))
    #expect(folder.messages().first?.contains("unknown axis \"mod\" (did you mean \"mode\"?)") == true)
  }

  @Test("a resolved scenario has one seed, nothing extended and no matrix, and loads as the same scenario")
  func resolved() throws {
    let folder = try TestFolder()
    try folder.write(MatrixTests.text)
    for cell in try folder.load().cells {
      let json = cell.resolvedJSON(seed: 12)
      #expect(json["seeds"] == [12])
      #expect(json["matrix"] == nil)
      #expect(json["timing"]?["database"] != nil)
      #expect(json["cell"]?["mode"] == .string(cell.axes[0].value))
      // Away from the presets folder it still loads: presets are written out.
      try folder.write(JSONWriter.text(json), "r.json")
      let again = try ScenarioLoader.load(path: folder.path + "/r.json", vocabulary: .test)
      #expect(again.cells.count == 1)
      #expect(again.cells[0].hash == cell.hash)
      #expect(again.cells[0].resolvedJSON(seed: 12) == json)
      #expect(again.cells[0].scenario.cell == cell.axes)
    }
  }

  @Test(
    "the hash does not depend on the crypto mode, the seeds, comments and the order of keys, but on everything else")
  func hash() throws {
    let folder = try TestFolder()
    func hash(_ text: String) throws -> String {
      try folder.write(text)
      return try folder.load().cells[0].hash
    }
    let plain = try hash(TestScenario.text)
    #expect(plain.utf8.count == 64)
    #expect(try hash(TestScenario.changed("\"symbolic\"", "\"real\"")) == plain)
    #expect(try hash(TestScenario.changed("[1, 2]", "[3]")) == plain)
    #expect(try hash(TestScenario.changed("comments are allowed", "another comment")) == plain)
    #expect(
      try hash(
        TestScenario.changed(
          "{ \"sequencers\": [\"seq\"], \"mediators\": [\"med\"],",
          "{ \"mediators\": [\"med\"], \"sequencers\": [\"seq\"],"
        )) == plain)
    #expect(try hash(TestScenario.changed("\"30m\"", "\"31m\"")) != plain)
  }
}
