import Configuration
import Testing

@Suite("strict JSON reading")
struct JSONReaderTests {
  func refusal(_ text: String, limits: JSONReader.Limits = .init()) -> String {
    refusal(Array(text.utf8), limits: limits)
  }

  func refusal(_ bytes: [UInt8], limits: JSONReader.Limits = .init()) -> String {
    do throws(Diagnostic) {
      return "read: \(try JSONReader.read(Source(name: "f.json", bytes: bytes), limits: limits).root.json)"
    } catch {
      return error.description
    }
  }

  @Test(
    "text that RFC 8259 does not allow is refused with its place",
    arguments: [
      ("", "f.json:1:1: error: the file ends where a value is missing"),
      ("{\"a\": 1,}", "f.json:1:9: error: '}' where a key should be (expected a key in double quotes)"),
      ("[1,]", "f.json:1:4: error: [1]: ']' where a value should be (expected a JSON value)"),
      ("{\"a\":\n  {\"b\" 1}}", "f.json:2:8: error: a.b: '1' after a key (expected \":\")"),
      ("[1 2]", "f.json:1:4: error: '2' after a value (expected \",\" or \"]\")"),
      ("{} x", "f.json:1:4: error: content after the end of the document"),
      ("[tru]", "f.json:1:2: error: [0]: a word that is not JSON (expected true)"),
      ("[NaN]", "f.json:1:2: error: [0]: 'N' where a value should be (expected a JSON value)"),
      ("[01]", "f.json:1:2: error: [0]: a number with a leading zero"),
      ("[1.]", "f.json:1:2: error: [0]: an incomplete number (expected a digit behind the point)"),
      ("[-]", "f.json:1:2: error: [0]: an incomplete number (expected a digit)"),
      ("[1e400]", "f.json:1:2: error: [0]: a number that does not fit (expected at most 19 significant digits)"),
      (
        "[123456789012345678901]",
        "f.json:1:2: error: [0]: a number that does not fit (expected at most 19 significant digits)"
      ),
      ("[\"a\nb\"]", "f.json:1:2: error: [0]: a string that is not closed on its line"),
      ("[\"abc", "f.json:1:2: error: [0]: a string that is not closed"),
      ("[\"\\x\"]", "f.json:1:3: error: [0]: an escape that JSON does not have"),
      ("[\"\\ud800\"]", "f.json:1:3: error: [0]: half of a surrogate pair"),
      ("[\"\\u12g4\"]", "f.json:1:3: error: [0]: an incomplete \\u escape (expected four hexadecimal digits)"),
      ("{\"a\": [1,", "f.json:1:10: error: a[1]: the file ends where a value is missing"),
      ("{\"a\": 1", "f.json:1:8: error: the file ends inside the object that begins at 1:1"),
      ("// no\n{}", "f.json:1:1: error: '/' where a value should be (expected a JSON value)"),
    ])
  func refused(text: String, message: String) {
    let found = refusal(text)
    // A value's failure inside a member names the member; the list of cases keeps to the essential text.
    #expect(found == message)
  }

  @Test("a duplicate key is refused where it stands the second time, in small and in large objects")
  func duplicateKeys() {
    #expect(refusal("{\"a\": 1,\n \"a\": 2}") == "f.json:2:2: error: duplicate key \"a\"")
    for count in 1...40 {
      let members = (0..<count).map { "\"k\($0)\": 0" } + ["\"k\(count / 2)\": 1"]
      #expect(refusal("{" + members.joined(separator: ",") + "}").contains("duplicate key \"k\(count / 2)\""))
    }
  }

  @Test("bytes that are not UTF-8 are refused at the byte, also behind an escape")
  func badUTF8() {
    let message = "f.json:1:5: error: [0]: bytes that are not UTF-8"
    #expect(refusal(Array("[\"ab".utf8) + [0xFF] + Array("\"]".utf8)) == message)
    #expect(refusal(Array("[\"\\n".utf8) + [0xC3] + Array("\"]".utf8)) == message)
    #expect(refusal([0xEF, 0xBB, 0xBF] + Array("{}".utf8)).contains("byte order mark"))
  }

  @Test("columns count characters, not bytes")
  func columns() {
    #expect(refusal("[\"äöü\", x]").hasPrefix("f.json:1:9: error"))
  }

  @Test("deep nesting, too many values and too many bytes are refused in well under a second")
  func hostileInput() {
    let clock = ContinuousClock()
    var messages: [String] = []
    let time = clock.measure {
      messages.append(refusal([UInt8](repeating: UInt8(ascii: "["), count: 30 << 20)))
      messages.append(refusal(Array(String(repeating: "{\"a\":", count: 100_000).utf8)))
      messages.append(refusal([UInt8](repeating: 0xA5, count: 50_000_000)))
      messages.append(refusal("[" + String(repeating: "0,", count: 1000) + "0]", limits: .init(values: 1000)))
    }
    #expect(messages[0] == "f.json:1:65: error: " + String(repeating: "[0]", count: 64) + ": nesting deeper than 64")
    #expect(messages[1].contains("nesting deeper than 64"))
    #expect(messages[2].contains("the file is too large: 50000000 bytes (expected at most 33554432 bytes)"))
    #expect(messages[3].contains("more than 1000 values"))
    #expect(time < .seconds(2))
  }

  @Test("numbers are exact decimals in lowest terms")
  func numbers() throws {
    let text = """
      [0, -0, 5.0, 5e3, 0.30, -12.5, 1e-3, 18446744073709551615, -9223372036854775808, 0.1000000000000000000000]
      """
    let root = try JSONReader.read(text: text, name: "n").root
    #expect(
      JSONWriter.text(root.json, layout: .compact)
        == "[0,0,5,5000,0.3,-12.5,0.001,18446744073709551615,-9223372036854775808,0.1]")
    let numbers = (root.elements ?? []).compactMap { value -> Number? in
      if case .number(let number) = value.content { number } else { nil }
    }
    #expect(numbers[4].fraction == (3, 10))
    #expect(numbers[4].scaled(byPowerOfTen: 6) == 300_000)
    #expect(numbers[8].int64 == .min)
    #expect(numbers.sorted().first == numbers[8])
  }

  @Test("escapes and characters outside ASCII read as what they mean")
  func strings() throws {
    let root = try JSONReader.read(text: #"["\u00e4\ud83d\ude00\n\/", "ä😀"]"#, name: "s").root
    #expect(root.elements?.map(\.string) == ["ä😀\n/", "ä😀"])
  }

  @Test("a file that is missing, a folder or too large says so, without being read")
  func files() throws {
    #expect(throws: Diagnostic.self) { try JSONReader.read(file: "/nowhere/x.json") }
    do {
      _ = try JSONReader.read(file: "/tmp")
      Issue.record("a folder was read")
    } catch {
      #expect(error.description == "/tmp:1:1: error: the file is not a regular file")
    }
  }

  @Test("values know their place")
  func places() throws {
    let document = try JSONReader.read(text: "{\n  \"a\": [10,\n   {\"b\": true}]\n}", name: "f.json")
    let inner = document.root["a"]?.elements?[1]
    #expect(inner?.range.position == Position(file: "f.json", line: 3, column: 4))
    #expect(inner?["b"]?.range.position.column == 10)
  }
}
