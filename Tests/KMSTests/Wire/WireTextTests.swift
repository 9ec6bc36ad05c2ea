import Kernel
import Testing

@testable import KMS

@Suite("the JSON of the wire") struct WireTextTests {
  private func read(_ text: String) -> WireValue? { try? WireValue(json: [UInt8](text.utf8)) }

  @Test("every kind of value is read, in any white space, and written without")
  func kinds() {
    let text = " {\"a\" : [ null, true ,false, -0.5e+3, \"x\" ], \"b\":{}, \"c\":[]} \n"
    #expect(
      read(text)
        == .object([
          WireMember(
            name: "a", value: .list([.null, .flag(true), .flag(false), .number("-0.5e+3"), .text("x")])),
          WireMember(name: "b", value: .object([])), WireMember(name: "c", value: .list([])),
        ]))
    let written = read(text).map { String(decoding: $0.json, as: UTF8.self) }
    #expect(written == "{\"a\":[null,true,false,-0.5e+3,\"x\"],\"b\":{},\"c\":[]}")
  }

  @Test("escapes stand for their characters, pairs of surrogates for one")
  func escapes() throws {
    #expect(read(#""\"\\\/\b\f\n\r\té\ud83d\ude00 ü""#) == .text("\"\\/\u{8}\u{c}\n\r\té😀 ü"))
    let value = WireValue.text("\"\\\n\u{1}ü😀")
    #expect(String(decoding: value.json, as: UTF8.self) == #""\"\\\n\u0001ü😀""#)
    #expect(try WireValue(json: value.json) == value)
  }

  @Test(
    "whatever is not JSON is refused",
    arguments: [
      "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "1.", ".5", "+1", "-", "1e", "nul", "truex",
      "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "1 2", "[1 2]",
      "'a'", "NaN", "// x\n1", "\u{feff}1", "[", "[[", "\0", "{\"a\":}", "{\"a\"}", "[,1]",
    ])
  func malformed(text: String) { #expect(read(text) == nil) }

  @Test("bytes that are not UTF-8 are refused, in plain texts and after escapes")
  func notUTF8() {
    #expect(throws: WireTextError.self) { try WireValue(json: [0x22, 0xff, 0x22]) }
    #expect(throws: WireTextError.self) { try WireValue(json: [0x22, 0x5c, 0x6e, 0xc0, 0x80, 0x22]) }
  }

  @Test("a text can be 32 lists deep and no deeper")
  func depth() {
    func nested(_ count: Int) -> [UInt8] {
      [UInt8](repeating: UInt8(ascii: "["), count: count) + [UInt8](repeating: UInt8(ascii: "]"), count: count)
    }
    #expect((try? WireValue(json: nested(32))) != nil)
    #expect(throws: WireTextError.tooDeep(offset: 32)) { try WireValue(json: nested(33)) }
    #expect(throws: WireTextError.tooDeep(offset: 32)) {
      try WireValue(json: [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20))
    }
  }

  @Test("of a name that stands there twice the last counts")
  func twice() { #expect(read("{\"a\":1,\"a\":2}")?["a"] == .number("2")) }

  @Test(
    "time stamps are seconds with milliseconds in Java's form",
    arguments: [
      (Int64(0), "1.7672256E9"), (1_000_000, "1.767225600001E9"), (86_400_000_000_000, "1.767312E9"),
      (1_999_999, "1.767225600001E9"), (-1_767_225_600_000_000_000, "0.0"), (232_774_400_000_000_000, "2.0E9"),
      (-1_757_225_600_000_000_000, "1.0E7"), (-1_757_225_600_001_000_000, "9999999.999"),
      (-1_767_225_599_950_000_000, "0.05"), (-1_767_225_601_500_000_000, "-1.5"),
    ])
  func times(nanoseconds: Int64, text: String) {
    var writer = WireWriter(unixNanosecondsAtZero: AwsFrontEnd.usualUnixNanosecondsAtZero)
    writer.time(Instant(nanoseconds: nanoseconds))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
  }

  @Test(
    "numbers are read without rounding, cut to whole ones and held within bounds",
    arguments: [
      ("0", 0, 0), ("-0", 0, 0), ("7", 0, 7), ("-7.9", 0, -7), ("1.5e1", 0, 15), ("15E-1", 0, 1), ("0.001", 3, 1),
      ("1767225600.123", 3, 1_767_225_600_123), ("1.767225600123E9", 3, 1_767_225_600_123), ("1e-400", 0, 0),
      ("1e400", 0, 1_000_000_000_000_000_000), ("-1e99999999999999999999", 0, -1_000_000_000_000_000_000),
      ("999999999999999999", 0, 999_999_999_999_999_999), ("9999999999999999999", 0, 1_000_000_000_000_000_000),
      ("0e999999999", 0, 0), ("0.0000000000000000000000012e25", 0, 12),
    ])
  func numbers(text: String, power: Int, value: Int) { #expect(WireNumber.whole(text, timesTenTo: power) == value) }
}
