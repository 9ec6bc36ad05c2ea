import Events
import Kernel
import Keys
import Results
import Testing

@Suite("percentiles")
struct PercentilesTests {
  @Test("they are exact samples by nearest rank")
  func nearestRank() {
    let percentiles = Percentiles((1...1000).map { Int64($0) }.reversed())
    #expect(percentiles?.p50 == 500)
    #expect(percentiles?.p90 == 900)
    #expect(percentiles?.p99 == 990)
    #expect(percentiles?.p999 == 999)
    #expect(percentiles?.minimum == 1)
    #expect(percentiles?.maximum == 1000)
    #expect(percentiles?.sum == 500_500)
  }

  @Test("of one sample all are that sample, of none there are none")
  func edges() {
    #expect(Percentiles([42])?.p999 == 42)
    #expect(Percentiles([42])?.p50 == 42)
    #expect(Percentiles([]) == nil)
  }

  @Test("each is the least sample that the given share of all samples does not exceed", arguments: 1...50)
  func definition(count: Int) {
    let samples = (1...count).map { Int64($0 * $0 % 17) }.sorted()
    for share in [1, 250_000, 500_000, 900_000, 999_999, 1_000_000] {
      let value = Percentiles.value(perMillion: share, ofSorted: samples)
      let within = samples.filter { $0 <= value }.count
      let below = samples.filter { $0 < value }.count
      #expect(within * 1_000_000 >= share * count)
      #expect(below * 1_000_000 < share * count || below == 0)
    }
  }
}

@Suite("thresholds")
struct ThresholdTests {
  private func evaluate(
    _ metric: String, _ expression: String, phase: String? = nil, _ story: Story
  ) throws -> ThresholdResult {
    let threshold = try Threshold(metric: metric, expression: expression, duringPhase: phase)
    return story.result(thresholds: [threshold]).thresholds[0]
  }

  /// Signing latencies of 1 to 100 ms at p1 and one of 1 s at p2.
  private func signing() -> Story {
    var story = Story()
    for milliseconds in 1...Int64(100) { story.sign(.milliseconds(milliseconds)) }
    story.sign(.seconds(1), usages: .sequencerAuthenticationOnly, node: "p2")
    story.at(.seconds(10))
    story.start("end", phase: nil)
    return story
  }

  @Test(
    "statistics compare exactly, with fractions of a unit",
    arguments: [
      ("p99 < 99.000001ms", true), ("p99 < 99ms", false), ("p99 <= 99 ms", true), ("p99.9 >= 0.1s", true),
      ("max == 100ms", true),
      ("min > 1000us", false), ("avg == 50.5ms", true), ("avg < 50.5ms", false), ("count == 100", true),
      ("rate == 10 /s", true),
      ("rate < 9.999", false), ("sum <= 5.05s", true), ("last == 100ms", true),
    ])
  func statistics(expression: String, passes: Bool) throws {
    let result = try evaluate("daml.signing.latency{node:p1,usage:signing}", expression, signing())
    #expect(result.passed == passes)
    #expect(result.samples == 100)
  }

  @Test("tags select series, and the usage may be spelt protocol or signing")
  func tags() throws {
    #expect(try evaluate("daml.signing.latency{usage:protocol}", "count == 100", signing()).passed)
    #expect(try evaluate("daml.signing.latency{usage:sequencer-auth}", "max == 1s", signing()).passed)
    #expect(try evaluate("daml.signing.latency", "count == 101", signing()).passed)
  }

  @Test("during a phase only its samples count, and the rate is over its duration")
  func phase() throws {
    var story = Story()
    story.call()
    story.at(.seconds(10))
    story.start("s", phase: "verify")
    story.at(.seconds(11))
    story.call()
    story.at(.seconds(12))
    story.call()
    story.at(.seconds(14))
    story.end("s", phase: "verify")
    let result = try evaluate("keyshift.kms.calls{op:Sign}", "rate < 1 /s", phase: "verify", story)
    #expect(result.passed)
    #expect(result.observed == 500)
    #expect(result.unit == "milli_per_second")
    let other = try evaluate("keyshift.kms.calls", "count == 0", phase: "cut-over", story)
    #expect(!other.passed)
    #expect(other.note == "phase 'cut-over' was not reached")
  }

  @Test("a percentile of no samples fails, a count of none is 0")
  func empty() throws {
    let result = try evaluate("daml.decryption.latency", "p99 < 1s", Story())
    #expect(!result.passed)
    #expect(result.note == "no samples")
    #expect(try evaluate("keyshift.kms.throttled", "count == 0", Story()).passed)
  }

  @Test("downtime of a party that was never refused is 0 and meets its bound")
  func noDowntime() throws {
    var story = Story()
    story.accept("a")
    story.commit("a")
    let result = try evaluate("migration.downtime", "max < 10m", story)
    #expect(result.passed)
    #expect(result.observed == 0)
  }

  @Test("an unknown metric is refused with the nearest name")
  func unknownMetric() {
    #expect(
      message { () throws(ThresholdError) in try Threshold(metric: "daml.signing.latenzy", expression: "p99 < 1s") }
        == "unknown metric 'daml.signing.latenzy'; did you mean 'daml.signing.latency'?")
  }

  @Test("an unknown tag is refused with the metric's tags")
  func unknownTag() {
    #expect(
      message { () throws(ThresholdError) in
        try Threshold(metric: "daml.signing.latency{nod:p1}", expression: "p99 < 1s")
      } == "daml.signing.latency has no tag 'nod' (it has node, usage, kms); did you mean 'node'?")
  }

  @Test(
    "what is outside the grammar is refused, and so is a unit that does not fit",
    arguments: [
      "p100 < 1s", "p999999 < 1s", "median < 1s", "p99 1s", "p99 <", "p99 < fast", "p99 < 1.2.3s", "p99 < 5",
      "p99 < 5 %",
      "count < 5ms", "rate < 5ms", "p99 < 99999999999999h", "", "p9.99999 < 1s",
    ])
  func refused(expression: String) {
    #expect(throws: ThresholdError.self) { try Threshold(metric: "daml.signing.latency", expression: expression) }
  }

  @Test("every metric of the catalogue can be named, and has a doc and tags that differ")
  func catalogue() throws {
    for metric in Metric.allCases {
      let tags = metric.tags.map { "\($0):x" }.joined(separator: ",")
      _ = try Threshold(metric: "\(metric.name){\(tags)}", expression: "count == 0")
      #expect(metric.doc.hasSuffix("."))
      #expect(Set(metric.tags).count == metric.tags.count)
    }
  }
}

/// What the error says; nil when there is none.
private func message(_ body: () throws(ThresholdError) -> Threshold) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return error.description
  }
}
