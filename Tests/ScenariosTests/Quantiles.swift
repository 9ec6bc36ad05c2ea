import Foundation
import Kernel
import Testing

/// Draws a million times from a log-normal distribution and compares the shares below its quantiles from p10 to p99.9,
/// each moved by one per cent either way, with what they must be.
func checkQuantiles(of distribution: Distribution) {
  guard case .logNormal(let p50, let p99, nil) = distribution else {
    Issue.record("\(distribution) has no independent quantiles in this test")
    return
  }
  let (median, top) = (Double(p50.nanoseconds), Double(p99.nanoseconds))
  // Share and standard normal quantile.
  let points = [
    (0.1, -1.281552), (0.25, -0.674490), (0.5, 0), (0.75, 0.674490), (0.9, 1.281552), (0.99, 2.326348),
    (0.999, 3.090232),
  ]
  let expected = points.map { median * exp(log(top / median) / 2.326348 * $0.1) }
  let bounds = expected.flatMap { [Int64($0 * 0.99), Int64($0 * 1.01)] }
  var below = [Int](repeating: 0, count: bounds.count + 1)
  var stream = RandomStream(seed: 1, name: "draws")
  let sampler = Sampler(distribution)
  for _ in 0..<1_000_000 {
    let value = sampler.draw(from: &stream).nanoseconds
    var place = 0
    while place < bounds.count, value > bounds[place] { place += 1 }
    below[place] += 1
  }
  var total = 0
  for (index, count) in below.dropLast().enumerated() {
    total += count
    let share = Double(total) / 1_000_000
    let wanted = points[index / 2].0
    #expect(index % 2 == 0 ? share <= wanted : share >= wanted, "\(distribution) at \(wanted)")
  }
}
