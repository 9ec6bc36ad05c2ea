import Configuration
import Testing

@Suite("canonical JSON writing")
struct JSONWriterTests {
  let value: JSONValue = [
    "b": 1, "a": ["x", nil, true, [], [:]], "escaped": "\"\\\n\u{1}ä",
  ]

  @Test("one value stands on each line, two spaces per level, in the order given")
  func lines() {
    #expect(
      JSONWriter.text(value) == """
        {
          "b": 1,
          "a": [
            "x",
            null,
            true,
            [],
            {}
          ],
          "escaped": "\\"\\\\\\n\\u0001ä"
        }

        """)
  }

  @Test("sorted output orders members by key and keeps lists as they are")
  func sorted() {
    #expect(
      JSONWriter.text(value, layout: .compact, sorted: true)
        == #"{"a":["x",null,true,[],{}],"b":1,"escaped":"\"\\\n\u0001ä"}"#)
  }

  @Test("what was written reads back as the same value and writes the same bytes")
  func roundTrip() throws {
    let numbers: JSONValue = [
      .int64(.min), .uint64(.max), .decimal(Number(magnitude: 15, scale: 2)), .string("\u{7F}😀"),
    ]
    for layout in [JSONWriter.Layout.lines, .compact] {
      let text = JSONWriter.text(numbers, layout: layout)
      let read = try JSONReader.read(text: text, name: "w").root.json
      #expect(read == numbers)
      #expect(JSONWriter.text(read, layout: layout) == text)
    }
  }
}
