import NIOCore
import Testing

@testable import Serve

@Suite("timers that ring late")
struct TimerLatenessTests {
  @Test("a timer is set earlier by what the last ones rang late, and never by more than the limit")
  func learns() {
    var lateness = TimerLateness()
    #expect(lateness.expected == .zero)
    for _ in 0..<100 { lateness.note(.microseconds(120)) }
    #expect(lateness.expected > .microseconds(110) && lateness.expected <= .microseconds(120))
    for _ in 0..<100 { lateness.note(.seconds(1)) }
    #expect(lateness.expected == TimerLateness.greatest)
    for _ in 0..<200 { lateness.note(.nanoseconds(-50)) }
    #expect(lateness.expected < .microseconds(1))
  }
}
