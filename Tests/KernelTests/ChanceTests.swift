import Kernel
import Testing

@Suite("Streams and distributions")
struct ChanceTests {
  @Test("streams of different names or seeds have nothing in common; the same name repeats")
  func streamsByName() {
    func draws(_ seed: UInt64, _ name: String) -> [UInt64] {
      var stream = RandomStream(seed: seed, name: name)
      return (0..<100).map { _ in stream.next() }
    }
    let first = draws(1, "network/a→b")
    #expect(first == draws(1, "network/a→b"))
    #expect(Set(first).isDisjoint(with: draws(1, "network/b→a")))
    #expect(Set(first).isDisjoint(with: draws(2, "network/a→b")))
  }

  @Test("draws of two streams are not correlated")
  func independence() {
    var a = RandomStream(seed: 1, name: "a")
    var b = RandomStream(seed: 1, name: "b")
    var equalBits = 0
    for _ in 0..<10_000 { equalBits += 64 - (a.next() ^ b.next()).nonzeroBitCount }
    #expect((318_000...322_000).contains(equalBits))
  }

  @Test("a chance comes true at its rate, and certain ones take no draw")
  func chances() {
    var stream = RandomStream(seed: 1, name: "chance")
    let hits = (0..<100_000).count { _ in stream.chance(.percent(3)) }
    #expect((2_850...3_150).contains(hits))
    let untouched = stream
    var copy = stream
    let (never, always) = (copy.chance(.zero), copy.chance(.one))
    #expect(!never && always)
    var other = untouched
    let (next, expected) = (copy.next(), other.next())
    #expect(next == expected)
  }

  @Test("random bytes and digits have the length asked for")
  func bytes() {
    var stream = RandomStream(seed: 1, name: "bytes")
    let (bytes, short, long) = (stream.bytes(13), stream.hex(7), stream.hex(64))
    #expect(bytes.count == 13)
    #expect(short.count == 7)
    let isHexadecimal = long.allSatisfy { $0.isHexDigit }
    #expect(isHexadecimal)
  }

  /// Values as computed with scipy.stats for the same parameters.
  @Test("quantiles equal the exact ones to one part in 20,000")
  func exactQuantiles() {
    let logNormal = Distribution.logNormal(p50: .milliseconds(10), p99: .milliseconds(50), max: nil)
    let exponential = Distribution.exponential(mean: .seconds(1))
    let expected: [(Distribution, UInt32, Int64)] = [
      (logNormal, 500_000, 10_000_000), (logNormal, 990_000, 50_000_000), (logNormal, 10_000, 2_000_000),
      (logNormal, 900_000, 24_269_035), (logNormal, 999_900, 131_041_403),
      (exponential, 500_000, 693_147_181), (exponential, 990_000, 4_605_170_186), (exponential, 1_000, 1_000_500),
    ]
    for (distribution, probability, value) in expected {
      let found = distribution.quantile(perMillion: probability).nanoseconds
      #expect(abs(found - value) <= max(2, value / 20_000), "\(distribution) at \(probability): \(found)")
    }
  }

  @Test(
    "the quantiles of many draws are those of the distribution",
    arguments: [
      .uniform(from: .milliseconds(5), to: .milliseconds(25)),
      .exponential(mean: .milliseconds(10)),
      .logNormal(p50: .milliseconds(10), p99: .milliseconds(50), max: nil),
      .quantiles([
        Quantile(perMillion: 0, value: .milliseconds(1)), Quantile(perMillion: 500_000, value: .milliseconds(4)),
        Quantile(perMillion: 990_000, value: .milliseconds(40)),
        Quantile(perMillion: 1_000_000, value: .milliseconds(80)),
      ]),
      .mixture(
        body: .exponential(mean: .milliseconds(2)), tail: .uniform(from: .milliseconds(100), to: .milliseconds(200)),
        tailChance: .percent(5)),
      .shifted(.exponential(mean: .milliseconds(3)), by: .milliseconds(7)),
    ] as [Distribution])
  func drawnQuantiles(distribution: Distribution) {
    var stream = RandomStream(seed: 11, name: "draws")
    let sampler = Sampler(distribution)
    let count = 60_000
    let drawn = (0..<count).map { _ in sampler.draw(from: &stream) }
    for probability: UInt32 in [10_000, 100_000, 500_000, 900_000, 990_000, 999_000] {
      let value = distribution.quantile(perMillion: probability)
      let share = drawn.count { $0 <= value } * 1_000_000 / count
      // Four standard deviations of a share of 60,000 draws.
      let p = Double(probability) / 1e6
      let tolerance = 4 * (p * (1 - p) / Double(count)).squareRoot() * 1e6
      #expect(abs(Double(share) - Double(probability)) <= tolerance, "\(distribution) at \(probability): \(share)")
    }
  }

  @Test("a log-normal draw never exceeds its maximum and a constant takes no draw")
  func bounds() {
    var stream = RandomStream(seed: 5, name: "bounds")
    let capped = Distribution.logNormal(p50: .milliseconds(10), p99: .milliseconds(50), max: .milliseconds(60))
    let greatest = (0..<50_000).map { _ in capped.draw(from: &stream) }.max()
    #expect(greatest == .milliseconds(60))
    var untouched = stream
    _ = Distribution.constant(.seconds(1)).draw(from: &stream)
    let (next, expected) = (stream.next(), untouched.next())
    #expect(next == expected)
  }

  @Test("draws are the same everywhere: a pinned digest over all forms")
  func pinnedDraws() {
    var stream = RandomStream(seed: 1, name: "pinned")
    let forms: [Distribution] = [
      .uniform(from: .zero, to: .seconds(1)), .exponential(mean: .seconds(1)),
      .logNormal(p50: .milliseconds(1), p99: .milliseconds(9), max: nil),
    ]
    var digest = Digest()
    for index in 0..<30_000 { digest.mix(forms[index % 3].draw(from: &stream)) }
    #expect(digest.hex == "5cf5f0079255aa38")
  }
}
