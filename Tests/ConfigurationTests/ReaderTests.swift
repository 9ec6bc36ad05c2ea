import Configuration
import Testing

@Suite("typed reading")
struct ReaderTests {
  enum Provider: String, CaseIterable { case jce, kms }

  /// Reads `text` with `body` and gives the messages.
  func messages(_ text: String, _ body: (Reader) -> Void) throws -> [String] {
    let diagnostics = Diagnostics()
    body(Reader(try JSONReader.read(text: text, name: "f.json").root, diagnostics: diagnostics))
    return diagnostics.all.map(\.description)
  }

  @Test("every mistake of an object is reported, each with its place, its path and what is right")
  func collectsAll() throws {
    let text = """
      { "provder": "jce", "retries": "many", "delay": "5 minutes",
        "mode": "kmss", "share": 2, "// why": 1, "$comment": 2 }
      """
    let found = try messages(text) { reader in
      _ = reader.object { object in
        _ = object.optional("provider")?.choice(Provider.self)
        _ = object.optional("retries")?.integer(in: 0...5)
        _ = object.optional("delay")?.nanoseconds()
        _ = object.optional("mode")?.choice(Provider.self)
        _ = object.optional("share")?.number(from: Number(0), to: Number(1))
        _ = object.required("name")
      }
    }
    #expect(
      found == [
        "f.json:1:32: error: retries: is a string (expected an integer from 0 to 5)",
        "f.json:1:49: error: delay: \"5 minutes\" is not a duration (expected a duration such as \"250ms\", \"1.5s\" or "
          + "\"5m\" (units ns, us, ms, s, m, h, d))",
        "f.json:2:11: error: mode: \"kmss\" is not allowed (expected \"jce\" or \"kms\"; did you mean \"kms\"?)",
        "f.json:2:28: error: share: is 2 (expected a number from 0 up to 1)",
        "f.json:1:1: error: the key \"name\" is missing",
        "f.json:1:3: error: unknown key \"provder\" (did you mean \"provider\"?)",
      ])
  }

  @Test("a list's elements and an object's members carry their paths")
  func paths() throws {
    let found = try messages("{\"steps\": [{}, {\"a.b\": [1, \"x\"]}]}") { reader in
      for step in reader.object({ $0.optional("steps")?.elements() ?? [] }) ?? [] {
        for entry in step.entries() { for element in entry.reader.elements() { _ = element.integer() } }
      }
    }
    #expect(found == ["f.json:1:28: error: steps[1].\"a.b\"[1]: is a string (expected an integer)"])
  }

  @Test("a word that comes later is refused by name with the reason")
  func laterWords() throws {
    let found = try messages("\"gcp\"") { _ = $0.choice(of: ["aws"], later: ["gcp": "comes with the next release"]) }
    #expect(found == ["f.json:1:1: error: \"gcp\" comes with the next release (expected \"aws\")"])
  }

  @Test("a misspelt required key is one mistake, not a missing and an unknown key")
  func misspeltRequiredKey() throws {
    let found = try messages("{\"nam\": 1}") { reader in _ = reader.object { _ = $0.required("name") } }
    #expect(found == ["f.json:1:2: error: unknown key \"nam\" (did you mean \"name\"?)"])
  }

  @Test("no more than the limit of diagnostics is kept and the rest is counted")
  func limit() {
    let diagnostics = Diagnostics(limit: 3)
    for line in 1...5 {
      diagnostics.report(Diagnostic(position: Position(file: "f", line: line, column: 1), message: "m"))
    }
    #expect(diagnostics.all.count == 3)
    #expect(diagnostics.dropped == 2)
    #expect(diagnostics.hasErrors)
  }

  @Test(
    "durations are exact",
    arguments: [
      ("0", 0), ("250ms", 250_000_000), ("1.5s", 1_500_000_000), ("0.25us", 250), ("30d", 2_592_000_000_000_000),
      ("0.5d", 43_200_000_000_000), ("9223372036854775807ns", Int64.max),
    ])
  func durations(text: String, nanoseconds: Int64) {
    #expect(DurationText.nanoseconds(text) == nanoseconds)
  }

  @Test(
    "what is no duration is none",
    arguments: ["", "5", "5 m", "-5m", "1.m", ".5s", "5min", "0.1ns", "1e3s", "9223372036854775808ns", "300000d"])
  func noDurations(text: String) {
    #expect(DurationText.nanoseconds(text) == nil)
  }

  @Test("the nearest word allows for typos but does not guess")
  func nearest() {
    let words = ["rotate_kms_node_key", "rotate_node_key", "download", "aws"]
    #expect(Nearest.word(to: "rotate_kms_nodekey", among: words) == "rotate_kms_node_key")
    #expect(Nearest.word(to: "donwload", among: words) == "download")
    #expect(Nearest.word(to: "AWS", among: words) == "aws")
    #expect(Nearest.word(to: "frobnicate", among: words) == nil)
    #expect(Nearest.word(to: "gcp", among: words) == nil)
  }
}
