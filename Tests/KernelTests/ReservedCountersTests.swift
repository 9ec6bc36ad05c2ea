import Kernel
import Testing

@Suite("reserved counters")
struct ReservedCountersTests {
  @Test("without a watch they count, and reserve nothing")
  func plain() {
    var counters = ReservedCounters<String>()
    #expect((0..<3).map { _ in counters.take("a") } == [0, 1, 2])
    #expect(counters.take("b") == 0)
    #expect(!counters.hasReservations && counters.takeReservations().isEmpty)
  }

  @Test("killed after any number of takes, they go on above every number they gave, and skip at most a block")
  func kill() {
    for takes in [1, 2, 3, 7, 100, 5_000, 20_000] {
      var counters = ReservedCounters<String>()
      counters.watch()
      var written: UInt64 = 0
      var writes = 0
      var last: UInt64 = 0
      for _ in 0..<takes {
        last = counters.take("a")
        for reservation in counters.takeReservations() {
          written = reservation.end
          writes += 1
        }
        #expect(last < written)
      }
      var after = ReservedCounters<String>()
      after.restore("a", from: written)
      let next = after.take("a")
      #expect(next > last && next - last <= 4097)
      #expect(writes <= 14 + takes / 4096, "\(writes) writes for \(takes) numbers")
    }
  }

  @Test("at an orderly end what was not taken is given back: nothing is skipped")
  func end() {
    var counters = ReservedCounters<String>()
    counters.watch()
    for _ in 0..<10 { _ = counters.take("b") }
    _ = counters.take("a")
    _ = counters.takeReservations()
    counters.giveBack(orderedBy: <)
    #expect(counters.takeReservations().map { "\($0.name) \($0.end)" } == ["b 10"])
    #expect(counters.take("b") == 10)
    #expect(counters.hasReservations)
  }
}
