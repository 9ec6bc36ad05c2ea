import Testing

@Suite("code without prose")
struct SwiftCodeTests {
  private func words(_ source: String) -> [String] { SwiftCode(source).words.map(\.text) }

  @Test("comments, nested ones too, are no code")
  func comments() {
    #expect(
      words("let a = 1 // Date()\n/* Task { /* UUID() */ } */ let b = 2 /// getenv") == [
        "let", "a", "1", "let", "b", "2",
      ])
  }

  @Test("strings of every kind are no code, what is interpolated is")
  func strings() {
    #expect(words(#"say("Date() \(now("x") + later) \"end")"#) == ["say", "now", "later"])
    #expect(words("say(#\"raw \\(Date()) \\#(now) \"quoted\" \"#, after)") == ["say", "now", "after"])
    #expect(words("say(\"\"\"\n  Date() \"quoted\" \\(now)\n  \"\"\", after)") == ["say", "now", "after"])
  }

  @Test("a word knows its line and its neighbours")
  func neighbours() throws {
    let code = SwiftCode("// a\nvalues\n  .random (in: 1...2)")
    let word = try #require(code.words.first { $0.text == "random" })
    #expect(word.line == 3)
    #expect(word.before == ".")
    #expect(word.next == " ")
    #expect(code.after(word) == "(in:1...2)")
  }
}
