import Kernel
import Testing

@Suite("Virtual time")
struct TimeTests {
  @Test(
    "a span is printed in its shortest exact form and read back",
    arguments: [
      (0, "0"), (1, "1ns"), (1_500, "1.5us"), (250_000_000, "250ms"), (1_500_000_000, "1.5s"),
      (90_000_000_000, "1m30s"),
      (300_000_000_000, "5m"), (2_592_000_000_000_000, "30d"), (-7_200_000_000_000, "-2h"), (1_234_567, "1.234567ms"),
      (90_061_000_000_001, "1d1h1m1.000000001s"),
    ] as [(Int64, String)])
  func spanText(nanoseconds: Int64, text: String) {
    #expect(Span(nanoseconds: nanoseconds).description == text)
    #expect(Span(text) == Span(nanoseconds: nanoseconds))
  }

  @Test("spans in other than the shortest form are read too")
  func longForms() {
    #expect(Span("1500ms") == .milliseconds(1_500))
    #expect(Span("1.5m") == .seconds(90))
    #expect(Span("0s") == .zero)
    #expect(Span("12µs") == .microseconds(12))
  }

  @Test(
    "what is not a span is refused",
    arguments: ["", "-", "5", "ms", "1,5s", "1.s", ".5s", "1 s", "0.5ns", "9999999999d", "1x", "s1"])
  func notASpan(text: String) { #expect(Span(text) == nil) }

  @Test("every span printed is read back to itself")
  func roundTrip() {
    var stream = RandomStream(seed: 3, name: "spans")
    for _ in 0..<2_000 {
      let span = Span(nanoseconds: Int64(bitPattern: stream.next()) >> Int64(stream.below(64)))
      if span.nanoseconds == .min { continue }
      #expect(Span(span.description) == span)
    }
  }

  @Test("an instant is printed as hours, minutes and seconds with nine decimals")
  func instantText() {
    #expect(Instant(nanoseconds: 761_250_000_000).description == "00:12:41.250000000")
    #expect((Instant.zero + .hours(123)).description == "123:00:00.000000000")
  }

  @Test(
    "civil time follows the Gregorian calendar",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_767_225_604, "2026-01-01T00:00:04Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
      (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func civilTime(seconds: Int64, text: String) {
    #expect(CivilTime(epochNanoseconds: seconds * 1_000_000_000).iso8601() == text)
  }

  @Test("logback's form has milliseconds after a comma, cut off")
  func logback() {
    let time = CivilTime(epochNanoseconds: 1_767_225_604_426_999_999)
    #expect(time.logback() == "2026-01-01 00:00:04,426")
    #expect(time.iso8601() == "2026-01-01T00:00:04.426999999Z")
  }

  @Test("a ratio is read from percent, decimals and fractions, in lowest terms")
  func ratios() {
    #expect(Ratio("2%") == Ratio(numerator: 1, denominator: 50))
    #expect(Ratio("0.5%") == Ratio(numerator: 1, denominator: 200))
    #expect(Ratio("0.02") == Ratio("1/50"))
    #expect(Ratio("1") == .one)
    for text in ["", "%", "1/0", "-1", "1e3", "1..2", ".5"] { #expect(Ratio(text) == nil) }
    #expect(Span.seconds(10).scaled(by: Ratio(numerator: 3, denominator: 2)) == .seconds(15))
  }
}
