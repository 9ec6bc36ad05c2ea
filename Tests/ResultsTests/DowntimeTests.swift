import Events
import Kernel
import Results
import Testing

@Suite("downtime")
struct DowntimeTests {
  @Test("it runs from the last commit before the first refusal to the first commit after it")
  func plain() {
    var story = Story()
    story.accept("a")
    story.at(.seconds(1))
    story.commit("a")
    story.at(.seconds(3))
    story.refuse("b")
    story.at(.seconds(4))
    story.refuse("c")
    story.at(.seconds(8))
    story.accept("d", at: "pNew")
    story.at(.seconds(9))
    story.commit("d", at: "pNew")
    let party = PartyDowntime.measure(story.history())[0]
    #expect(party.windows.map(\.duration) == [.seconds(8)])
    #expect(party.windows[0].start == .zero + .seconds(1))
    #expect(party.windows[0].firstRefusal == .zero + .seconds(3))
    #expect(party.refused == 2)
    #expect(party.windows[0].recovered)
  }

  @Test("a command accepted before the first refusal that commits while draining starts the window, it does not end it")
  func draining() {
    var story = Story()
    story.accept("a")
    story.at(.seconds(3))
    story.refuse("b")
    story.at(.seconds(5))
    story.commit("a")
    story.at(.seconds(8))
    story.accept("d")
    story.at(.seconds(9))
    story.commit("d")
    let windows = PartyDowntime.measure(story.history())[0].windows
    #expect(windows.map(\.start) == [Instant.zero + .seconds(5)])
    #expect(windows.map(\.duration) == [.seconds(4)])
  }

  @Test("two interruptions are two windows; the longest is reported beside them")
  func several() {
    var story = Story()
    for (second, wait) in [(Int64(10), Int64(5)), (100, 20)] {
      story.at(.seconds(second - 1))
      story.accept("before-\(second)")
      story.commit("before-\(second)")
      story.at(.seconds(second))
      story.refuse("x-\(second)")
      story.at(.seconds(second + wait))
      story.accept("after-\(second)")
      story.commit("after-\(second)")
    }
    let party = PartyDowntime.measure(story.history())[0]
    #expect(party.windows.map(\.duration) == [.seconds(6), .seconds(21)])
    #expect(party.longest == .seconds(21))
  }

  @Test("a window without a later commit lasts to the end of the run and is marked")
  func notRecovered() {
    var story = Story()
    story.at(.seconds(2))
    story.refuse("a")
    story.at(.seconds(30))
    story.start("x", phase: nil)
    let window = PartyDowntime.measure(story.history())[0].windows[0]
    #expect(window.start == .zero + .seconds(2))
    #expect(window.duration == .seconds(28))
    #expect(!window.recovered)
  }

  @Test("a party without a refusal has no window")
  func none() {
    var story = Story()
    story.accept("a")
    story.commit("a")
    #expect(PartyDowntime.measure(story.history()).map(\.windows.count) == [0])
  }
}
