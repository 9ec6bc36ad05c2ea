import Configuration
import Testing

@Suite("merging configurations")
struct MergeTests {
  func merge(_ base: String, _ patch: String) throws -> (text: String, value: Value, messages: [String]) {
    let diagnostics = Diagnostics()
    let merged = Merge(diagnostics: diagnostics).apply(
      try JSONReader.read(text: patch, name: "patch.json").root,
      to: try JSONReader.read(text: base, name: "base.json").root)
    return (JSONWriter.text(merged.json, layout: .compact), merged, diagnostics.all.map(\.description))
  }

  @Test("objects merge in the order of the base, lists and scalars are replaced, null removes")
  func objects() throws {
    let merged = try merge(
      #"{"a": {"x": 1, "y": [1, 2], "z": 3}, "b": 1}"#, #"{"c": 9, "a": {"y": [7], "x": 5, "z": null}, "// n": 0}"#)
    #expect(merged.text == #"{"a":{"x":5,"y":[7]},"b":1,"c":9}"#)
  }

  @Test("an object laid over a list patches the elements of the ids that it names")
  func lists() throws {
    let base = #"{"workload": [{"id": "load", "rate": 5}, {"id": "ping", "rate": 1}]}"#
    #expect(
      try merge(base, #"{"workload": {"load": {"rate": 20}, "ping": null}}"#).text
        == #"{"workload":[{"id":"load","rate":20}]}"#)
    #expect(
      try merge(base, "{\"workload\":\n {\"laod\": {}}}").messages == [
        "patch.json:2:3: error: workload: no element has the id \"laod\" (did you mean \"load\"?)\n  note: an object laid "
          + "over a list patches the elements whose ids it names"
      ])
  }

  @Test("merged values keep the place where they were written")
  func places() throws {
    let merged = try merge(#"{"a": {"x": 1}}"#, "{\n\"a\": {\"y\": 2}}").value
    #expect(merged["a"]?["x"]?.range.position.description == "base.json:1:13")
    #expect(merged["a"]?["y"]?.range.position.description == "patch.json:2:12")
  }
}
